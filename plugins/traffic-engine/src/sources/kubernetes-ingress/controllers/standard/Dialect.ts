import type {
  ObjectRef,
  Provenance,
  Redirect,
  RequestOutcome,
  Route,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { BackendDraft, RouteDraft } from '../../../../model/drafts';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../../../Source';
import type { TlsEntry, Way } from '../../expandRules';
import type { IngressFact } from '../../facts/IngressFact';
import type { AnnotationTable } from '../annotationPolicies';
import type { ClassDoor } from '../IngressController';
import type { DialectEntry } from './entries';
import type { Found } from './findWinner';

/**
 * How a path is matched: `element` by element (`/foo` is not `/foobar`), as `text`, as a text without regard to case or without
 * its last slash (`open-text`), as the beginning that a `regex` takes, as a `glob` (`*` for any text, `?` for one character), or
 * not known.
 */
export type PathReading =
  | 'exact'
  | 'element'
  | 'text'
  | 'caseless-text'
  | 'open-text'
  | 'regex'
  | 'glob'
  | 'unknown';

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

type HttpsWithoutTls = 'served' | 'closed' | 'unknown';

/** Where a controller departs from the API's own rules; what is not known is said to be so. */
export interface Dialect {
  /** As people call it. */
  readonly title: string;
  readonly annotations: AnnotationTable;
  /** What is to be said of the class itself. */
  readonly problems?: readonly SourceProblem[];
  /** How `Prefix` is matched. */
  readonly prefix: Extract<PathReading, 'element' | 'text'>;
  /** How `ImplementationSpecific` is matched. */
  readonly implementationSpecific: (
    fact: IngressFact,
    path: string,
  ) => PathReading;
  /** How the path of one way is matched, where that is a matter of its host too. */
  readonly readingOf?: (fact: IngressFact, way: Way) => PathReading;
  /** The answer to what no rule takes; null where nobody says. */
  readonly notFound: 404 | null;
  /** The answer where a backend is missing or has no endpoints; null where nobody says. */
  readonly failure: 502 | 503 | 404 | null;
  /** An Ingress path whose Service is missing is left out, so that another one may take its requests. */
  readonly dropsMissingBackends?: true;
  /** What becomes of a path whose backend has no endpoints: it is `left-out` too, or that is a setting that is not known. */
  readonly dryBackend?: (
    backend: BackendDraft,
  ) => 'kept' | 'left-out' | 'not-known';
  /** Why the controller leaves out a path of an Ingress. */
  readonly refuses?: (fact: IngressFact, way: Way) => string | undefined;
  /** What answers before any rule is asked. */
  readonly atDoor?: (request: AskedRequest) => RequestOutcome | undefined;
  /** What other objects set for all routes of an Ingress. */
  readonly policiesOf?: (fact: IngressFact) => readonly RoutePolicy[];
  /** What the Service of a backend sets for the requests to it. */
  readonly policiesOfBackend?: (
    backend: BackendDraft,
  ) => readonly RoutePolicy[];
  /**
   * `specificity`: the most specific host, then the longest path, then `Exact`. `rule-length`: over all hosts, the longest rule
   * text, as Traefik ranks its routers. `listed`: the first rule that takes the request, in the order of `compareFacts` and in an
   * Ingress as `comparePaths` has it.
   */
  readonly order: 'specificity' | 'rule-length' | 'listed';
  readonly compareFacts?: (a: IngressFact, b: IngressFact) => number;
  readonly comparePaths?: (a: Way, b: Way) => number;
  /** The order of the controller itself, of the entries whose host takes the request; `order` is not asked then. */
  readonly find?: (
    entries: readonly DialectEntry[],
    request: AskedRequest,
  ) => Found;
  /** `spec.defaultBackend` is a path among those of rules without a host. */
  readonly defaultBackendIsPath?: true;
  /** Whether a wildcard host stands for several labels too. */
  readonly wildcardTakesAnyDepth?: true;
  /** The priority that an annotation gives to the routes of an Ingress, for `rule-length`. */
  readonly priority?: (fact: IngressFact) => number | null;
  /** Whether a request goes on to a wider host when no path of its own host matches; null where nobody says. */
  readonly fallsBackToWiderHost: boolean | null;
  /** Where `spec.defaultBackend` is for what no path takes of the hosts of its own Ingress alone; else for any host. */
  readonly defaultBackendTakes?: 'own-hosts';
  /** The setting of the controller that says so, where one does. */
  readonly fallsBackBy?: string;
  /** Where requests for `/` of the hosts of an Ingress are redirected, by 302. */
  readonly appRoot?: (fact: IngressFact) => string | undefined;
  /** The beginning of paths for which plain HTTP is not redirected. */
  readonly neverToHttps?: string;
  readonly plainHttp: (fact: IngressFact) => PlainHttp;
  /** Whether `plainHttp` is for hosts without TLS too. */
  readonly redirectsWithoutTls?: (fact: IngressFact) => boolean;
  /** The TLS entries that hold for the hosts of an Ingress, where they are not those of its own section. */
  readonly tlsOf?: (fact: IngressFact) => readonly TlsEntry[];
  /** Whether an Ingress is for HTTPS alone, whatever its TLS section says. */
  readonly isTlsOnly?: (fact: IngressFact) => boolean;
  /** What answers HTTPS to a host without TLS: the same rules with a default certificate, nothing, or not known. */
  readonly httpsWithoutTls: HttpsWithoutTls;
  /** The same where it is a matter of the Ingress. */
  readonly httpsWithoutTlsOf?: (fact: IngressFact) => HttpsWithoutTls;
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
  /** Further conditions of a route, in the controller's words. */
  readonly conditions?: (fact: IngressFact, way: Way) => readonly string[];
  /** The same conditions where they are evaluated. */
  readonly ruleOf?: (fact: IngressFact, way: Way) => EntryRule | undefined;
  /** What a backend stands for that is no Service. */
  readonly actionOf?: (
    snapshot: ClusterSnapshot,
    fact: IngressFact,
    way: Way,
  ) => EntryAction | undefined;
  /** Other names for the hosts of an Ingress, with the annotation that gives them. */
  readonly aliasesOf?: (
    fact: IngressFact,
  ) => readonly { readonly host: string; readonly path: string }[];
  /** The annotation by which an Ingress may take hosts that none of its rules names. */
  readonly otherHostsBy?: (fact: IngressFact) => string | undefined;
  /** Whether a redirect of plain HTTP is for whatever is asked for, taken by a rule or not. */
  readonly redirectsAll?: true;
}

/** Further hosts and paths of a way, as globs, and what else must hold. */
export interface EntryRule {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly holds: (request: AskedRequest) => 'yes' | 'no' | 'unknown';
}

/** What becomes of requests to a backend that is no Service. */
export interface EntryAction {
  readonly backends: readonly BackendDraft[];
  readonly redirect?: Redirect;
  readonly policies: readonly RoutePolicy[];
  /** The answer, where none of the backends gives it. */
  readonly answer?: (request: AskedRequest) => RequestOutcome;
  /** Whether the rule is left out where this port answers, as it would lead there again. */
  readonly isLeftOutAt?: (at: OpenPort) => boolean;
  /** The annotation that was not interpreted. */
  readonly notRead?: string;
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
  /** Why it leaves a path of it out, by the path as it is written. */
  readonly refusedPaths?: ReadonlyMap<string, string>;
}

export interface OpenPort {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}
