import type { Address, Route } from '@portolan/plugin-traffic-common';

/** One entry point as Traefik's own configuration has it. */
export interface EntryPoint {
  readonly name: string;
  /** The port that clients use, from the Service in front of Traefik; null where that is not known. */
  readonly port: number | null;
  readonly protocol: 'tcp' | 'udp';
  readonly addresses: readonly Address[];
  /** Where the load balancers in front can be reached from; `unknown` where none is known. */
  readonly exposure: Route['exposure'];
  /** Routers without a `tls` section end TLS here, too (`http.tls`); null where the configuration is not known. */
  readonly endsTls: boolean | null;
  /** Requests are redirected before any router sees them (`http.redirections.entryPoint`). */
  readonly redirect: EntryPointRedirect | null;
}

export interface EntryPointRedirect {
  readonly scheme: string;
  /** null: the port of the scheme. */
  readonly port: number | null;
  readonly permanent: boolean;
}
