import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { ServiceTarget } from '../../../model/drafts';

/** A request as a client sends it to one port of a Gateway. */
export interface GatewayRequest {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** The Host header or authority; a port in it is ignored. */
  readonly host: string;
  /** The server name of the TLS handshake; the host when absent. */
  readonly serverName?: string;
  readonly method: string;
  /** With the query, if any. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The match that won a request. */
export interface WinningMatch {
  readonly route: ObjectRef;
  readonly ruleIndex: number;
  readonly matchIndex: number;
  readonly listener: string;
}

/** A Location header in parts; `port` is null where the header names none. */
export interface RedirectLocation {
  readonly scheme: string;
  readonly hostname: string;
  readonly port: number | null;
  readonly path: string;
}

/** What becomes of the requests that one backend gets. */
export type BackendOutcome =
  | { readonly kind: 'forwarded'; readonly host: string; readonly path: string }
  | {
      readonly kind: 'redirected';
      readonly status: number;
      readonly location: RedirectLocation;
    }
  /** 500 for a reference that does not resolve, 503 for a Service without ready endpoints. */
  | { readonly kind: 'failed'; readonly status: 500 | 503 }
  | { readonly kind: 'unknown' };

export interface BackendShare {
  readonly backend: ObjectRef;
  readonly share: number;
  readonly outcome: BackendOutcome;
}

/** What a Gateway answers to a request, as the specification has it. */
export type ServedResponse =
  /** No connection: nothing listens there, or no listener has the server name. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'not-found'; readonly status: 404 }
  /** The connection is for another listener than the host is (GatewaySpec Listener.hostname). */
  | { readonly kind: 'misdirected'; readonly status: 421 }
  | {
      readonly kind: 'preflight';
      readonly winner: WinningMatch;
      /** Whether the origin is one that the CORS filter allows. */
      readonly allowed: boolean;
    }
  | {
      readonly kind: 'redirect';
      readonly winner: WinningMatch;
      readonly status: number;
      readonly location: RedirectLocation;
    }
  | {
      readonly kind: 'backends';
      readonly winner: WinningMatch;
      readonly shares: readonly BackendShare[];
      /** Backends that get a copy of the request. */
      readonly mirrors: readonly ObjectRef[];
    }
  /** The rule says what to answer (GEP-2826). */
  | {
      readonly kind: 'direct';
      readonly winner: WinningMatch;
      readonly status: number;
    }
  /** The rule has nothing that could answer. */
  | {
      readonly kind: 'no-backend';
      readonly winner: WinningMatch;
      readonly status: 500;
    }
  /** A filter of the rule does not resolve: requests are not let past it (HTTPRouteFilter.extensionRef, GEP-1494). */
  | {
      readonly kind: 'broken-filter';
      readonly winner: WinningMatch;
      readonly status: 500;
    }
  /** The specification leaves the answer to the implementation, or something that decides it is not known. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Whether a Service port has ready endpoints; undefined when that is not known. */
export type ReadinessLookUp = (target: ServiceTarget) => boolean | undefined;

/** What becomes of a connection that is not HTTP. */
export type ServedConnection =
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'backends';
      readonly winner: WinningMatch;
      readonly shares: readonly {
        readonly backend: ObjectRef;
        readonly share: number;
        readonly outcome: 'forwarded' | 'refused' | 'unknown';
      }[];
    };
