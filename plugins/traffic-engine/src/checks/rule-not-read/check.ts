import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';
import { listRulesWithReason, ruleParams } from '../rulesLeftOut';

/** A rule in a language of its own that cannot be read. */
export const ruleNotRead: Check = {
  id: 'rule-not-read',
  code: 'TRF140',
  severity: 'warning',
  title: 'Rule cannot be read',
  message:
    'A rule of {{kind}} {{route}} cannot be read at character {{position}}: {{reason}}.',
  fix: 'Correct the rule at {{place}}; Traefik leaves out a rule that it cannot read.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return listRulesWithReason(model.routes, 'RuleNotParsed').map(
      ({ route, reason }) => ({
        at: route.provenance[0],
        params: {
          ...ruleParams(route),
          position: Number(reason.params.position ?? 0) + 1,
          reason: String(reason.params.reason ?? ''),
          place: route.provenance[0].path,
        },
        entities: entitiesOf(route.object),
      }),
    );
  },
};
