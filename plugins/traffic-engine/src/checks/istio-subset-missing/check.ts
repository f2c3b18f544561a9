import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';

/** A rule names a subset that no DestinationRule defines (IST0101, KIA1107). */
export const istioSubsetMissing: Check = {
  id: 'istio-subset-missing',
  code: 'TRF132',
  severity: 'error',
  title: 'Subset not defined',
  message:
    '{{kind}} {{route}} sends requests to a subset of {{host}} that no DestinationRule in force defines: they are answered with status 503.',
  fix: 'Define the subset in the DestinationRule of {{host}}, or correct destination.subset at {{path}} of {{route}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const hits = model.routes.flatMap(route =>
      route.backends
        .filter(({ reason }) => reason === 'SubsetNotFound')
        .map(backend => ({ route, backend })),
    );
    // One finding for each place: two places may name two subsets.
    const places = groupBy(
      hits,
      ({ route, backend }) =>
        `${refKey(route.object)} ${backend.provenance.path}`,
    );
    return [...places.values()].map(([{ route, backend }]) => ({
      at: backend.provenance,
      params: {
        kind: route.object.kind,
        route: `${route.object.namespace}/${route.object.name}`,
        host: `${backend.ref.kind} ${backend.ref.namespace}/${backend.ref.name}`,
        path: backend.provenance.path,
      },
      related: [backend.ref],
      entities: entitiesOf(route.object),
    }));
  },
};
