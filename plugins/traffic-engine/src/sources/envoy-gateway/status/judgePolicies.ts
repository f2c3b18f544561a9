import type { ObjectRef, Policy } from '@portolan/plugin-traffic-common';
import {
  policyAncestors,
  type PredictedAncestor,
} from '../../../conditions/policyAncestors';
import { compareAge } from '../../../join/attachPolicies';
import { SERVICE } from '../../../kinds/coreKinds';
import {
  AS_BACKEND,
  GATEWAY_CLASS,
  POLICY_TARGET_KINDS,
  ROUTE_KIND_REFS,
} from '../../../kinds/gatewayApiKinds';
import type { AttachedPolicy, PolicyTarget } from '../../../model/drafts';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { groupBy } from '../../../snapshot/groupBy';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readList, readRecord, readText } from '../../../snapshot/read';
import { mergesGateways } from '../../../topology/envoyGatewayProxy';
import type { AttachedWays } from '../../Source';
import { BACKEND, CLIENT_TRAFFIC_POLICY, ENVOY_PATCH_POLICY } from '../kinds';
import { envoyPolicies } from '../policyIndex';
import { POLICY_KINDS } from '../policyKinds';
import { ancestorAt, findDoors, isDoorKind, type Doors } from './doors';
import { faultOf } from './policyFaults';
import { findPortOverlaps } from './portOverlap';
import { predictFamily, type FaultAt } from './predictFamily';

/** What becomes of the policies of Envoy Gateway: predicted by its rules, with what it says of them. */
export function judgePolicies(
  snapshot: ClusterSnapshot,
  ways: AttachedWays,
): readonly Policy[] {
  const objects = new Map<AttachedPolicy, KubeObject>();
  const { policies } = snapshot.index(envoyPolicies);
  for (const policy of policies) {
    const { kind, namespace, name } = policy.object;
    const known = POLICY_KINDS.find(own => own.kind.kind === kind);
    const object = known && snapshot.get(known.kind, namespace, name);
    if (object) {
      objects.set(policy, object);
    }
  }
  if (objects.size === 0) {
    return [];
  }
  const doors = findDoors(ways);
  const faultAt = createFaultAt(snapshot, ways, objects);
  const rulesOf = (route: ObjectRef) => ruleNames(snapshot, route);
  const predicted = new Map<AttachedPolicy, readonly PredictedAncestor[]>();
  const byKind = groupBy(objects.keys(), ({ object }) => object.kind);
  for (const [kind, unsorted] of byKind) {
    const family = [...unsorted].sort(compareAge);
    const answers =
      kind === ENVOY_PATCH_POLICY.kind
        ? family.map(
            policy =>
              [policy, patchAncestors(snapshot, policy, doors)] as const,
          )
        : predictFamily(family, { doors, faultAt, rulesOf });
    for (const [policy, ancestors] of answers) {
      predicted.set(policy, ancestors);
    }
  }
  return [...objects].map(
    ([policy, object]): Policy => ({
      object: policy.object,
      targets: policy.targets.map(target => toTarget(snapshot, target)),
      ancestors: policyAncestors(
        snapshot.cluster,
        object,
        predicted.get(policy) ?? [],
      ),
    }),
  );
}

function createFaultAt(
  snapshot: ClusterSnapshot,
  { listeners }: AttachedWays,
  objects: ReadonlyMap<AttachedPolicy, KubeObject>,
): FaultAt {
  const overlaps = findPortOverlaps(snapshot, listeners);
  const byListener = new Set(
    [...objects.keys()]
      .filter(({ object }) => object.kind === CLIENT_TRAFFIC_POLICY.kind)
      .flatMap(({ targets }) => targets)
      .map(({ ref, section }) => `${ref.namespace}/${ref.name}/${section}`),
  );
  return (policy, target, owner) => {
    const object = objects.get(policy);
    if (policy.object.kind === CLIENT_TRAFFIC_POLICY.kind) {
      const taken = new Set(
        owner.listeners
          .map(({ name }) => name)
          .filter(name =>
            byListener.has(`${owner.ref.namespace}/${owner.ref.name}/${name}`),
          ),
      );
      if (overlaps(owner, target.section ?? null, taken)) {
        return 'invalid';
      }
    }
    return object
      ? faultOf(snapshot, { ref: policy.object, object }, target).state
      : 'valid';
  };
}

/** Patches add up at a Gateway; one proxy for all Gateways is patched through the class, of which nothing is predicted. */
function patchAncestors(
  snapshot: ClusterSnapshot,
  { targets }: AttachedPolicy,
  doors: Doors,
): readonly PredictedAncestor[] {
  return targets.flatMap(({ ref }): PredictedAncestor[] => {
    const owner = isDoorKind(ref) ? doors.ownerOf(ref) : undefined;
    const gatewayClass =
      owner && snapshot.get(GATEWAY_CLASS, '', owner.className);
    return owner && gatewayClass && !mergesGateways(snapshot, gatewayClass)
      ? [
          {
            ...ancestorAt(owner, null),
            predicted: [
              { type: 'Accepted', status: 'True', reason: 'Accepted' },
            ],
          },
        ]
      : [];
  });
}

/** The names of a route’s rules; undefined where the route is not to be seen. */
function ruleNames(
  snapshot: ClusterSnapshot,
  route: ObjectRef,
): readonly string[] | undefined {
  const kind = ROUTE_KIND_REFS.find(
    known => known.group === route.group && known.kind === route.kind,
  );
  const object = kind && snapshot.get(kind, route.namespace, route.name);
  return (
    object &&
    readList(readRecord(object, 'spec'), 'rules').flatMap(
      rule => readText(rule, 'name') ?? [],
    )
  );
}

const TARGET_KINDS = [...POLICY_TARGET_KINDS, SERVICE, BACKEND];

function toTarget(
  snapshot: ClusterSnapshot,
  { ref, section }: PolicyTarget,
): Policy['targets'][number] {
  const kind = TARGET_KINDS.find(
    known => known.group === ref.group && known.kind === ref.kind,
  );
  const state = kind && lookUp(snapshot, kind, ref.namespace, ref.name).state;
  return {
    ref,
    sectionName:
      section === undefined || section === AS_BACKEND ? null : section,
    state: state === 'resolved' || state === 'missing' ? state : 'unknown',
  };
}
