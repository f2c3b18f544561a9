import type { Check } from '../Check';
import {
  findReason,
  listIngressRoutes,
  nameOf,
  onePerPlace,
} from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

/** An older Ingress has the same host and path, and the controller lets the older one win. */
export const ingressPathTaken: Check = {
  id: 'ingress-path-taken',
  code: 'TRF122',
  severity: 'warning',
  title: 'Path taken by an older Ingress',
  message:
    'Ingress {{ingress}} gets no requests for {{url}}: the older {{by}} has this host and path.',
  fix: 'Take the path out of {{ingress}} or out of {{by}}, or give one of them another host or path.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const lost = listIngressRoutes(model.routes).filter(
      route => route.predicted.state === 'shadowed',
    );
    return onePerPlace(lost).flatMap(route => {
      const by = findReason(route, 'Shadowed')?.params.by;
      return by === undefined || by === `Ingress ${nameOf(route.object)}`
        ? []
        : [
            {
              at: route.provenance[0],
              params: { ingress: nameOf(route.object), url: route.url, by },
              entities: entitiesOf(route.object),
            },
          ];
    });
  },
};
