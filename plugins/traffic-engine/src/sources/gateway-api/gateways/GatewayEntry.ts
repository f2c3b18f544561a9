import type {
  Certificate,
  Condition,
  KindStatus,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import type { RouteOrder } from '../../../match/gatewayRoutePrecedence';
import type {
  GatewayFact,
  ListenerFact,
  RouteKindRef,
} from '../facts/gatewayFact';
import type { ListenerSetFact } from '../facts/listenerSetFact';

/** The class of a Gateway as far as it is known. */
export interface ClassEntry {
  readonly name: string;
  /** `missing`: there is no such class, so no controller serves the Gateway. */
  readonly state: 'resolved' | 'missing' | 'unknown';
  readonly because?: KindStatus;
  readonly controller: string | null;
  readonly features: ReadonlySet<string> | null;
  /** One proxy serves all its Gateways, so that no two of their listeners may be the same. */
  readonly mergesGateways?: boolean;
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
  /** The object that the listener is written in: the Gateway, or a ListenerSet of it. */
  readonly owner: ObjectRef;
  /** A listener that is merged before it has its place, so that it keeps none from those that are merged after it. */
  readonly isBeaten: boolean;
}

export interface GatewayEntry {
  readonly ref: ObjectRef;
  readonly fact: GatewayFact;
  readonly gatewayClass: ClassEntry;
  /** In which order its matches are tried. */
  readonly routeOrder: RouteOrder;
  /** Those that may be in force instead, where its class or parameters are not to be seen. */
  readonly otherOrders: readonly RouteOrder[];
  /** Its own, in the order of the object. */
  readonly listeners: readonly ListenerEntry[];
  /** In the order in which they are merged. */
  readonly sets: readonly ListenerSetEntry[];
  /** All that are served on its ports: its own and those of the sets that it allows. */
  readonly merged: readonly ListenerEntry[];
  /** The Gateway's own conditions as predicted. */
  readonly predicted: readonly Condition[];
}

export interface ListenerSetEntry {
  readonly kind: KindRef;
  readonly ref: ObjectRef;
  readonly fact: ListenerSetFact;
  readonly gateway: GatewayEntry;
  /** Whether the Gateway lets sets of this namespace attach. */
  readonly admission: 'yes' | 'no' | 'unknown';
  readonly because?: KindStatus;
  readonly listeners: readonly ListenerEntry[];
  readonly predicted: readonly Condition[];
}

/** Whether the class says that it does not support a feature; a class without a list says nothing. */
export function lacksFeature(
  { features }: Pick<ClassEntry, 'features'>,
  feature: string,
): boolean {
  return features !== null && !features.has(feature);
}
