import { z } from 'zod';

/** Where a paged list goes on: the revision that all its pages show (-1: whatever is newest) and the last key shown. */
export interface ContinueToken {
  revision: number;
  after: string;
}

const tokenSchema = z.object({
  v: z.literal('meta.k8s.io/v1'),
  rv: z.number().int(),
  start: z.string().endsWith('\u0000'),
});

/** Writes the opaque text that a client sends back for the next page. */
export function encodeContinueToken(token: ContinueToken): string {
  return Buffer.from(
    JSON.stringify({
      v: 'meta.k8s.io/v1',
      rv: token.revision,
      start: `${token.after}\u0000`,
    }),
  ).toString('base64url');
}

/** Reads a token back, or undefined where the text is none of ours. */
export function decodeContinueToken(text: string): ContinueToken | undefined {
  try {
    const json: unknown = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    );
    const token = tokenSchema.parse(json);
    return { revision: token.rv, after: token.start.slice(0, -1) };
  } catch {
    return undefined;
  }
}
