import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';
import { listRulesWithReason, ruleParams } from '../rulesLeftOut';

/** A rule is for entry points that its controller does not have. */
export const entryPointMissing: Check = {
  id: 'entry-point-missing',
  code: 'TRF143',
  severity: 'error',
  title: 'Entry point missing',
  message:
    '{{kind}} {{route}} is for entry point {{entryPoint}}, which the controller does not have.',
  fix: 'Name an entry point of the controller in spec.entryPoints of {{kind}} {{route}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return listRulesWithReason(model.routes, 'EntryPointNotFound')
      .filter(({ route }) => route.ruleIndex === 0)
      .map(({ route, reason }) => ({
        at: { ...route.provenance[0], path: 'spec.entryPoints' },
        params: {
          ...ruleParams(route),
          entryPoint: String(reason.params.name ?? ''),
        },
        entities: entitiesOf(route.object),
      }));
  },
};
