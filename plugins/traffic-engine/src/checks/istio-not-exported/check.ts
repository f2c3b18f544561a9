import type { Check } from '../Check';
import { listBrokenBackends } from '../brokenBackends';
import { entitiesByObject } from '../routeFacts';

/** A VirtualService sends to a host whose owner does not export it to the proxies that have the rule (IST0101). */
export const istioNotExported: Check = {
  id: 'istio-not-exported',
  code: 'TRF147',
  severity: 'error',
  title: 'Destination not exported',
  message:
    '{{kind}} {{route}} sends requests to {{target}}, which is not exported to the proxies that have the rule: they are answered with status 503.',
  fix: 'Add the namespace to the exports of {{target}} (annotation networking.istio.io/exportTo of a Service, spec.exportTo of a ServiceEntry), or correct the destination at {{places}} of {{route}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return listBrokenBackends(model.routes, 'forbidden')
      .filter(({ backend }) => backend.reason === 'NotExportedTo')
      .map(({ route, backend, places }) => ({
        at: backend.provenance,
        params: {
          kind: route.object.kind,
          route: `${route.object.namespace}/${route.object.name}`,
          target: `${backend.ref.kind} ${backend.ref.namespace}/${backend.ref.name}`,
          places: places === 1 ? backend.provenance.path : `${places} places`,
        },
        related: [backend.ref],
        entities: entitiesOf(route.object),
      }));
  },
};
