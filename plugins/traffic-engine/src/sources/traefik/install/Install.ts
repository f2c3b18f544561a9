import type {
  Address,
  ObjectRef,
  Route,
} from '@portolan/plugin-traffic-common';

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

/** What an installation allows; each is a flag that no object of the API shows. */
export interface InstallSettings {
  readonly allowCrossNamespace: boolean;
  readonly allowExternalNameServices: boolean;
  readonly allowEmptyServices: boolean;
  /** '' takes routers without a class. */
  readonly ingressClass: string;
  readonly defaultRuleSyntax: 'v2' | 'v3';
  /** The tag of its image is of v3 or later. */
  readonly isV3: boolean;
  /** Services are reached by their own address where nothing else is said. */
  readonly nativeLBByDefault: boolean;
  readonly entryPoints: readonly EntryPoint[];
  /** Names of the entry points of routers that name none. */
  readonly defaultEntryPoints: readonly string[];
}

/**
 * The Traefik of a cluster: known when exactly one Deployment or DaemonSet runs it and all its configuration is in the
 * arguments; else not known, and whatever hangs on it stays open.
 */
export type Install =
  | {
      readonly state: 'known';
      readonly workload: ObjectRef;
      readonly settings: InstallSettings;
      /** Arguments that change routing and are not translated. */
      readonly notInterpreted: readonly string[];
    }
  | { readonly state: 'not-known' };
