import type { PolicyAspect } from '@portolan/plugin-traffic-common';
import type { Check } from '../Check';
import { nameOf } from '../ingressRoutes';
import { listInternetRoutes, onePerObject } from '../internetRoutes';
import { entitiesByObject } from '../routeFacts';

/** Doors whose APIs have no policies that are attached from elsewhere: of others one may be there that was not read. */
const DOORS = ['ingress-class', 'entry-point'];
/** What decides, or may decide, who gets in. */
const DECIDES: readonly PolicyAspect[] = [
  'authentication',
  'authorization',
  'client-certificate',
  'ip-allow-list',
  'mesh-tls',
  'extension',
  'other',
];

/** A public address hands requests on, and nothing at the door asks who sends them. */
export const openToInternet: Check = {
  id: 'open-to-internet',
  code: 'TRF172',
  severity: 'info',
  title: 'Nobody is asked who they are',
  message:
    '{{route}} hands {{url}} from a public address to its backend, and no policy at the door asks who sends a request.',
  fix: 'Make sure that the backend of {{route}} asks itself, or is meant for everybody; else ask at the door by a policy of the controller.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const open = listInternetRoutes(model.routes).filter(
      ({ policies, notInterpreted, filters, scheme, entry }) =>
        scheme.startsWith('http') &&
        entry !== null &&
        DOORS.includes(entry.kind) &&
        notInterpreted.length === 0 &&
        filters.length === 0 &&
        !policies.some(
          ({ aspect, state }) =>
            DECIDES.includes(aspect) ||
            state === 'unknown' ||
            state === 'not-interpreted',
        ),
    );
    return onePerObject(open).map(route => ({
      at: route.provenance[0],
      params: {
        route: `${route.object.kind} ${nameOf(route.object)}`,
        url: route.url,
      },
      entities: entitiesOf(route.object),
    }));
  },
};
