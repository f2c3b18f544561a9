import type { Dependency } from '@portolan/plugin-traffic-common';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { nameOf, saidAt } from '../dependencyWords';

/** A workload calls one of our own hosts, which brings it out of the cluster and in again. */
export const ownHostCalled: Check = {
  id: 'own-host-called',
  code: 'TRF410',
  severity: 'info',
  title: 'Own host called through the gateway',
  message:
    '{{workload}} goes to {{host}}, which {{route}} serves here: the call leaves by the public name and comes in again through the gateway.',
  fix: 'Let {{workload}} call {{backend}} directly, unless it needs what the gateway does on the way.',
  reads: [],
  run: ({ model }) => {
    const routes = new Map(model.routes.map(route => [route.id, route]));
    return [
      ...groupBy(model.dependencies.filter(isHairpin), causeOf).values(),
    ].flatMap(dependencies => {
      const [dependency] = dependencies;
      const served = (dependency.hairpin ?? []).flatMap(
        id => routes.get(id) ?? [],
      );
      const [first] = served;
      const backend = served.flatMap(({ backends }) => backends)[0];
      return first && backend && dependency.destination.kind === 'host'
        ? [
            {
              at: saidAt(dependency),
              params: {
                workload: nameOf(dependency.workload),
                host: dependency.destination.host,
                route: nameOf(first.object),
                backend: nameOf(backend.ref),
              },
              related: [first.object, backend.ref],
              entities: [
                ...new Set([
                  ...dependency.entities,
                  ...dependency.destinationEntities,
                ]),
              ].sort(),
            },
          ]
        : [];
    });
  },
};

/** A rule that permits to go there says nothing of who does. */
function isHairpin({ hairpin, evidence }: Dependency): boolean {
  return (
    hairpin !== undefined && evidence.some(({ rung }) => rung !== 'permitted')
  );
}

function causeOf({ workload, destination }: Dependency): string {
  return `${refKey(workload)} ${
    destination.kind === 'host' ? destination.host : ''
  }`;
}
