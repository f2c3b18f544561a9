import {
  guideByPodSelection,
  type EgressAddressFact,
} from '../../egress/guideByPodSelection';
import { readPodSelection } from '../../egress/ruleTables/podSelection';
import type { WayOutGuide } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { readList, readText } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { EGRESS_IP, SOURCE_ID } from './kinds';

export const egressIps: SnapshotIndex<{
  facts: readonly EgressAddressFact[];
  problems: readonly SourceProblem[];
}> = {
  name: 'ovn egress addresses',
  reads: [EGRESS_IP],
  build: snapshot => {
    const facts: EgressAddressFact[] = [];
    const problems: SourceProblem[] = [];
    for (const object of snapshot.list(EGRESS_IP)) {
      const ref = refTo(snapshot.cluster, object);
      const read = readPodSelection(object.spec, 'spec');
      if (read.ok) {
        // Those that nodes have taken on: which of the wanted ones are in use only the status tells.
        const addresses = readList(object.status, 'items').flatMap(
          item => readText(item, 'egressIP') ?? [],
        );
        facts.push({
          ref,
          selection: read.selection,
          addresses,
          toldAt: at(SOURCE_ID, ref)('status.items'),
        });
      } else {
        problems.push({ severity: 'error', object: ref, ...read.problem });
      }
    }
    return { facts, problems };
  },
};

/** The address under which the outside sees pods that an EgressIP selects (k8s.ovn.org/v1), as its status tells it. */
export function createEgressIpGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const { facts } = snapshot.index(egressIps);
  return guideByPodSelection(snapshot, EGRESS_IP, facts);
}
