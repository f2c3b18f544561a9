import type {
  Dependency,
  Destination,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import { portKey, refKeyAcrossClusters } from './describeRef';
import { compareText } from './compareText';
import { worstOf } from './worst';

export type Permission = Dependency['permitted']['verdict'];

/** What deserves attention first. */
export const PERMISSIONS: readonly Permission[] = [
  'denied',
  'unknown',
  'allowed',
];

/** One destination and port, of all the workloads and clusters that have it, sorted by cluster, then by workload. */
export interface DependencyGroup {
  id: string;
  dependencies: readonly [Dependency, ...Dependency[]];
  /** The worst of its clusters. */
  permission: Permission;
  /** The workloads, once each for all clusters. */
  workloads: readonly [ObjectRef, ...ObjectRef[]];
  /** Allowed here, denied or not known there: between clusters, or already between the workloads of one. */
  differs?: 'clusters' | 'workloads';
}

/** Brings together what is the same dependency in several clusters; the order of the answer is kept. */
export function groupDependencies(
  dependencies: readonly Dependency[],
): DependencyGroup[] {
  const groups = new Map<string, [Dependency, ...Dependency[]]>();
  for (const dependency of dependencies) {
    const key = [
      destinationKey(dependency.destination),
      portKey(dependency.port),
      dependency.protocol,
    ].join(' ');
    const group = groups.get(key);
    if (group) {
      group.push(dependency);
    } else {
      groups.set(key, [dependency]);
    }
  }
  return [...groups].map(([id, members]) => {
    members.sort(
      (a, b) =>
        compareText(a.cluster, b.cluster) ||
        compareText(placeKey(a), placeKey(b)),
    );
    return {
      id,
      dependencies: members,
      workloads: listWorkloads(members),
      permission: worstOf(
        members.map(({ permitted }) => permitted.verdict),
        PERMISSIONS,
      ),
      differs: findDifference(members),
    };
  });
}

function listWorkloads([first, ...others]: readonly [
  Dependency,
  ...Dependency[],
]): [ObjectRef, ...ObjectRef[]] {
  const known = new Set([placeKey(first)]);
  return [
    first.workload,
    ...others
      .filter(dependency => {
        const isNew = !known.has(placeKey(dependency));
        known.add(placeKey(dependency));
        return isNew;
      })
      .map(({ workload }) => workload),
  ];
}

function findDifference(
  members: readonly Dependency[],
): DependencyGroup['differs'] {
  const verdictsOf = (some: readonly Dependency[]) =>
    new Set(some.map(({ permitted }) => permitted.verdict)).size;
  if (verdictsOf(members) === 1) {
    return undefined;
  }
  const isWithinOne = members.some(
    ({ cluster }) =>
      verdictsOf(members.filter(each => each.cluster === cluster)) > 1,
  );
  return isWithinOne ? 'workloads' : 'clusters';
}

function placeKey({ workload }: Dependency): string {
  return refKeyAcrossClusters(workload);
}

/** Equal for the same destination of different clusters. */
export function destinationKey(destination: Destination): string {
  return destination.kind === 'service'
    ? `service ${refKeyAcrossClusters(destination.service)}`
    : JSON.stringify(destination);
}
