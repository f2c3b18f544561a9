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
import { readRecord, readText } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { EGRESS, SOURCE_ID } from './kinds';

export const egresses: SnapshotIndex<{
  facts: readonly EgressAddressFact[];
  problems: readonly SourceProblem[];
}> = {
  name: 'antrea egresses',
  reads: [EGRESS],
  build: snapshot => {
    const facts: EgressAddressFact[] = [];
    const problems: SourceProblem[] = [];
    for (const object of snapshot.list(EGRESS)) {
      const ref = refTo(snapshot.cluster, object);
      const read = readPodSelection(
        readRecord(object.spec, 'appliedTo'),
        'spec.appliedTo',
      );
      if (read.ok) {
        const { selection } = read;
        const address = addressOf(object);
        facts.push({
          ref,
          selection,
          addresses: address ? [address.ip] : [],
          toldAt: at(SOURCE_ID, ref)(address?.path ?? 'spec'),
        });
      } else {
        problems.push({ severity: 'error', object: ref, ...read.problem });
      }
    }
    return { facts, problems };
  },
};

/** The address in use as the status tells it, else the one that is wanted. */
function addressOf(object: {
  spec?: unknown;
  status?: unknown;
}): { ip: string; path: string } | null {
  const inUse = readText(object.status, 'egressIP');
  if (inUse) {
    return { ip: inUse, path: 'status.egressIP' };
  }
  const wanted = readText(object.spec, 'egressIP');
  return wanted ? { ip: wanted, path: 'spec.egressIP' } : null;
}

/**
 * The address under which the outside sees pods that an Egress applies to (crd.antrea.io, Egress). "If multiple Egresses are
 * applied to a Pod, one is selected randomly" (antrea.io, Egress).
 */
export function createEgressGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const { facts } = snapshot.index(egresses);
  return guideByPodSelection(snapshot, EGRESS, facts);
}
