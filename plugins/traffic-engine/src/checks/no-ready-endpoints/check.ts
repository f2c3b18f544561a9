import type { Backend, Route } from '@portolan/plugin-traffic-common';
import { compareRefs, refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';

/** A Service that routes send requests to has no endpoint that is ready. */
export const noReadyEndpoints: Check = {
  id: 'no-ready-endpoints',
  code: 'TRF201',
  severity: 'error',
  title: 'No ready endpoints',
  message:
    'Service {{service}} has no ready endpoint on port {{ports}} ({{total}} in all), and routes send requests to it: {{routes}}.',
  fix: 'See why the pods of Service {{service}} are not ready, whether its selector names them, and whether their workload is scaled to zero.',
  reads: [],
  run: ({ model }) => {
    const hits = model.routes.flatMap(route =>
      route.backends.filter(isDry).map(backend => ({ route, backend })),
    );
    const causes = groupBy(hits, ({ backend }) => refKey(backend.ref));
    return [...causes.values()].map(cause => {
      const [{ backend }] = cause;
      const objects = listObjects(cause);
      const { endpoints, ref } = backend;
      return {
        at: { source: 'core', object: ref, path: 'spec.ports' },
        params: {
          service: `${ref.namespace}/${ref.name}`,
          ports: [
            ...new Set(cause.map(hit => hit.backend.port ?? 'not named')),
          ].join(', '),
          total: endpoints.state === 'known' ? endpoints.total : 0,
          routes: objects
            .map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
            .join(', '),
        },
        related: objects,
        entities: [
          ...new Set(cause.flatMap(hit => hit.backend.entities)),
        ].sort(),
      };
    });
  },
};

/** A backend that should take requests and cannot; a weight of 0 asks for none. */
function isDry({ endpoints, weight }: Backend): boolean {
  return weight > 0 && endpoints.state === 'known' && endpoints.ready === 0;
}

function listObjects(hits: readonly { route: Route }[]) {
  const objects = new Map(
    hits.map(({ route }) => [refKey(route.object), route.object]),
  );
  return [...objects.values()].sort(compareRefs);
}
