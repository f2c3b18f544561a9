import type { Dependency, Provenance } from '@portolan/plugin-traffic-common';
import { refKey } from '../../model/refs';
import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';

const EVERY_ADDRESS: readonly string[] = ['0.0.0.0/0', '::/0'];

/** A rule opens every port to every address, so that the policy around it closes nothing. */
export const egressToEverywhere: Check = {
  id: 'egress-to-everywhere',
  code: 'TRF403',
  severity: 'info',
  title: 'Egress to everywhere',
  message:
    'A rule opens every port to {{destination}}: {{workloads}} may go there.',
  fix: 'Name the ports, and the ranges where they are known, that {{workloads}} need.',
  reads: [],
  run: ({ model }) => {
    const hits = model.dependencies
      .filter(isEverything)
      .flatMap(dependency =>
        dependency.evidence.flatMap(({ rung, provenance }) =>
          rung === 'permitted' && provenance
            ? [{ dependency, at: provenance }]
            : [],
        ),
      );
    return [...groupBy(hits, ({ at }) => keyOf(at)).values()].map(cause => {
      const dependencies = cause.map(({ dependency }) => dependency);
      const workloads = [
        ...new Set(
          dependencies.map(
            ({ workload: { kind, namespace, name } }) =>
              `${kind} ${namespace}/${name}`,
          ),
        ),
      ].sort(compareText);
      const [{ destination }] = dependencies;
      return {
        at: cause[0].at,
        params: {
          destination:
            destination.kind === 'cidr' ? destination.cidr : 'anywhere',
          workloads: workloads.join(', '),
        },
        entities: [
          ...new Set(dependencies.flatMap(({ entities }) => entities)),
        ].sort(),
      };
    });
  },
};

function isEverything({ destination, port }: Dependency): boolean {
  return (
    port === null &&
    (destination.kind === 'anywhere' ||
      (destination.kind === 'cidr' &&
        EVERY_ADDRESS.includes(destination.cidr) &&
        destination.except.length === 0))
  );
}

function keyOf({ object, path }: Provenance): string {
  return `${refKey(object)} ${path}`;
}
