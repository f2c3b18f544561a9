import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** How the server proves who it is. */
export interface ServerTls {
  /** PEM certificates to trust instead of the public ones. */
  readonly ca?: string;
  /** Only as configured by the operator (`skipTLSVerify`). */
  readonly skipVerify?: boolean;
  /** The name in the server's certificate where it differs from the address. */
  readonly serverName?: string;
}

export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

const KEEP_ALIVE = {
  keepAlive: true,
  keepAliveMsecs: 30_000,
  maxFreeSockets: 8,
} as const;

/** The kept-alive sockets of one cluster; a client certificate that changes gets sockets of its own. */
export class AgentPool {
  readonly #secure: boolean;
  readonly #tls: ServerTls;
  #agent: HttpAgent | HttpsAgent | undefined;
  #certificate: ClientCertificate | undefined;

  constructor(options: { secure: boolean; tls: ServerTls }) {
    this.#secure = options.secure;
    this.#tls = options.tls;
  }

  agentFor(certificate: ClientCertificate | undefined): HttpAgent | HttpsAgent {
    const sameCertificate =
      this.#certificate?.cert === certificate?.cert &&
      this.#certificate?.key === certificate?.key;
    if (this.#agent && sameCertificate) {
      return this.#agent;
    }
    // Open watches keep the sockets of the old agent until they end by themselves.
    this.#certificate = certificate;
    this.#agent = this.#secure
      ? new HttpsAgent({
          ...KEEP_ALIVE,
          ca: this.#tls.ca,
          rejectUnauthorized: !this.#tls.skipVerify,
          servername: this.#tls.serverName,
          cert: certificate?.cert,
          key: certificate?.key,
          ALPNProtocols: ['http/1.1'],
        })
      : new HttpAgent(KEEP_ALIVE);
    return this.#agent;
  }

  /** Closes every socket of the newest agent, watches included. */
  destroy(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }
}
