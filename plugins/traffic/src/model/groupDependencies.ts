import type { Dependency, Destination } from '@portolan/plugin-traffic-common';
import { portKey, refKeyAcrossClusters } from './describeRef';
import { worstOf } from './worst';

export type Permission = Dependency['permitted']['verdict'];

/** What deserves attention first. */
export const PERMISSIONS: readonly Permission[] = [
  'denied',
  'unknown',
  'allowed',
];

/** One destination of one workload, in all the clusters that have it, sorted by cluster. */
export interface DependencyGroup {
  id: string;
  dependencies: readonly [Dependency, ...Dependency[]];
  /** The worst of its clusters. */
  permission: Permission;
  /** Allowed here, denied or not known there. */
  differs: boolean;
}

/** Brings together what is the same dependency in several clusters; the order of the answer is kept. */
export function groupDependencies(
  dependencies: readonly Dependency[],
): DependencyGroup[] {
  const groups = new Map<string, [Dependency, ...Dependency[]]>();
  for (const dependency of dependencies) {
    const key = [
      refKeyAcrossClusters(dependency.workload),
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
    const verdicts = members.map(({ permitted }) => permitted.verdict);
    members.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
    return {
      id,
      dependencies: members,
      permission: worstOf(verdicts, PERMISSIONS),
      differs: new Set(verdicts).size > 1,
    };
  });
}

/** Equal for the same destination of different clusters. */
export function destinationKey(destination: Destination): string {
  return destination.kind === 'service'
    ? `service ${refKeyAcrossClusters(destination.service)}`
    : JSON.stringify(destination);
}
