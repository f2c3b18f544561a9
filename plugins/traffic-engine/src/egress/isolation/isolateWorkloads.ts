import type { Workload } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../kinds/KindRef';
import type { ConnectionEnd, ConnectionJudge } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import { workloadIndex } from '../../topology/workloadIndex';
import { courtOf } from '../judgeDependency';
import { namespaceLabels } from '../namespaceLabels';
import { judgeIsolation, type Surroundings } from './judgeIsolation';
import { podAddresses } from './podAddresses';

const OUTSIDE: Surroundings['outside'] = [
  { kind: 'cidr', cidr: '0.0.0.0/0' },
  { kind: 'cidr', cidr: '::/0' },
];

/**
 * Adds to a workload what policies leave open of it. A workload's answer is kept while no kind has changed that the judges
 * read; without judges nothing is added.
 */
export function createIsolate(options: {
  snapshot: ClusterSnapshot;
  judges: readonly ConnectionJudge[];
  /** What the judges read. */
  judgeReads: readonly KindRef[];
}): (workload: Workload) => Workload {
  const { snapshot, judges, judgeReads } = options;
  if (judges.length === 0) {
    return workload => workload;
  }
  const known = snapshot.index({
    name: 'isolation of workloads',
    reads: [
      ...judgeReads,
      ...namespaceLabels.reads,
      ...workloadIndex.reads,
      ...serviceIndex.reads,
    ],
    build: () => new WeakMap<Workload, Workload>(),
  });
  const { get } = snapshot.index(workloadIndex);
  const court = courtOf(judges, snapshot);
  const inside: ConnectionEnd = {
    kind: 'any-pod',
    addresses: snapshot.index(podAddresses),
  };
  return workload => {
    let isolated = known.get(workload);
    if (!isolated) {
      const fact = get(workload.ref);
      isolated = fact
        ? {
            ref: workload.ref,
            claims: workload.claims,
            services: workload.services,
            pods: workload.pods,
            isolation: judgeIsolation(
              court.podGroups(fact).map(({ end }) => end),
              court.judges,
              { inside, outside: OUTSIDE },
            ),
          }
        : workload;
      known.set(workload, isolated);
    }
    return isolated;
  };
}
