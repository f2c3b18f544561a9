import { compareByAge } from '../../istio/facts/istioObjects';
import type { Sidecar } from '../../istio/facts/sidecars';
import { SIDECAR } from '../../istio/kinds';
import { isDefault, sidecarScopes } from '../../istio/sidecarScopes';
import { matchLabels } from '../../match/labels';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';

/** Two Sidecars select one workload, and which one holds is not defined (IST0110, KIA1006). */
export const sidecarsOverlap: Check = {
  id: 'sidecars-overlap',
  code: 'TRF440',
  severity: 'warning',
  title: 'Two Sidecars for one workload',
  message:
    'Sidecars {{sidecar}} and {{other}} of namespace {{namespace}} both select {{workload}}: which of them rules it is not defined.',
  fix: 'Merge {{sidecar}} and {{other}}, or change workloadSelector.labels of one of them so that no pod carries both.',
  reads: [SIDECAR, ...workloadIndex.reads],
  run: ({ snapshots }) => snapshots.flatMap(findOverlaps),
};

function findOverlaps(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const selecting = groupBy(
    [...snapshot.index(sidecarScopes).all]
      .filter(sidecar => !isDefault(sidecar))
      .sort(compareByAge),
    ({ ref }) => ref.namespace,
  );
  return [...selecting].flatMap(([namespace, sidecars]) => {
    if (sidecars.length < 2) {
      return [];
    }
    const told = new Map<Sidecar, FindingDraft>();
    for (const { ref, podLabels } of snapshot
      .index(workloadIndex)
      .inNamespace(namespace)) {
      const [first, ...others] = sidecars.filter(({ spec }) =>
        matchLabels({ matchLabels: spec.workloadSelector?.labels }, podLabels),
      );
      for (const sidecar of others) {
        if (!told.has(sidecar)) {
          told.set(sidecar, {
            at: at('istio-egress', sidecar.ref)('spec.workloadSelector'),
            params: {
              sidecar: sidecar.ref.name,
              other: first.ref.name,
              namespace,
              workload: `${ref.kind} ${ref.name}`,
            },
            related: [first.ref, ref],
            entities: [],
          });
        }
      }
    }
    return [...told.values()];
  });
}
