import type { ObjectRef, Provenance } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import { NAMESPACE } from '../kinds/coreKinds';
import type { WayOutGuide } from '../model/drafts';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { namespaceLabels } from './namespaceLabels';
import { outsideEndOf } from './ruleTables/outsideEnd';
import {
  matchPodSelection,
  type PodSelection,
} from './ruleTables/podSelection';

const ORDER = 100;

/** An object that gives the pods it selects an address outside. */
export interface EgressAddressFact {
  readonly ref: ObjectRef;
  readonly selection: PodSelection;
  /** None where no node has taken one on, or none is wanted. */
  readonly addresses: readonly string[];
  /** The field that tells them. */
  readonly toldAt: Provenance;
}

/**
 * The way out of pods that such an object selects. Where several may select a pod, which of them it follows is left open: none
 * of these APIs specifies it.
 */
export function guideByPodSelection(
  snapshot: ClusterSnapshot,
  kind: KindRef,
  facts: readonly EgressAddressFact[],
): WayOutGuide {
  const labels = snapshot.index(namespaceLabels);
  return {
    order: ORDER,
    reads: [kind, NAMESPACE],
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
      const provenance = hits.map(({ fact }) => fact.toldAt);
      const [{ fact, match }] = hits;
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
