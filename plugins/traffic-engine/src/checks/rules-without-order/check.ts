import { at } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import { traefikRouters } from '../../sources/traefik/routers/listRouters';
import type { Router } from '../../sources/traefik/routers/Router';
import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';

/** Two objects have the same rule with the same priority, and their controller gives them no order. */
export const rulesWithoutOrder: Check = {
  id: 'rules-without-order',
  code: 'TRF144',
  severity: 'warning',
  title: 'Two equal rules have no order',
  message:
    '{{kind}} {{route}} and {{other}} have the same rule with the same priority, {{priority}}: which of them gets a request is not defined.',
  fix: 'Give one of {{kind}} {{route}} and {{other}} a priority of its own, or remove it.',
  reads: traefikRouters.reads,
  run: ({ model, snapshots }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return snapshots.flatMap(snapshot => {
      const groups = groupBy(
        snapshot.index(traefikRouters).filter(isServing).flatMap(keysOf),
        ({ key }) => key,
      );
      const pairs = new Map<string, readonly [Router, Router]>();
      for (const group of groups.values()) {
        const [first] = group;
        const second = group.find(
          ({ router }) => nameOf(router) !== nameOf(first.router),
        );
        if (second) {
          pairs.set(`${nameOf(first.router)} ${first.router.ruleIndex}`, [
            first.router,
            second.router,
          ]);
        }
      }
      return [...pairs.values()].map(([first, second]) => ({
        at: at('traefik', first.object)(`${first.path}.match`),
        params: {
          kind: first.object.kind,
          route: nameOf(first),
          other: nameOf(second),
          priority: first.priority,
        },
        related: [second.object],
        entities: entitiesOf(first.object),
      }));
    });
  },
};

/** Of children, and of routers that may not be there, nothing is said. */
function isServing({ protocol, parent, door, rule }: Router): boolean {
  return protocol === 'http' && !parent && door.state === 'serving' && rule.ok;
}

function keysOf(router: Router): { key: string; router: Router }[] {
  return router.entries.map(({ name, isTls }) => ({
    key: [name, isTls, router.priority, router.text].join('|'),
    router,
  }));
}

function nameOf({ object }: Router): string {
  return `${object.namespace}/${object.name}`;
}
