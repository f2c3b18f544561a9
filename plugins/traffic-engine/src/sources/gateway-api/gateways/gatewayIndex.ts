import type {
  KindStatus,
  ObjectRef,
  ParentRef,
  Resolution,
} from '@portolan/plugin-traffic-common';
import { refKey, refOf, refTo } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { compareText } from '../../../snapshot/compareText';
import type { KubeObject } from '../../../snapshot/KubeObject';
import type { SourceProblem } from '../../Source';
import {
  keepsRouteOrder,
  mergesGateways,
} from '../../../topology/envoyGatewayProxy';
import { readGateway, type ListenerFact } from '../facts/gatewayFact';
import { readGatewayClass } from '../facts/gatewayClassFact';
import { GATEWAY, GATEWAY_API_GROUP, GATEWAY_CLASS } from '../kinds';
import { noteProblems, parseProblem } from '../problems';
import type {
  ClassEntry,
  GatewayEntry,
  ListenerEntry,
  ListenerSetEntry,
} from './GatewayEntry';
import { judgeGateway } from './judgeGateway';
import { judgeListeners } from './judgeListeners';
import { isEnvoyGateway } from './vendor';
import {
  buildListenerSet,
  isSetOf,
  listenerSetKind,
  readListenerSets,
  setDoubt,
  type ReadListenerSet,
} from './listenerSets';

/** What a route attaches to: the listeners of a Gateway, or those of one ListenerSet. */
export interface ParentTarget {
  readonly gateway: GatewayEntry;
  readonly owner: ObjectRef;
  readonly listeners: readonly ListenerEntry[];
}

/** The Gateways of one cluster with the verdicts on their listeners. */
export interface GatewayIndex {
  /** Sorted by namespace and name. */
  readonly all: readonly GatewayEntry[];
  readonly problems: readonly SourceProblem[];
  /**
   * What a parentRef to a Gateway or ListenerSet names: `unsupported` for an object that is there and could not be read,
   * `forbidden` for a set that its Gateway does not allow. What the index does not have is asked of the snapshot.
   */
  findParent(
    parentRef: ParentRef,
    snapshot: ClusterSnapshot,
  ): Resolution<ParentTarget>;
}

/** Whether routes with such a parent are followed. */
export function isFollowedParent(parentRef: ParentRef): boolean {
  return isGateway(parentRef) || listenerSetKind(parentRef) !== undefined;
}

function isGateway({ group, kind }: ParentRef): boolean {
  return group === GATEWAY_API_GROUP && kind === GATEWAY.kind;
}

export function buildGatewayIndex(snapshot: ClusterSnapshot): GatewayIndex {
  const classes = new Map<string, ClassEntry>();
  const classOf = (name: string) => {
    const known = classes.get(name) ?? findClass(snapshot, name);
    classes.set(name, known);
    return known;
  };
  const { sets, problems: setFaults } = readListenerSets(snapshot);
  const entries = new Map<string, GatewayEntry>();
  const problems: SourceProblem[] = [...setFaults];
  const objects = snapshot.list(GATEWAY);
  const shared = new Map<string, ListenerFact[]>();
  for (const object of [...objects].sort(compareCreation)) {
    const ref = refTo(snapshot.cluster, object);
    const parsed = readGateway(object);
    if (parsed.ok) {
      const { fact } = parsed;
      const gatewayClass = classOf(fact.className);
      const earlier = gatewayClass.mergesGateways
        ? shared.get(fact.className) ?? []
        : [];
      const entry = buildEntry(snapshot, {
        ref,
        fact,
        gatewayClass,
        ...ordersOf(snapshot, object, gatewayClass),
        sets,
        earlier,
      });
      shared.set(fact.className, [
        ...earlier,
        // What is refused for another reason has its place even so.
        ...entry.merged.map(listener => listener.fact),
      ]);
      entries.set(`${ref.namespace}/${ref.name}`, entry);
      problems.push(...noteProblems(ref, fact.notes));
    } else {
      problems.push(parseProblem(ref, parsed));
    }
  }
  const all = objects.flatMap(
    ({ metadata }) =>
      entries.get(`${metadata.namespace ?? ''}/${metadata.name}`) ?? [],
  );
  const setEntries = new Map(
    all.flatMap(gateway => gateway.sets).map(set => [refKey(set.ref), set]),
  );
  const findGateway = (
    parentRef: ParentRef,
    view: ClusterSnapshot,
  ): Resolution<ParentTarget> => {
    const { namespace, name } = parentRef;
    const gateway = entries.get(`${namespace}/${name}`);
    return gateway
      ? {
          state: 'resolved',
          value: { gateway, owner: gateway.ref, listeners: gateway.listeners },
        }
      : unread(lookUp(view, GATEWAY, namespace, name), view);
  };
  return {
    all,
    problems,
    findParent: (parentRef, view) => {
      const kind = listenerSetKind(parentRef);
      if (!kind) {
        return findGateway(parentRef, view);
      }
      const { namespace, name } = parentRef;
      const ref = refOf(view.cluster, kind, namespace, name);
      const entry = setEntries.get(refKey(ref));
      if (entry) {
        return targetOf(entry);
      }
      // A set without an entry is not there, could not be read, or has no Gateway that was read.
      const read = sets.find(set => refKey(set.ref) === refKey(ref));
      return read
        ? findGateway(read.fact.parentRef, view)
        : unread(lookUp(view, kind, namespace, name), view);
    },
  };
}

function targetOf(set: ListenerSetEntry): Resolution<ParentTarget> {
  const { ref, gateway, listeners, admission } = set;
  switch (admission) {
    case 'yes':
      return { state: 'resolved', value: { gateway, owner: ref, listeners } };
    case 'no':
      return { state: 'forbidden', ref, needs: 'allowedRoutes' };
    default:
      return { state: 'unknown', ref, because: setDoubt(set) };
  }
}

/** An object that is there, and yet no parent, is one that could not be read. */
function unread(
  found: Resolution<KubeObject>,
  { cluster }: ClusterSnapshot,
): Resolution<ParentTarget> {
  return found.state === 'resolved'
    ? {
        state: 'unsupported',
        ref: refTo(cluster, found.value),
        why: 'the object could not be read',
      }
    : found;
}

function buildEntry(
  snapshot: ClusterSnapshot,
  options: Pick<
    GatewayEntry,
    'ref' | 'fact' | 'gatewayClass' | 'routeOrder' | 'otherOrders'
  > & {
    sets: readonly ReadListenerSet[];
    earlier: readonly ListenerFact[];
  },
): GatewayEntry {
  const { ref, fact, gatewayClass, routeOrder, otherOrders, earlier } = options;
  const certificates = {
    snapshot,
    grants: snapshot.index(referenceGrants),
    from: {
      group: GATEWAY.group,
      kind: GATEWAY.kind,
      namespace: ref.namespace,
    },
    controller: gatewayClass.controller,
  };
  const verdicts = judgeListeners({
    gateway: fact,
    gatewayClass,
    certificates,
    earlier,
  });
  const listeners: ListenerEntry[] = [];
  const merged: ListenerEntry[] = [];
  const sets: ListenerSetEntry[] = [];
  const gateway: GatewayEntry = {
    ref,
    fact,
    gatewayClass,
    routeOrder,
    otherOrders,
    listeners,
    merged,
    sets,
    predicted: judgeGateway({
      gateway: fact,
      gatewayClass,
      listeners: verdicts,
      certificates,
    }),
  };
  fact.listeners.forEach((listener, index) =>
    listeners.push({
      fact: listener,
      verdict: verdicts[index],
      gateway,
      owner: ref,
      isBeaten: false,
    }),
  );
  merged.push(...listeners);
  for (const set of options.sets.filter(item => isSetOf(item, gateway))) {
    const entry = buildListenerSet(snapshot, {
      set,
      gateway,
      earlier: merged,
      elsewhere: earlier,
    });
    sets.push(entry);
    if (entry.admission === 'yes') {
      merged.push(...entry.listeners);
    }
  }
  return gateway;
}

/**
 * Envoy Gateway has an order of its own, or that of the objects where its parameters say so; whether it serves a class that is
 * not to be seen is not known.
 */
function ordersOf(
  snapshot: ClusterSnapshot,
  gateway: KubeObject,
  { name, controller }: ClassEntry,
): Pick<GatewayEntry, 'routeOrder' | 'otherOrders'> {
  if (controller === null) {
    return { routeOrder: 'specification', otherOrders: ['envoy-gateway'] };
  }
  if (!isEnvoyGateway(controller)) {
    return { routeOrder: 'specification', otherOrders: [] };
  }
  const isKept = keepsRouteOrder(snapshot, {
    gateway,
    gatewayClass: snapshot.get(GATEWAY_CLASS, '', name),
  });
  return {
    routeOrder: isKept === true ? 'as-written' : 'envoy-gateway',
    otherOrders: isKept === undefined ? ['as-written'] : [],
  };
}

function findClass(snapshot: ClusterSnapshot, name: string): ClassEntry {
  const found = lookUp(snapshot, GATEWAY_CLASS, '', name);
  const nothing = { name, controller: null, features: null } as const;
  switch (found.state) {
    case 'resolved': {
      const parsed = readGatewayClass(found.value);
      return parsed.ok
        ? {
            name,
            state: 'resolved',
            controller: parsed.fact.controller || null,
            features: parsed.fact.features,
            mergesGateways: mergesGateways(snapshot, found.value),
          }
        : { ...nothing, state: 'unknown' };
    }
    case 'missing':
      return { ...nothing, state: 'missing' };
    default:
      return { ...nothing, state: 'unknown', because: statusOf(found) };
  }
}

/** Oldest first, then by namespace and name, as what is there already wins over what comes. */
function compareCreation(
  { metadata: a }: KubeObject,
  { metadata: b }: KubeObject,
): number {
  const [first, second] = [a, b].map(
    ({ creationTimestamp }) => creationTimestamp ?? '',
  );
  return (
    Number(first === '') - Number(second === '') ||
    compareText(first, second) ||
    compareText(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`)
  );
}

function statusOf(found: Resolution<unknown>): KindStatus | undefined {
  return found.state === 'unknown' ? found.because : undefined;
}
