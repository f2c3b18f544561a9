import type { Route } from '@portolan/plugin-traffic-common';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { findReason, nameOf } from '../ingressRoutes';
import { entitiesByObject, saysFalse, saysTrue } from '../routeFacts';

/** A rule that never gets a request, because another one that goes first takes all of them. */
export const ruleShadowed: Check = {
  id: 'rule-shadowed',
  code: 'TRF145',
  severity: 'warning',
  title: 'Rule never gets a request',
  message: '{{route}} gets no requests for {{url}}: {{by}} takes them all.',
  fix: 'Take the rule out of {{route}} or out of {{by}}, or give one of them another host, path or condition.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const shadowed = new Set(
      model.routes.filter(winnerOf).map(({ object }) => refKey(object)),
    );
    if (shadowed.size === 0) {
      return [];
    }
    const rules = groupBy(
      model.routes.filter(({ object }) => shadowed.has(refKey(object))),
      route => `${ruleOf(route)} ${route.matchIndex}`,
    );
    const lost = [...rules.values()].flatMap(places => {
      const winners = places.flatMap(place => winnerOf(place) ?? []);
      // Where it serves in one place, the rule has its use.
      return winners.length === places.length
        ? [{ route: places[0], by: winners[0] }]
        : [];
    });
    const byRule = groupBy(lost, ({ route }) => ruleOf(route));
    return [...byRule.values()].map(([{ route, by }]) => ({
      at: route.provenance[0],
      params: {
        route: `${route.object.kind} ${nameOf(route.object)}`,
        url: route.url,
        by,
      },
      entities: entitiesOf(route.object),
      controllerDisagrees:
        route.predicted.state === 'detached' &&
        saysTrue(route.reported, 'Admitted') &&
        !saysFalse(route.reported, 'Admitted'),
    }));
  },
};

/** A rule of an object, which may have several lists of them: `spec.http`, `spec.tls`, `spec.tcp`. */
function ruleOf({ object, ruleIndex, provenance }: Route): string {
  const [list = ''] = provenance[0]?.path.split('[') ?? [];
  return `${refKey(object)} ${list} ${ruleIndex}`;
}

/** Who takes the requests of a route that has lost them; paths of Ingresses and ties that the API leaves open are not meant. */
function winnerOf(route: Route): string | undefined {
  const { predicted, object, entry } = route;
  if (entry?.kind === 'ingress-class') {
    return undefined;
  }
  const reason = findReason(route, 'Shadowed');
  if (!reason || !['shadowed', 'detached'].includes(predicted.state)) {
    return undefined;
  }
  const { by, listener, rule } = reason.params;
  if (typeof by !== 'string' || listener !== undefined) {
    return undefined;
  }
  // Between VirtualServices the order is not defined, and another check tells of two for one host.
  const isOpen =
    object.kind === 'VirtualService' &&
    !by.startsWith(`VirtualService ${nameOf(object)} `);
  const winner = rule === undefined ? by : `${by} spec.rules[${rule}]`;
  return isOpen ? undefined : winner;
}
