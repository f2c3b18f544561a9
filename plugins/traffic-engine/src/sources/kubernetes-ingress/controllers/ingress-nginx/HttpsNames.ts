import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import { coversAlias } from './certificateOf';
import type { HostTls, NginxServer } from './servers';

/** For which TLS section plain HTTP of a name is sent to HTTPS; `unknown` where the names in its certificate are not known. */
export type HttpsOfName = HostTls | 'unknown' | null;

/**
 * The names that a certificate is configured for: the hosts with a TLS section, and those of their aliases that its certificate
 * covers (nginx.go, configureCertificates).
 */
export class HttpsNames {
  readonly #snapshot: ClusterSnapshot;
  readonly #byName = new Map<string, NginxServer>();

  constructor(snapshot: ClusterSnapshot, servers: readonly NginxServer[]) {
    this.#snapshot = snapshot;
    for (const server of servers) {
      if (server.tls && server.host !== '') {
        for (const name of [
          server.host,
          ...server.aliases.map(({ host }) => host),
        ]) {
          this.#byName.set(name, server);
        }
      }
    }
  }

  /** As certificates are looked up: the name itself, else the wildcard above it (certificate.lua). */
  of(name: string): HttpsOfName {
    const own = this.#configured(name);
    return own ?? this.#configured(name.replace(/^[^.]+\./, '*.'));
  }

  #configured(name: string): HttpsOfName {
    const server = this.#byName.get(name);
    if (!server || server.host === name) {
      return server?.tls ?? null;
    }
    switch (coversAlias(this.#snapshot, server, name)) {
      case true:
        return server.tls;
      case false:
        return null;
      default:
        return 'unknown';
    }
  }
}
