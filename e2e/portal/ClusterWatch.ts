import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** An object that came to be, and when the watch told of it. */
export interface Added {
  name: string;
  atMs: number;
}

/** A watch of one kind that tells what is made after it was opened, beside the portal and as the cluster's administrator. */
export class ClusterWatch {
  private constructor(
    private readonly request: ClientRequest,
    private readonly lines: Interface,
  ) {}

  /** Resolves when the watch stands. */
  static async open(options: {
    url: string;
    stateDir: string;
  }): Promise<ClusterWatch> {
    const read = (file: string) =>
      readFile(join(options.stateDir, file), 'utf8');
    const [ca, token] = await Promise.all([
      read('ca.crt'),
      read('admin.token'),
    ]);
    const request = get(
      `${options.url}?watch=1&resourceVersion=${await newest(options.url, {
        ca,
        token: token.trim(),
      })}`,
      { ca, headers: { authorization: `Bearer ${token.trim()}` } },
    );
    const [response]: IncomingMessage[] = await once(request, 'response');
    if (response.statusCode !== 200) {
      throw new Error(`The watch was answered with ${response.statusCode}.`);
    }
    return new ClusterWatch(request, createInterface({ input: response }));
  }

  /** The first object that is made from now on. */
  added(): Promise<Added> {
    return new Promise(resolve =>
      this.lines.on('line', line => {
        const { type, object } = JSON.parse(line);
        if (type === 'ADDED') {
          resolve({ name: object.metadata.name, atMs: Date.now() });
        }
      }),
    );
  }

  close(): void {
    this.lines.close();
    this.request.destroy();
  }
}

async function newest(
  url: string,
  { ca, token }: { ca: string; token: string },
): Promise<string> {
  const request = get(`${url}?limit=1`, {
    ca,
    headers: { authorization: `Bearer ${token}` },
  });
  const [response]: IncomingMessage[] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
  }
  return JSON.parse(text).metadata.resourceVersion;
}
