import type { Dependency } from '@portolan/plugin-traffic-common';
import type { Check } from '../Check';
import { renderDestination } from '../renderDestination';

/** A workload goes somewhere outside the cluster, and nobody wrote that down. */
export const undeclaredButObserved: Check = {
  id: 'undeclared-but-observed',
  code: 'TRF420',
  severity: 'warning',
  title: 'Undeclared, but observed',
  message:
    '{{workload}} goes to {{destination}}, as {{telemetry}} saw, and nothing declares that it does.',
  fix: 'Declare {{destination}} where {{workload}} declares its dependencies (the catalog, a ServiceEntry, a policy, its configuration), or find out why it goes there.',
  reads: [],
  run: ({ model }) =>
    model.dependencies.filter(isUndeclared).map(dependency => ({
      at: {
        source: dependency.observed.presets?.[0] ?? '',
        object: dependency.workload,
        path: 'metadata.name',
      },
      params: {
        workload: `${dependency.workload.kind} ${dependency.workload.namespace}/${dependency.workload.name}`,
        destination: renderDestination(dependency),
        telemetry: (dependency.observed.presets ?? []).join(', '),
      },
      entities: [...dependency.entities],
    })),
};

/** A destination inside the cluster is mostly named by no one; outside, its owner is somebody else. */
function isUndeclared({
  destination,
  declared,
  observed,
  evidence,
}: Dependency): boolean {
  return (
    observed.answer === 'yes' &&
    observed.refused !== true &&
    destination.kind === 'host' &&
    declared.answer === 'no' &&
    evidence.every(({ rung }) => rung === 'observed' || rung === 'permitted')
  );
}
