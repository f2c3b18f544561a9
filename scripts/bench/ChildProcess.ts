import { fork, type ChildProcess as NodeChild } from 'node:child_process';
import { resolve } from 'node:path';

interface Question {
  id: number;
  name: string;
  input: unknown;
}
type Answer = { id: number; output: unknown } | { id: number; error: string };

/** What one process offers another: functions by name, with values that travel as JSON. */
type Offers = Record<string, (input: never) => Promise<unknown>>;

/** A part of the benchmark in a process of its own, so that it shares no event loop with what is measured. */
export class ChildProcess<T extends Offers> {
  readonly #child: NodeChild;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #questions = 0;

  constructor(options: { file: string; env?: NodeJS.ProcessEnv }) {
    this.#child = fork(resolve(__dirname, options.file), [], {
      env: { ...process.env, ...options.env },
      execArgv: [...process.execArgv, '--expose-gc'],
    });
    this.#child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.once('exit', code => {
      for (const [id, give] of this.#waiting) {
        give({ id, error: `${options.file} ended with code ${code}.` });
      }
    });
  }

  async ask<Name extends keyof T & string>(
    name: Name,
    input: Parameters<T[Name]>[0],
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    this.#questions += 1;
    const question: Question = { id: this.#questions, name, input };
    const answer = await new Promise<Answer>(give => {
      this.#waiting.set(question.id, give);
      this.#child.send(question);
    });
    if ('error' in answer) {
      throw new Error(`${name}: ${answer.error}`);
    }
    return answer.output as Awaited<ReturnType<T[Name]>>;
  }

  async end(): Promise<void> {
    const ended = new Promise<void>(done =>
      this.#child.once('exit', () => done()),
    );
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** Answers the questions of the process that started this one. */
export function answerParent<T extends Offers>(offers: T): void {
  process.on('message', async ({ id, name, input }: Question) => {
    const reply = (answer: Answer) => process.send?.(answer);
    try {
      reply({ id, output: await offers[name](input as never) });
    } catch (error) {
      reply({
        id,
        error: error instanceof Error ? error.stack ?? error.message : 'failed',
      });
    }
  });
}
