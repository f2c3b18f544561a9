/** What the command line reads from and writes to. */
export interface Terminal {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** How a run ends; documented in docs/analyze.md. */
export const EXIT = { ok: 0, found: 1, usage: 2 } as const;

/** An end that the person at the terminal can act on: a sentence, without a stack. */
export class UsageError extends Error {
  readonly name = 'UsageError';
}
