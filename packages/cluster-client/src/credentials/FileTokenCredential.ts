import { readFile } from 'node:fs/promises';
import { ConnectionProblemError } from '@portolan/plugin-traffic-node';
import { systemTiming, type Timing } from '../Timing';
import type {
  ClusterCredential,
  CredentialMaterial,
} from './ClusterCredential';

const REREAD_AFTER_MS = 60_000;

/** A token that a kubelet or another process renews in a file: read again every minute, and at once after a 401. */
export class FileTokenCredential implements ClusterCredential {
  readonly #path: string;
  readonly #timing: Timing;
  #known: { token: string; readAt: number } | undefined;

  constructor(path: string, timing: Timing = systemTiming) {
    this.#path = path;
    this.#timing = timing;
  }

  async current(): Promise<CredentialMaterial> {
    const known = this.#known;
    if (known && this.#timing.now() - known.readAt < REREAD_AFTER_MS) {
      return { bearerToken: known.token };
    }
    const token = await this.#read();
    this.#known = { token, readAt: this.#timing.now() };
    return { bearerToken: token };
  }

  renew(): boolean {
    this.#known = undefined;
    return true;
  }

  async #read(): Promise<string> {
    const token = await readFile(this.#path, 'utf8').then(
      text => text.trim(),
      () => '',
    );
    if (token === '') {
      throw new ConnectionProblemError({
        reason: 'unauthorized',
        message:
          'The file that holds the token of this cluster cannot be read or is empty; check the mounted service account or `tokenFile`.',
      });
    }
    return token;
  }
}
