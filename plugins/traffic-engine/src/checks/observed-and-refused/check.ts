import type { Check } from '../Check';
import { renderDestination } from '../renderDestination';

/** Telemetry saw connections of a workload refused. */
export const observedAndRefused: Check = {
  id: 'observed-and-refused',
  code: 'TRF421',
  severity: 'error',
  title: 'Observed and refused',
  message:
    '{{telemetry}} saw connections of {{workload}} to {{destination}} refused.',
  fix: 'Permit {{workload}} to go to {{destination}} (a rule of the policy, or a ServiceEntry where the mesh only lets known hosts through), or stop it from trying.',
  reads: [],
  run: ({ model }) =>
    model.dependencies
      .filter(({ observed }) => observed.refused === true)
      .map(dependency => ({
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
