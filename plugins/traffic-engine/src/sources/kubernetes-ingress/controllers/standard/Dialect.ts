import type {
  ObjectRef,
  Provenance,
  Route,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../../../model/drafts';
import type { IngressFact } from '../../facts/IngressFact';
import type { AnnotationTable } from '../annotationPolicies';
import type { ClassDoor } from '../IngressController';

/** How a path is matched: `element` by element (`/foo` is not `/foobar`), as `text`, or not known. */
export type PathReading = 'exact' | 'element' | 'text' | 'unknown';

/** What becomes of plain HTTP to a host with TLS. */
export type PlainHttp =
  | {
      readonly kind: 'redirected';
      readonly status: number;
      /** Of HTTPS, where it is not its own. */
      readonly port?: number;
      readonly setBy: Provenance;
    }
  | { readonly kind: 'served' }
  /** Nothing of the Ingress answers there. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown' };

/** Where a controller departs from the API's own rules; what is not known is said to be so. */
export interface Dialect {
  /** As people call it. */
  readonly title: string;
  readonly annotations: AnnotationTable;
  /** How `Prefix` is matched. */
  readonly prefix: Extract<PathReading, 'element' | 'text'>;
  /** How `ImplementationSpecific` is matched. */
  readonly implementationSpecific: (
    fact: IngressFact,
    path: string,
  ) => PathReading;
  /** The answer to what no rule takes; null where nobody says. */
  readonly notFound: 404 | null;
  /** The answer where a backend is missing or has no endpoints; null where nobody says. */
  readonly failure: 502 | 503 | 404 | null;
  /** An Ingress path whose Service is missing is left out, so that another one may take its requests. */
  readonly dropsMissingBackends?: true;
  /**
   * `specificity`: the most specific host, then the longest path, then `Exact`. `rule-length`: over all hosts, the longest rule
   * text, as Traefik ranks its routers.
   */
  readonly order: 'specificity' | 'rule-length';
  /** The priority that an annotation gives to the routes of an Ingress, for `rule-length`. */
  readonly priority?: (fact: IngressFact) => number | null;
  /** Whether a request goes on to a wider host when no path of its own host matches; null where nobody says. */
  readonly fallsBackToWiderHost: boolean | null;
  readonly plainHttp: (fact: IngressFact) => PlainHttp;
  /** Whether an Ingress is for HTTPS alone, whatever its TLS section says. */
  readonly isTlsOnly?: (fact: IngressFact) => boolean;
  /** What answers HTTPS to a host without TLS: the same rules with a default certificate, nothing, or not known. */
  readonly httpsWithoutTls: 'served' | 'closed' | 'unknown';
  /** What the annotations say of who can reach the Ingress. */
  readonly exposure?: (fact: IngressFact) => Route['exposure'] | undefined;
  /** Ingresses as the controller puts them together; as they are where absent. */
  readonly prepare?: (door: ClassDoor) => readonly PreparedIngress[];
  /** The ports that are open, where TLS is not a matter of `spec.tls` alone. */
  readonly ports?: (fact: IngressFact) => readonly OpenPort[];
  /** Which load balancer an Ingress is served by, where a class has several; Ingresses of two do not compete. */
  readonly balancerOf?: (fact: IngressFact) => string;
  /** What kinds of the controller may set something for, nearest first. */
  readonly policyTargets?: (
    service: ObjectRef,
    ingress: ObjectRef,
  ) => RouteDraft['policyTargets'];
  /** Further conditions of all routes of an Ingress, in the controller's words. */
  readonly conditions?: (fact: IngressFact) => readonly string[];
}

/** An Ingress and what another one adds to it. */
export interface PreparedIngress {
  readonly fact: IngressFact;
  /** Whose TLS section and host-wide annotations hold; its own where absent. */
  readonly hostOf?: IngressFact;
  /** It has no routes of its own. */
  readonly isHidden?: true;
  /** Why the controller leaves a host of it out, by the host; '*' for all. */
  readonly refused?: ReadonlyMap<string, string>;
}

export interface OpenPort {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}
