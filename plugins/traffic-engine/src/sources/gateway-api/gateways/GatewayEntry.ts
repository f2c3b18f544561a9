import type {
  Certificate,
  Condition,
  KindStatus,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import type {
  GatewayFact,
  ListenerFact,
  RouteKindRef,
} from '../facts/gatewayFact';

/** The class of a Gateway as far as it is known. */
export interface ClassEntry {
  readonly name: string;
  /** `missing`: there is no such class, so no controller serves the Gateway. */
  readonly state: 'resolved' | 'missing' | 'unknown';
  readonly because?: KindStatus;
  readonly controller: string | null;
  readonly features: ReadonlySet<string> | null;
}

/** What is predicted of one listener. */
export interface ListenerVerdict {
  readonly accepted: Condition;
  readonly resolvedRefs: Condition;
  readonly programmed: Condition;
  readonly conflicted: Condition;
  readonly certificates: readonly Certificate[];
  /** The kinds of routes that may attach; none on a listener that is refused. */
  readonly supportedKinds: readonly RouteKindRef[];
  /** The kinds that `allowedRoutes` (or the protocol) lets in, whatever becomes of the listener. */
  readonly allowedKinds: readonly RouteKindRef[];
}

export interface ListenerEntry {
  readonly fact: ListenerFact;
  readonly verdict: ListenerVerdict;
  readonly gateway: GatewayEntry;
}

export interface GatewayEntry {
  readonly ref: ObjectRef;
  readonly fact: GatewayFact;
  readonly gatewayClass: ClassEntry;
  /** In the order of the object. */
  readonly listeners: readonly ListenerEntry[];
  /** The Gateway's own conditions as predicted. */
  readonly predicted: readonly Condition[];
}

/** Whether the class says that it does not support a feature; a class without a list says nothing. */
export function lacksFeature(
  { features }: Pick<ClassEntry, 'features'>,
  feature: string,
): boolean {
  return features !== null && !features.has(feature);
}
