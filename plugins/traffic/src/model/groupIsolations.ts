import type {
  DirectionIsolation,
  ObjectRef,
  Workload,
} from '@portolan/plugin-traffic-common';
import { compareText } from './compareText';
import { refKeyAcrossClusters } from './describeRef';

/** Workloads of which policies leave the same open in one direction, for the same reasons. */
export interface IsolationGroup {
  id: string;
  isolation: DirectionIsolation;
  /** Sorted by cluster, then by name. */
  workloads: readonly [ObjectRef, ...ObjectRef[]];
  /** The policies that make it so, once each for all clusters. */
  policies: readonly ObjectRef[];
}

/** What deserves attention first. */
const STATES: ReadonlyArray<DirectionIsolation['state']> = [
  'unknown',
  'not-selected',
  'open',
  'restricted',
  'dns-only',
  'closed',
];

/** One group per answer; workloads of which nothing is told are left out. */
export function groupIsolations(
  workloads: readonly Workload[],
  direction: 'egress' | 'ingress',
): IsolationGroup[] {
  const groups = new Map<
    string,
    Pick<IsolationGroup, 'isolation' | 'policies'> & {
      workloads: [ObjectRef, ...ObjectRef[]];
    }
  >();
  for (const { ref, isolation: both } of workloads) {
    const isolation = both?.[direction];
    if (isolation) {
      const policies = listPolicies(isolation);
      const { state, inside, outside, podsDiffer, layers } = isolation;
      const id = JSON.stringify([
        state,
        inside,
        outside,
        podsDiffer,
        layers.map(({ layer, code }) => [layer, code]),
        policies.map(refKeyAcrossClusters),
      ]);
      const known = groups.get(id);
      if (known) {
        known.workloads.push(ref);
      } else {
        groups.set(id, { isolation, policies, workloads: [ref] });
      }
    }
  }
  return [...groups]
    .map(([id, group]) => {
      group.workloads.sort(
        (a, b) =>
          compareText(a.cluster, b.cluster) ||
          compareText(refKeyAcrossClusters(a), refKeyAcrossClusters(b)),
      );
      return { id, ...group };
    })
    .sort(
      (a, b) =>
        STATES.indexOf(a.isolation.state) - STATES.indexOf(b.isolation.state) ||
        compareText(a.id, b.id),
    );
}

function listPolicies({ layers }: DirectionIsolation): ObjectRef[] {
  const policies = new Map<string, ObjectRef>();
  for (const { object } of layers.flatMap(({ rules }) => rules)) {
    const key = refKeyAcrossClusters(object);
    if (!policies.has(key)) {
      policies.set(key, object);
    }
  }
  return [...policies]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, policy]) => policy);
}
