import type { ObjectRef, Workload } from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, CheckContext } from '../Check';
import { nameOf } from '../dependencyWords';

/** Where a workload's pods get their labels, by its kind. */
const LABELS: Readonly<Record<string, string>> = {
  Pod: 'metadata.labels',
  CronJob: 'spec.jobTemplate.spec.template.metadata.labels',
};
const TEMPLATE_LABELS = 'spec.template.metadata.labels';

/** Policies restrict where most workloads of a namespace may go, and none of them selects this one. */
export const noPolicySelects: Check = {
  id: 'no-policy-selects',
  code: 'TRF405',
  severity: 'info',
  title: 'No policy selects this workload',
  message:
    'Policies restrict where {{restricted}} of {{total}} workloads of namespace {{namespace}} may go, and none of them selects {{workload}}: it may go anywhere.',
  fix: 'Give the pods of {{workload}} the labels that a policy of namespace {{namespace}} selects, or add a policy for them.',
  reads: [],
  run: context =>
    [
      ...groupBy(
        context.model.workloads.filter(workload => isJudged(workload, context)),
        ({ ref }) => `${ref.cluster}|${ref.namespace}`,
      ).values(),
    ].flatMap(neighbours => {
      const left = neighbours.filter(isLeftOut);
      const restricted = neighbours.length - left.length;
      return restricted > left.length
        ? left.map(({ ref, claims }) => ({
            at: at('topology', ref)(LABELS[ref.kind] ?? TEMPLATE_LABELS),
            params: {
              workload: nameOf(ref),
              namespace: ref.namespace,
              restricted,
              total: neighbours.length,
            },
            entities: [
              ...new Set(claims.map(({ entityRef }) => entityRef)),
            ].sort(),
          }))
        : [];
    }),
};

function isLeftOut({ isolation }: Workload): boolean {
  return isolation?.egress.state === 'not-selected';
}

/** Pods on the network of their node are no subject of policies, and of what is not known nothing is said. */
function isJudged(
  { ref, isolation }: Workload,
  { snapshots }: CheckContext,
): boolean {
  return (
    isolation !== undefined &&
    isolation.egress.state !== 'unknown' &&
    !isOnHost(ref, snapshots)
  );
}

function isOnHost(
  ref: ObjectRef,
  snapshots: CheckContext['snapshots'],
): boolean {
  const snapshot = snapshots.find(({ cluster }) => cluster === ref.cluster);
  const fact = snapshot?.index(workloadIndex).get(ref);
  return (
    fact?.hostNetwork === true ||
    (fact?.pods.some(({ hostNetwork }) => hostNetwork) ?? false)
  );
}
