import type { Check } from '../Check';
import {
  findReason,
  listIngressRoutes,
  nameOf,
  onePerPlace,
} from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

/** A path of a canary Ingress that no main Ingress has: the controller drops it. */
export const canaryWithoutMain: Check = {
  id: 'canary-without-main',
  code: 'TRF121',
  severity: 'warning',
  title: 'Canary without a main Ingress',
  message:
    'The canary Ingress {{ingress}} gets no requests for {{url}}: no other Ingress has this host, path and path type.',
  fix: 'Create the main Ingress first, or write host, path and pathType of {{ingress}} exactly as the main one does.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const lost = listIngressRoutes(model.routes).filter(
      route =>
        route.predicted.state === 'detached' &&
        findReason(route, 'NotAttached')?.params.canary === 'no-main' &&
        route.provenance.some(({ path }) => path.includes("/canary']")),
    );
    return onePerPlace(lost).map(route => ({
      at: route.provenance[0],
      params: { ingress: nameOf(route.object), url: route.url },
      entities: entitiesOf(route.object),
    }));
  },
};
