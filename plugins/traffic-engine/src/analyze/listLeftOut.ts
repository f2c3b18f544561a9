import type { Analysis } from '@portolan/plugin-traffic-common';
import { isRecord } from '../snapshot/read';

/** Groups of what every cluster has, whatever is installed. */
const ALWAYS = ['', 'discovery.k8s.io'];

/**
 * The kinds that the input does not hold, or not wholly, so that nothing negative is said of them, sorted: by name those of
 * Kubernetes itself and of APIs that the answer speaks of; of the others how many there are, as most are of controllers that
 * the input has nothing to do with.
 */
export function listLeftOut(analysis: Analysis): {
  readonly named: readonly string[];
  readonly others: number;
} {
  const { clusters, ...facts } = analysis;
  const leftOut = clusters.flatMap(cluster =>
    cluster.kinds.filter(
      ({ status }) => status.state === 'pending' && status.problem,
    ),
  );
  const groups = new Set(ALWAYS);
  collectGroups(facts, groups);
  const namesOf = (isNamed: boolean) => [
    ...new Set(
      leftOut
        .filter(({ group }) => groups.has(group) === isNamed)
        .map(({ group, kind }) => (isNamed ? kind : `${kind}.${group}`)),
    ),
  ];
  return { named: namesOf(true).sort(), others: namesOf(false).length };
}

/** Of every object that is named anywhere. */
function collectGroups(value: unknown, groups: Set<string>): void {
  if (Array.isArray(value)) {
    value.forEach(item => collectGroups(item, groups));
  } else if (isRecord(value)) {
    if (typeof value.group === 'string') {
      groups.add(value.group);
    }
    Object.values(value).forEach(item => collectGroups(item, groups));
  }
}
