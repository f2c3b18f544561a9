import type { Check } from '../Check';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import { findReason, listIngressRoutes, nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

const FIELD = 'spec.ingressClassName';

/** An Ingress names a class that does not exist, so no controller serves it. */
export const ingressClassMissing: Check = {
  id: 'ingress-class-missing',
  code: 'TRF124',
  severity: 'error',
  title: 'Ingress class missing',
  message:
    'Ingress {{ingress}} names the class {{className}}, which does not exist: no controller serves it.',
  fix: 'Name a class that exists in spec.ingressClassName of {{ingress}}, or install the controller that brings {{className}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const dead = listIngressRoutes(model.routes).filter(
      route => findReason(route, 'IngressClassMissing') !== undefined,
    );
    return [...groupBy(dead, ({ object }) => refKey(object)).values()].flatMap(
      ([route]) => {
        const at = route.provenance.find(({ path }) => path === FIELD);
        const className = findReason(route, 'IngressClassMissing')?.params
          .className;
        return at && className !== undefined
          ? [
              {
                at,
                params: { ingress: nameOf(route.object), className },
                entities: entitiesOf(route.object),
              },
            ]
          : [];
      },
    );
  },
};
