import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

/** All backends of a rule have the weight 0, so nobody gets its requests. */
export const backendsWithoutWeight: Check = {
  id: 'backends-without-weight',
  code: 'TRF146',
  severity: 'warning',
  title: 'No backend has a weight',
  message:
    'All backends of {{route}} for {{url}} have the weight 0: nobody gets these requests.',
  fix: 'Give at least one backend of {{route}} a weight above 0.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const idle = model.routes.filter(
      ({ backends, redirect, predicted, object }) =>
        backends.length > 0 &&
        redirect === null &&
        backends.every(({ weight, share }) => weight === 0 && share === 0) &&
        !['detached', 'shadowed'].includes(predicted.state) &&
        // istiod refuses such a rule, which another check tells.
        object.kind !== 'VirtualService',
    );
    const byRule = groupBy(
      idle,
      ({ object, ruleIndex }) => `${refKey(object)} ${ruleIndex}`,
    );
    return [...byRule.values()].map(([route]) => ({
      at: route.provenance[0],
      params: {
        route: `${route.object.kind} ${nameOf(route.object)}`,
        url: route.url,
      },
      entities: entitiesOf(route.object),
    }));
  },
};
