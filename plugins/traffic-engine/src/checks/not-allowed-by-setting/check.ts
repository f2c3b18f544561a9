import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';
import { listRulesWithReason, ruleParams } from '../rulesLeftOut';

/** A rule needs something that its controller's own configuration does not allow. */
export const notAllowedBySetting: Check = {
  id: 'not-allowed-by-setting',
  code: 'TRF142',
  severity: 'error',
  title: 'Not allowed by the controller’s configuration',
  message:
    'A rule of {{kind}} {{route}} uses {{target}}, which needs {{setting}} of the controller, and it is not set.',
  fix: 'Refer to something of the own namespace in {{place}} of {{kind}} {{route}}, or ask who runs the controller for {{setting}}.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return listRulesWithReason(model.routes, 'NotAllowedBySetting').map(
      ({ route, reason }) => ({
        at: route.provenance[0],
        params: {
          ...ruleParams(route),
          target: `${reason.params.kind} ${reason.params.name}`,
          setting: String(reason.params.setting ?? ''),
          place: route.provenance[0].path,
        },
        entities: entitiesOf(route.object),
      }),
    );
  },
};
