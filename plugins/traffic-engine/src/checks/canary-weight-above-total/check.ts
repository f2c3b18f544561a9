import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { listIngressRoutes, nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

/** A canary's weight is above its total, so the main backend gets nothing. */
export const canaryWeightAboveTotal: Check = {
  id: 'canary-weight-above-total',
  code: 'TRF125',
  severity: 'warning',
  title: 'Canary weight above its total',
  message:
    'The canary Ingress {{ingress}} asks for {{weight}} of {{total}}: it takes every request that neither header nor cookie decides.',
  fix: 'Write a canary-weight of at most {{total}}, or raise canary-weight-total of {{ingress}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const canaries = listIngressRoutes(model.routes).flatMap(({ policies }) =>
      policies.filter(({ aspect }) => aspect === 'canary'),
    );
    const byObject = groupBy(canaries, ({ setBy }) => refKey(setBy.object));
    return [...byObject.values()].flatMap(([{ params, setBy }]) => {
      const { weight, weightTotal } = params;
      return typeof weight === 'number' &&
        typeof weightTotal === 'number' &&
        weight > weightTotal
        ? [
            {
              at: {
                ...setBy,
                path: setBy.path.replace("canary']", "canary-weight']"),
              },
              params: {
                ingress: nameOf(setBy.object),
                weight,
                total: weightTotal,
              },
              entities: entitiesOf(setBy.object),
            },
          ]
        : [];
    });
  },
};
