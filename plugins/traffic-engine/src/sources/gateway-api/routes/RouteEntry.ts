import type {
  Condition,
  ControllerVerdict,
  KindStatus,
  ObjectRef,
  ParentRef,
  Reason,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import type { GatewayHostname } from '../../../match/gatewayHostname';
import type { BackendDraft } from '../../../model/drafts';
import type { RouteFact } from '../facts/routeFact';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import { isEnvoyGateway } from '../gateways/vendor';
import type { MeshParent } from './meshRoutes';
import type { ExtensionEntry } from './resolveExtension';

/** One backend reference followed to its Service. */
export interface BackendEntry {
  readonly draft: BackendDraft;
  /** What ResolvedRefs says about it; null when it resolves. */
  readonly fault: Pick<Condition, 'status' | 'reason'> | null;
}

/** The references of one rule. */
export interface RuleBackends {
  readonly backends: readonly BackendEntry[];
  readonly mirrors: readonly BackendEntry[];
  /** Who is asked whether a request may pass. */
  readonly authorizers: readonly BackendEntry[];
  readonly extensions: readonly ExtensionEntry[];
}

/** One listener that takes a route, with the hostnames under which it does. */
export interface Acceptance {
  readonly listener: ListenerEntry;
  readonly hostnames: readonly GatewayHostname[];
}

/** What becomes of one route at one of its parentRefs. */
export interface ParentEntry {
  readonly parentRef: ParentRef;
  /** Position in `spec.parentRefs`. */
  readonly index: number;
  readonly gateway: GatewayEntry | undefined;
  readonly accepted: Condition;
  readonly acceptances: readonly Acceptance[];
  readonly reported: ControllerVerdict;
  /** For a route that is not accepted: why, in a verdict's words. */
  readonly reasons: readonly Reason[];
  readonly because?: KindStatus;
}

/** One route object with everything that is predicted of it. */
export interface RouteEntry {
  readonly kind: KindRef;
  readonly ref: ObjectRef;
  readonly fact: RouteFact;
  /** By the position of the rule. */
  readonly rules: readonly RuleBackends[];
  readonly resolvedRefs: Condition;
  readonly partiallyInvalid: boolean;
  /** Gateways and ListenerSets only; parents of other kinds are no door. */
  readonly parents: readonly ParentEntry[];
  /** Services as parents: ways from inside a mesh. */
  readonly mesh: readonly MeshParent[];
}

/** What is predicted of a route at one of its parents, in the API's conditions. */
export function predictedAt(
  { resolvedRefs, partiallyInvalid }: RouteEntry,
  parent: ParentEntry,
): Condition[] {
  const conditions = [acceptedAt(parent), resolvedRefs];
  return partiallyInvalid
    ? [
        ...conditions,
        {
          type: 'PartiallyInvalid',
          status: 'True',
          reason: 'UnsupportedValue',
        },
      ]
    : conditions;
}

/** Envoy Gateway does not accept a route none of whose listeners is programmed, though it counts it as attached. */
function acceptedAt({
  accepted,
  acceptances,
  gateway,
}: ParentEntry): Condition {
  const isRefused =
    acceptances.length > 0 &&
    acceptances.every(
      ({ listener }) => listener.verdict.programmed.status === 'False',
    ) &&
    isEnvoyGateway(gateway?.gatewayClass.controller ?? null);
  return isRefused
    ? { type: 'Accepted', status: 'False', reason: 'NoReadyListeners' }
    : accepted;
}
