import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { listIngressRoutes, nameOf } from '../ingressRoutes';
import { entitiesByObject } from '../routeFacts';

const TURNS_TO_REGEX = /\/(use-regex|rewrite-target)'\]$/;

/** An annotation of one Ingress turns the paths of another one of its host into regular expressions. */
export const regexReachesOtherIngress: Check = {
  id: 'regex-reaches-other-ingress',
  code: 'TRF123',
  severity: 'warning',
  title: 'Regular expressions reach another Ingress',
  message:
    '{{annotation}} of Ingress {{ingress}} turns the paths of {{other}} on {{host}} into regular expressions: they match whatever begins like them, in upper and lower case.',
  fix: 'Give {{ingress}} a host of its own, or check that every path of {{host}} still means what it should.',
  reads: [],
  run: ({ model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    const hits = listIngressRoutes(model.routes).flatMap(route => {
      const at = route.provenance.find(
        ({ path, object }) =>
          TURNS_TO_REGEX.test(path) && refKey(object) !== refKey(route.object),
      );
      return at &&
        ['serving', 'degraded', 'unknown'].includes(route.predicted.state)
        ? [{ at, route }]
        : [];
    });
    const causes = groupBy(hits, ({ at }) => `${refKey(at.object)} ${at.path}`);
    return [...causes.values()].map(cause => {
      const [{ at }] = cause;
      const others = [
        ...new Map(
          cause.map(({ route }) => [refKey(route.object), route.object]),
        ).values(),
      ];
      return {
        at,
        params: {
          annotation: at.path.slice("metadata.annotations['".length, -2),
          ingress: nameOf(at.object),
          other: others.map(object => `Ingress ${nameOf(object)}`).join(', '),
          host: [
            ...new Set(
              cause.map(({ route }) => route.host.value || 'any host'),
            ),
          ].join(', '),
        },
        related: others,
        entities: [
          ...new Set([at.object, ...others].flatMap(each => entitiesOf(each))),
        ].sort(),
      };
    });
  },
};
