import { systemTiming, type Timing } from '../Timing';
import type {
  ClusterCredential,
  CredentialMaterial,
} from './ClusterCredential';
import {
  runExecCredential,
  type ExecCommand,
  type ExecStatus,
} from './runExecCredential';

const TIMEOUT_MS = 60_000;
/** A credential is not used in its last minute: the request may still be under way when it ends. */
const MARGIN_MS = 60_000;

/**
 * A credential that a command gives: kept until a minute before it expires or until the server refuses it, and asked for
 * once at a time however many requests wait for it.
 */
export class ExecCredential implements ClusterCredential {
  readonly #run: () => Promise<ExecStatus>;
  readonly #timing: Timing;
  #kept: { material: CredentialMaterial; until: number } | undefined;
  #flight: Promise<CredentialMaterial> | undefined;

  constructor(
    command: ExecCommand,
    options: { timing?: Timing; timeoutMs?: number } = {},
  ) {
    this.#timing = options.timing ?? systemTiming;
    this.#run = () =>
      runExecCredential(command, options.timeoutMs ?? TIMEOUT_MS);
  }

  current(): Promise<CredentialMaterial> {
    if (this.#kept && this.#timing.now() < this.#kept.until) {
      return Promise.resolve(this.#kept.material);
    }
    this.#flight ??= this.#ask().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  renew(): boolean {
    this.#kept = undefined;
    return true;
  }

  async #ask(): Promise<CredentialMaterial> {
    const status = await this.#run();
    const material = toMaterial(status);
    this.#kept = { material, until: this.#keepUntil(status) };
    return material;
  }

  #keepUntil({ expirationTimestamp }: ExecStatus): number {
    if (expirationTimestamp === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const expires = Date.parse(expirationTimestamp);
    return Number.isNaN(expires)
      ? Number.POSITIVE_INFINITY
      : expires - MARGIN_MS;
  }
}

function toMaterial(status: ExecStatus): CredentialMaterial {
  const { token, clientCertificateData, clientKeyData } = status;
  return {
    bearerToken: token,
    clientCertificate:
      clientCertificateData !== undefined && clientKeyData !== undefined
        ? { cert: clientCertificateData, key: clientKeyData }
        : undefined,
  };
}
