import type { AuthService } from '@backstage/backend-plugin-api';
import {
  type ClusterCredential,
  type CredentialMaterial,
  systemTiming,
  type Timing,
} from '@portolan/cluster-client';
import { ConnectionProblemError } from '@portolan/plugin-traffic-node';

/** Plugin tokens live for an hour; signing one per request would be waste. */
const KEEP_MS = 60_000;

/** The portal's own service credentials towards another of its plugins. */
export class PluginTokenCredential implements ClusterCredential {
  readonly #auth: AuthService;
  readonly #targetPluginId: string;
  readonly #timing: Timing;
  #known: { token: Promise<string>; since: number } | undefined;

  constructor(options: {
    auth: AuthService;
    targetPluginId: string;
    timing?: Timing;
  }) {
    this.#auth = options.auth;
    this.#targetPluginId = options.targetPluginId;
    this.#timing = options.timing ?? systemTiming;
  }

  async current(): Promise<CredentialMaterial> {
    const now = this.#timing.now();
    if (!this.#known || now - this.#known.since >= KEEP_MS) {
      this.#known = { token: this.#issue(), since: now };
    }
    try {
      return { bearerToken: await this.#known.token };
    } catch {
      this.#known = undefined;
      throw new ConnectionProblemError({
        reason: 'unauthorized',
        message: `The portal gave no token for its own ${
          this.#targetPluginId
        } plugin; see \`backend.auth\` in app-config.yaml.`,
      });
    }
  }

  renew(): boolean {
    this.#known = undefined;
    return true;
  }

  async #issue(): Promise<string> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: this.#targetPluginId,
    });
    return token;
  }
}
