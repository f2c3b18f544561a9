import { compareByAge } from '../../istio/facts/istioObjects';
import { SIDECAR } from '../../istio/kinds';
import { isDefault, sidecarScopes } from '../../istio/sidecarScopes';
import { at } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';

/** A namespace has more than one Sidecar for all its workloads, and which one holds is not defined. */
export const twoDefaultSidecars: Check = {
  id: 'two-default-sidecars',
  code: 'TRF434',
  severity: 'error',
  title: 'Two Sidecars for a whole namespace',
  message:
    'Sidecar {{sidecar}} has no workloadSelector, and neither has {{other}}: which of them rules namespace {{namespace}} is not defined.',
  fix: 'Merge {{sidecar}} and {{other}} into one, or give one of them a workloadSelector; namespace {{namespace}} can have one alone without it.',
  reads: [SIDECAR],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      [
        ...groupBy(
          [...snapshot.index(sidecarScopes).all]
            .filter(isDefault)
            .sort(compareByAge),
          ({ ref }) => ref.namespace,
        ).values(),
      ].flatMap(([first, ...others]) =>
        others.map(({ ref, spec }) => ({
          at: at(
            'istio-egress',
            ref,
          )(spec.workloadSelector ? 'spec.workloadSelector' : 'spec'),
          params: {
            sidecar: ref.name,
            other: first.ref.name,
            namespace: ref.namespace,
          },
          related: [first.ref],
          entities: [],
        })),
      ),
    ),
};
