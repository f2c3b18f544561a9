import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { matchPodSelection } from '../../egress/ruleTables/podSelection';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { NAMESPACE } from '../../kinds/coreKinds';
import { at, refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { egresses } from '../../sources/antrea/egress';
import { EGRESS } from '../../sources/antrea/kinds';
import { egressGateways } from '../../sources/cilium/egressGateway';
import { CILIUM_EGRESS_GATEWAY_POLICY } from '../../sources/cilium/kinds';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';
import { createEntitiesOfWorkloads } from '../claimsOf';
import { nameOf } from '../dependencyWords';

/** Two objects give the same pods different addresses for the same destinations. */
export const egressPoliciesOverlap: Check = {
  id: 'egress-policies-overlap',
  code: 'TRF439',
  severity: 'warning',
  title: 'Two egress addresses for the same pods',
  message:
    '{{policy}} and {{other}} both decide under which address {{workloads}} leave towards the same destinations, and which of them holds is not defined.',
  fix: 'Choose by selectors or destinations so that either {{policy}} or {{other}} is for {{workloads}}.',
  reads: [
    CILIUM_EGRESS_GATEWAY_POLICY,
    EGRESS,
    NAMESPACE,
    ...workloadIndex.reads,
  ],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfWorkloads(model);
    return snapshots.flatMap(snapshot =>
      findOverlaps(snapshot).map(({ workloads, draft }) => ({
        ...draft,
        entities: entitiesOf(workloads),
      })),
    );
  },
};

/** One object that gives an address, in the terms that the vendors share. */
interface Giver {
  readonly ref: ObjectRef;
  readonly source: string;
  readonly path: string;
  /** The ranges for which it does, as text; one text for all destinations. */
  readonly ranges: ReadonlySet<string>;
  selects(workload: WorkloadFact): boolean;
}

function findOverlaps(
  snapshot: ClusterSnapshot,
): readonly { workloads: readonly ObjectRef[]; draft: FindingDraft }[] {
  const givers = [ciliumGivers(snapshot), antreaGivers(snapshot)].filter(
    list => list.length > 1,
  );
  if (givers.length === 0) {
    return [];
  }
  const pairs = snapshot.index(workloadIndex).all.flatMap(workload =>
    workload.hostNetwork
      ? []
      : givers.flatMap(list => {
          const selecting = list.filter(giver => giver.selects(workload));
          return selecting.flatMap((later, position) =>
            selecting
              .slice(0, position)
              .filter(earlier => meet(earlier, later))
              .map(earlier => ({ earlier, later, workload: workload.ref })),
          );
        }),
  );
  return [
    ...groupBy(
      pairs,
      ({ earlier, later }) => `${refKey(earlier.ref)} ${refKey(later.ref)}`,
    ).values(),
  ].map(cause => {
    const [{ earlier, later }] = cause;
    const workloads = cause.map(({ workload }) => workload);
    return {
      workloads,
      draft: {
        at: at(later.source, later.ref)(later.path),
        params: {
          policy: nameOf(later.ref),
          other: nameOf(earlier.ref),
          workloads: workloads.map(nameOf).join(', '),
        },
        related: [earlier.ref],
        entities: [],
      },
    };
  });
}

function meet(a: Giver, b: Giver): boolean {
  return [...a.ranges].some(range => b.ranges.has(range));
}

/** Of ranges that differ the narrower one holds, so only the same range in both leaves it open. */
function ciliumGivers(snapshot: ClusterSnapshot): readonly Giver[] {
  const labels = snapshot.index(namespaceLabels);
  return snapshot
    .index(egressGateways)
    .facts.map(({ ref, selections, ranges }) => ({
      ref,
      source: 'cilium',
      path: 'spec.destinationCIDRs',
      ranges: new Set(
        ranges.map(({ version, first, last }) => `${version} ${first} ${last}`),
      ),
      selects: workload =>
        selections.some(
          selection =>
            matchPodSelection(selection, podOf(workload), labels) === 'yes',
        ),
    }));
}

/** An Egress is for all destinations outside. */
function antreaGivers(snapshot: ClusterSnapshot): readonly Giver[] {
  const labels = snapshot.index(namespaceLabels);
  return snapshot.index(egresses).facts.map(({ ref, selection }) => ({
    ref,
    source: 'antrea',
    path: 'spec.appliedTo',
    ranges: new Set(['all']),
    selects: workload =>
      matchPodSelection(selection, podOf(workload), labels) === 'yes',
  }));
}

function podOf({ ref, podLabels }: WorkloadFact) {
  return { namespace: ref.namespace, labels: podLabels };
}
