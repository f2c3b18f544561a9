import type { Mirror } from '@portolan/plugin-traffic-common';
import type { Check } from '../Check';
import { listBrokenBackends } from '../brokenBackends';
import { entitiesByObject, saysTrue } from '../routeFacts';

/** A route names a Service, or a port of one, that is not there. */
export const backendMissing: Check = {
  id: 'backend-missing',
  code: 'TRF101',
  severity: 'error',
  title: 'Backend missing',
  message:
    '{{kind}} {{route}} sends requests to {{missing}}, which does not exist.',
  fix: 'Create {{missing}}, or correct the backend at {{places}} of {{kind}} {{route}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return listBrokenBackends(model.routes, 'missing').map(
      ({ route, backend, places }) => ({
        at: backend.provenance,
        params: {
          kind: route.object.kind,
          route: `${route.object.namespace}/${route.object.name}`,
          missing: describeMissing(backend),
          places: places === 1 ? backend.provenance.path : `${places} places`,
        },
        related: [backend.ref],
        entities: entitiesOf(route.object),
        controllerDisagrees: saysTrue(route.reported, 'ResolvedRefs'),
      }),
    );
  },
};

function describeMissing({ ref, port, reason }: Mirror): string {
  const target = `${ref.kind} ${ref.namespace}/${ref.name}`;
  if (reason !== 'BackendPortNotFound') {
    return target;
  }
  return port === null ? `a port of ${target}` : `port ${port} of ${target}`;
}
