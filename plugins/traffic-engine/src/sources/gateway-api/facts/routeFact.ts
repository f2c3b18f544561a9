import type {
  ParentRef,
  Redirect,
  RouteMatch,
} from '@portolan/plugin-traffic-common';
import type { GrpcMethodMatch } from '../../../match/gatewayGrpcMatch';
import type { GatewayHostname } from '../../../match/gatewayHostname';
import type { ReportedCondition } from '../../../conditions/decodeVerdict';
import type { FieldNote } from './parse';
import type { RuleSetting } from './ruleSettings';

/** How a redirect or rewrite changes the path. */
export type PathChange =
  | { readonly type: 'ReplaceFullPath'; readonly value: string }
  | { readonly type: 'ReplacePrefixMatch'; readonly value: string };

/** A redirect with the part of it that the wire does not carry. */
export interface RedirectFact extends Redirect {
  readonly pathChange: PathChange | null;
}

export interface RewriteFact {
  readonly hostname: string | null;
  readonly pathChange: PathChange | null;
}

export interface CorsFact {
  readonly allowOrigins: readonly string[];
}

/** One reference to a backend, defaults applied. */
export interface BackendRefFact {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number | null;
  readonly weight: number;
  readonly path: string;
  /** A redirect that only requests for this backend get. */
  readonly redirect: RedirectFact | null;
  readonly rewrite: RewriteFact | null;
}

export interface FilterFact {
  readonly type: string;
  /** Whether we know what it does to a request. */
  readonly interpreted: boolean;
}

/** What makes a rule invalid as a whole: it is dropped, or the route with it when no rule is left. */
export type RuleFault = 'IncompatibleFilters' | 'UnsupportedValue';

/** A filter that an object of the route's namespace defines (ExtensionRef). */
export interface ExtensionFact {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** The backend whose filter it is, by position; null: the rule's own. */
  readonly backendIndex: number | null;
  /** `spec.rules[0].filters[1]`. */
  readonly path: string;
}

export interface RuleFact {
  readonly matches: readonly RouteMatch[];
  /** Of a GRPCRoute: the method of each match, null for any; null for rules of other kinds. */
  readonly grpcMethods: readonly (GrpcMethodMatch | null)[] | null;
  readonly filters: readonly FilterFact[];
  readonly redirect: RedirectFact | null;
  readonly rewrite: RewriteFact | null;
  readonly cors: CorsFact | null;
  readonly backendRefs: readonly BackendRefFact[];
  readonly mirrors: readonly BackendRefFact[];
  /** Who is asked whether a request may pass (ExternalAuth). */
  readonly authorizers: readonly BackendRefFact[];
  /** The status that the Gateway itself answers with (DirectResponse); null where it does not. */
  readonly directStatus: number | null;
  readonly fault: RuleFault | null;
  /** What policies name the rule by (GEP-995). */
  readonly name: string | null;
  readonly settings: readonly RuleSetting[];
  readonly extensions: readonly ExtensionFact[];
  /** `spec.rules[0]`. */
  readonly path: string;
}

export interface RouteParentStatusFact {
  readonly parentRef: ParentRef;
  readonly controller: string;
  readonly conditions: readonly ReportedCondition[];
}

/** What all route kinds have in common once their defaults are applied. */
export interface RouteFact {
  readonly namespace: string;
  readonly name: string;
  readonly generation: number | undefined;
  /** RFC 3339; '' for a route that has not been created yet. */
  readonly createdAt: string;
  readonly parentRefs: readonly ParentRef[];
  /** Empty: those of the listener. */
  readonly hostnames: readonly GatewayHostname[];
  readonly rules: readonly RuleFact[];
  readonly parents: readonly RouteParentStatusFact[];
  readonly notes: readonly FieldNote[];
}
