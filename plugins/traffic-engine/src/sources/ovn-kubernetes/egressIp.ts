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
import { readList, readText } from '../../snapshot/read';
import { workloadIndex } from '../../topology/workloadIndex';
import type { SourceProblem } from '../Source';
import { EGRESS_IP, SOURCE_ID } from './kinds';

const ORDER = 100;

interface EgressIpFact {
  readonly ref: ObjectRef;
  readonly selection: PodSelection;
  /** Those that nodes have taken on: which of the wanted ones are in use only the status tells. */
  readonly addresses: readonly string[];
}

export const egressIps: SnapshotIndex<{
  facts: readonly EgressIpFact[];
  problems: readonly SourceProblem[];
}> = {
  name: 'ovn egress addresses',
  reads: [EGRESS_IP],
  build: snapshot => {
    const facts: EgressIpFact[] = [];
    const problems: SourceProblem[] = [];
    for (const object of snapshot.list(EGRESS_IP)) {
      const ref = refTo(snapshot.cluster, object);
      const read = readPodSelection(object.spec, 'spec');
      if (read.ok) {
        const addresses = readList(object.status, 'items').flatMap(
          item => readText(item, 'egressIP') ?? [],
        );
        facts.push({ ref, selection: read.selection, addresses });
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
  const labels = snapshot.index(namespaceLabels);
  return {
    order: ORDER,
    reads: [EGRESS_IP, NAMESPACE, ...workloadIndex.reads],
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
        at(SOURCE_ID, fact.ref)('status.items'),
      );
      const [{ fact, match }] = hits;
      // Which of several objects a pod follows is not specified.
      if (hits.length > 1 || match !== 'yes') {
        return { sourceAddress: { state: 'not-known', provenance } };
      }
      return {
        via: { kind: 'egress-gateway', through: [fact.ref], provenance },
        sourceAddress:
          fact.addresses.length > 0
            ? { state: 'known', addresses: [...fact.addresses], provenance }
            : { state: 'not-known', provenance },
      };
    },
  };
}
