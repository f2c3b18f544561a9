import type {
  Condition,
  ControllerVerdict,
  KindStatus,
  ParentRef,
  Reason,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import {
  intersectGatewayHostnames,
  type GatewayHostname,
} from '../../../match/gatewayHostname';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { readOnce } from '../../../snapshot/readOnce';
import { decodeVerdict } from '../../../conditions/decodeVerdict';
import type { RouteFact, RouteParentStatusFact } from '../facts/routeFact';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import type { GatewayIndex, ParentTarget } from '../gateways/gatewayIndex';
import { includesKind } from '../gateways/listenerKinds';
import { admitNamespace } from './admitNamespace';
import type { Acceptance, ParentEntry } from './RouteEntry';

/** Whether a listener takes a route, under which hostnames, and why not. */
type Answer =
  | { readonly state: 'yes'; readonly hostnames: readonly GatewayHostname[] }
  | {
      readonly state: 'no';
      readonly reason: 'NotAllowedByListeners' | 'NoMatchingListenerHostname';
    }
  | { readonly state: 'unknown'; readonly because: KindStatus };

const ACCEPTED: Condition = {
  type: 'Accepted',
  status: 'True',
  reason: 'Accepted',
};
const NOT_KNOWN: Condition = {
  type: 'Accepted',
  status: 'Unknown',
  reason: 'NotKnown',
};

/** Attaches a route to the Gateway or ListenerSet that one of its parentRefs names. */
export function attachRoute(options: {
  snapshot: ClusterSnapshot;
  gateways: GatewayIndex;
  kind: KindRef;
  route: RouteFact;
  /** Position in `spec.parentRefs`. */
  index: number;
}): ParentEntry {
  const { snapshot, gateways, route, index } = options;
  const parentRef = route.parentRefs[index];
  const found = gateways.findParent(parentRef, snapshot);
  const target = found.state === 'resolved' ? found.value : undefined;
  const entry = {
    parentRef,
    index,
    gateway: target?.gateway,
    acceptances: [],
    reported: reportedBy(route, parentRef, target?.gateway),
  };
  const gateway = `${parentRef.namespace}/${parentRef.name}`;
  if (found.state === 'unknown') {
    return {
      ...entry,
      accepted: NOT_KNOWN,
      because: found.because,
      reasons: [{ code: 'NotKnown', params: { gateway } }],
    };
  }
  if (!target) {
    const isForbidden = found.state === 'forbidden';
    return refused(entry, 'NoMatchingParent', {
      gateway,
      why: isForbidden
        ? `${parentRef.kind}NotAllowed`
        : `${parentRef.kind}NotFound`,
    });
  }
  return attachToListeners({ ...options, target, entry });
}

type Unattached = Omit<ParentEntry, 'accepted' | 'reasons'>;

function refused(
  entry: Unattached,
  reason: string,
  params: Reason['params'],
): ParentEntry {
  return {
    ...entry,
    accepted: { type: 'Accepted', status: 'False', reason },
    reasons: [{ code: 'NotAttached', params: { reason, ...params } }],
  };
}

function attachToListeners(options: {
  snapshot: ClusterSnapshot;
  kind: KindRef;
  route: RouteFact;
  target: ParentTarget;
  entry: Unattached;
}): ParentEntry {
  const { target, entry, route } = options;
  const name = `${target.owner.namespace}/${target.owner.name}`;
  const fault = faultOfRoute(route);
  if (fault) {
    return refused(entry, fault, { gateway: name });
  }
  const candidates = target.listeners.filter(listener =>
    isNamed(listener, entry.parentRef),
  );
  if (candidates.length === 0) {
    return refused(entry, 'NoMatchingParent', { gateway: name });
  }
  const answers: Answer[] = [];
  const acceptances: Acceptance[] = [];
  for (const listener of candidates) {
    const answer = askListener(listener, options);
    answers.push(answer);
    if (answer.state === 'yes') {
      acceptances.push({ listener, hostnames: answer.hostnames });
    }
  }
  if (acceptances.length > 0) {
    return { ...entry, acceptances, accepted: ACCEPTED, reasons: [] };
  }
  for (const answer of answers) {
    if (answer.state === 'unknown') {
      return {
        ...entry,
        accepted: NOT_KNOWN,
        because: answer.because,
        reasons: [{ code: 'NotKnown', params: { gateway: name } }],
      };
    }
  }
  const hostnamesDiffer = answers.some(
    answer =>
      answer.state === 'no' && answer.reason === 'NoMatchingListenerHostname',
  );
  return refused(
    entry,
    hostnamesDiffer ? 'NoMatchingListenerHostname' : 'NotAllowedByListeners',
    { gateway: name },
  );
}

/** `sectionName` and `port` both have to fit where both are given (ParentReference.port). */
function isNamed({ fact }: ListenerEntry, parentRef: ParentRef): boolean {
  return (
    (parentRef.sectionName === null || parentRef.sectionName === fact.name) &&
    (parentRef.port === null || parentRef.port === fact.port)
  );
}

/** The hostnames under which a listener takes a route, or why it does not. */
function askListener(
  listener: ListenerEntry,
  options: {
    snapshot: ClusterSnapshot;
    kind: KindRef;
    route: RouteFact;
  },
): Answer {
  const { snapshot, kind, route } = options;
  if (!includesKind(listener.verdict.allowedKinds, kind)) {
    return { state: 'no', reason: 'NotAllowedByListeners' };
  }
  const admission = admitNamespace(listener.fact.namespaces, {
    snapshot,
    gatewayNamespace: listener.owner.namespace,
    namespace: route.namespace,
  });
  if (admission.state === 'no') {
    return { state: 'no', reason: 'NotAllowedByListeners' };
  }
  const hostnames = intersect(listener.fact.hostname, route.hostnames);
  if (hostnames.length === 0) {
    return { state: 'no', reason: 'NoMatchingListenerHostname' };
  }
  return admission.state === 'unknown'
    ? { state: 'unknown', because: admission.because }
    : { state: 'yes', hostnames };
}

/** A route without hostnames takes the listener's: "none" must not be read as "any host". */
function intersect(
  listener: GatewayHostname,
  route: readonly GatewayHostname[],
): GatewayHostname[] {
  if (route.length === 0) {
    return [listener];
  }
  const common: GatewayHostname[] = [];
  for (const hostname of route) {
    const both = intersectGatewayHostnames(listener, hostname);
    if (both !== undefined) {
      common.push(both);
    }
  }
  return common.length > 1 ? [...new Set(common)] : common;
}

/** A route whose rules are all invalid is refused as a whole; one with some left is accepted in part. */
function faultOfRoute({ rules }: RouteFact): string | undefined {
  const [first] = rules;
  return first?.fault && rules.every(({ fault }) => fault)
    ? first.fault
    : undefined;
}

const NOTHING: ControllerVerdict = { state: 'none' };

/** What is reported to each parent of a route, read once. */
const verdictsOf = readOnce(
  ({
    parents,
    generation,
  }: RouteFact): ReadonlyMap<RouteParentStatusFact, ControllerVerdict> =>
    new Map(
      parents.map(entry => [
        entry,
        decodeVerdict({
          conditions: entry.conditions,
          generation,
          controller: entry.controller,
        }),
      ]),
    ),
);

/** What the Gateway's own controller wrote for this parentRef; several controllers may report on one route. */
function reportedBy(
  route: RouteFact,
  parentRef: ParentRef,
  gateway: GatewayEntry | undefined,
): ControllerVerdict {
  const controller = gateway?.gatewayClass.controller;
  const entry = route.parents.find(
    parent =>
      (!controller || parent.controller === controller) &&
      isSameParent(parent.parentRef, parentRef),
  );
  return entry ? verdictsOf(route).get(entry) ?? NOTHING : NOTHING;
}

/** Whether two references name the same parent, part and port. */
export function isSameParent(a: ParentRef, b: ParentRef): boolean {
  return (
    a.group === b.group &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    a.sectionName === b.sectionName &&
    a.port === b.port
  );
}
