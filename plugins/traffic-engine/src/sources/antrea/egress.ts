import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { outsideEndOf } from '../../egress/ruleTables/outsideEnd';
import {
  matchPodSelection,
  readPodSelection,
  type PodSelection,
} from '../../egress/ruleTables/podSelection';
import { NAMESPACE } from '../../kinds/coreKinds';
import type { WayOutGuide } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { readRecord, readText } from '../../snapshot/read';
import { workloadIndex } from '../../topology/workloadIndex';
import type { SourceProblem } from '../Source';
import { EGRESS, SOURCE_ID } from './kinds';

const ORDER = 100;

interface EgressFact {
  readonly ref: ObjectRef;
  readonly selection: PodSelection;
  /** The address in use as the status tells it, else the one that is wanted. */
  readonly address: { readonly ip: string; readonly path: string } | null;
}

export const egresses: SnapshotIndex<{
  facts: readonly EgressFact[];
  problems: readonly SourceProblem[];
}> = {
  name: 'antrea egresses',
  reads: [EGRESS],
  build: snapshot => {
    const facts: EgressFact[] = [];
    const problems: SourceProblem[] = [];
    for (const object of snapshot.list(EGRESS)) {
      const ref = refTo(snapshot.cluster, object);
      const read = readPodSelection(
        readRecord(object.spec, 'appliedTo'),
        'spec.appliedTo',
      );
      if (read.ok) {
        const { selection } = read;
        facts.push({ ref, selection, address: addressOf(object) });
      } else {
        problems.push({ severity: 'error', object: ref, ...read.problem });
      }
    }
    return { facts, problems };
  },
};

function addressOf(object: {
  spec?: unknown;
  status?: unknown;
}): EgressFact['address'] {
  const inUse = readText(object.status, 'egressIP');
  if (inUse) {
    return { ip: inUse, path: 'status.egressIP' };
  }
  const wanted = readText(object.spec, 'egressIP');
  return wanted ? { ip: wanted, path: 'spec.egressIP' } : null;
}

/** The address under which the outside sees pods that an Egress applies to (crd.antrea.io, Egress). */
export function createEgressGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const { facts } = snapshot.index(egresses);
  const labels = snapshot.index(namespaceLabels);
  return {
    order: ORDER,
    reads: [EGRESS, NAMESPACE, ...workloadIndex.reads],
    guide: (workload, dependency) => {
      if (!outsideEndOf(dependency) || workload.hostNetwork) {
        return undefined;
      }
      const pod = {
        namespace: workload.ref.namespace,
        labels: workload.podLabels,
      };
      const hits = facts
        .map(fact => ({
          fact,
          match: matchPodSelection(fact.selection, pod, labels),
        }))
        .filter(({ match }) => match !== 'no');
      if (hits.length === 0) {
        return undefined;
      }
      const provenance = hits.map(({ fact }) =>
        at(SOURCE_ID, fact.ref)(fact.address?.path ?? 'spec'),
      );
      const [{ fact, match }] = hits;
      // "If multiple Egresses are applied to a Pod, one is selected randomly" (antrea.io, Egress).
      if (hits.length > 1 || match !== 'yes') {
        return { sourceAddress: { state: 'not-known', provenance } };
      }
      return {
        via: { kind: 'egress-gateway', through: [fact.ref], provenance },
        sourceAddress: fact.address
          ? { state: 'known', addresses: [fact.address.ip], provenance }
          : { state: 'not-known', provenance },
      };
    },
  };
}
