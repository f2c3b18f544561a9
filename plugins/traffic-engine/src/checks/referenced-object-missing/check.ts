import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';
import { listRulesWithReason, ruleParams } from '../rulesLeftOut';

/** A rule names an object beside its backends that is not there, and its controller does not serve the rule for it. */
export const referencedObjectMissing: Check = {
  id: 'referenced-object-missing',
  code: 'TRF141',
  severity: 'error',
  title: 'Referenced object missing',
  message:
    'A rule of {{kind}} {{route}} names {{missing}}, which does not exist, and is not served for that.',
  fix: 'Create {{missing}}, or correct its name in {{place}} of {{kind}} {{route}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return listRulesWithReason(model.routes, 'ReferenceNotFound').map(
      ({ route, reason }) => ({
        at: route.provenance[0],
        params: {
          ...ruleParams(route),
          missing: `${reason.params.kind} ${reason.params.name}`,
          place: route.provenance[0].path,
        },
        entities: entitiesOf(route.object),
      }),
    );
  },
};
