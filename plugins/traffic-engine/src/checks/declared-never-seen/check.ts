import type { Dependency, Provenance } from '@portolan/plugin-traffic-common';
import type { Check } from '../Check';
import { renderDestination } from '../renderDestination';

/** A workload with telemetry was never seen to go where it is declared to go. */
export const declaredNeverSeen: Check = {
  id: 'declared-never-seen',
  code: 'TRF422',
  severity: 'info',
  title: 'Declared and never seen',
  message:
    '{{workload}} is declared to go to {{destination}}, and telemetry, which knows {{workload}}, saw no such call in {{minutes}} minutes.',
  fix: 'Remove the declaration if nothing uses {{destination}} any more; a call that is made once a day is not seen in such a window.',
  reads: [],
  run: ({ model }) =>
    model.dependencies.flatMap(dependency => {
      const at = declarationOf(dependency);
      return at && isNeverSeen(dependency)
        ? [
            {
              at,
              params: {
                workload: `${dependency.workload.kind} ${dependency.workload.namespace}/${dependency.workload.name}`,
                destination: renderDestination(dependency),
                minutes: Math.round(
                  (dependency.observed.windowSeconds ?? 0) / 60,
                ),
              },
              entities: [...dependency.entities],
            },
          ]
        : [];
    }),
};

/** Only what is declared for this very workload: of what a namespace declares, each workload uses a part. */
function isNeverSeen({ declared, observed }: Dependency): boolean {
  return (
    declared.answer === 'yes' &&
    observed.answer === 'no' &&
    observed.coverage === true
  );
}

function declarationOf({ evidence }: Dependency): Provenance | undefined {
  return (
    evidence.find(({ rung }) => rung === 'declared-workload')?.provenance ??
    undefined
  );
}
