import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';

/*
 * SEMANTICS.md B.6, B.8, word by word: a rule is alternatives of conditions; PathPrefix is a prefix of the text; `*.x` is one
 * label; the longest rule wins, or the highest priority; an invalid backend drops the router; of entries of one object
 * with one rule the last is kept. Rules are written without
 * parentheses here, so that cutting the text reads them.
 */

/** The IngressRoutes of the test's world, as it writes them. */
export interface NaiveIngressRoute {
  readonly kind: 'IngressRoute';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly entryPoints: readonly string[];
    readonly tls?: object;
    readonly routes: readonly {
      readonly match: string;
      readonly priority?: number;
      readonly services: readonly { name: string; weight?: number }[];
    }[];
  };
}

interface NaiveRoute {
  readonly name: string;
  readonly index: number;
  readonly match: string;
  readonly priority: number;
  readonly services: readonly { name: string; weight: number }[];
}

export function answerTraefikNaively(
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  const url = new URL(question.url);
  const door = url.protocol === 'https:' ? 'websecure' : 'web';
  const all: NaiveRoute[] = [];
  let atDoor = 0;
  for (const object of objects.filter(isIngressRoute)) {
    if (object.spec.entryPoints.includes(door)) {
      atDoor += object.spec.routes.length;
      const isSecure = object.spec.tls !== undefined;
      object.spec.routes.forEach((route, index) => {
        if (isSecure === (door === 'websecure')) {
          all.push({
            name: object.metadata.name,
            index,
            match: route.match,
            priority: route.priority || route.match.length,
            services: route.services.map(service => ({
              name: service.name,
              weight: service.weight ?? 1,
            })),
          });
        }
      });
    }
  }
  if (atDoor === 0) {
    return [];
  }
  const built = all.filter(({ services }) =>
    services.every(({ name }) => name !== 'gone'),
  );
  // Traefik names a router by its object and its rule: a later one takes the place of an earlier one.
  const taking = built
    .filter(
      (route, position) =>
        !built.some(
          (other, at) =>
            at > position &&
            other.name === route.name &&
            other.match === route.match,
        ),
    )
    .map(route => ({
      route,
      alternative: route.match
        .split(' || ')
        .findIndex(part =>
          part.split(' && ').every(one => holds(one, question, url)),
        ),
    }))
    .filter(({ alternative }) => alternative >= 0);
  const highest = Math.max(...taking.map(({ route }) => route.priority));
  const winners = taking.filter(({ route }) => route.priority === highest);
  if (winners.length === 0) {
    return [{ door, winner: null, outcome: 'respond 404' }];
  }
  if (winners.length > 1) {
    return [{ door, winner: null, outcome: 'unknown' }];
  }
  const [{ route, alternative }] = winners;
  const sum = route.services.reduce((total, { weight }) => total + weight, 0);
  return [
    {
      door,
      winner: `IngressRoute n/${route.name} ${route.index}.${alternative}`,
      outcome:
        sum === 0
          ? 'respond 503'
          : `forward ${route.services
              .map(
                ({ name, weight }) =>
                  `n/${name}:80=${weight / sum}/${
                    name === 'idle' ? 503 : 'forwarded'
                  }`,
              )
              .join(', ')}`,
    },
  ];
}

function isIngressRoute(object: object): object is NaiveIngressRoute {
  return 'kind' in object && object.kind === 'IngressRoute';
}

function holds(
  condition: string,
  question: RequestQuestion,
  url: URL,
): boolean {
  if (condition.startsWith('!')) {
    return !holds(condition.slice(1), question, url);
  }
  const [, matcher, inside] = /^(\w+)\((.*)\)$/.exec(condition) ?? [];
  const [first, second] = inside.split(', ').map(value => value.slice(1, -1));
  switch (matcher) {
    case 'Host': {
      if (!first.startsWith('*.')) {
        return url.hostname === first;
      }
      const [, ...rest] = url.hostname.split('.');
      return rest.join('.') === first.slice(2);
    }
    case 'Path':
      return url.pathname === first;
    case 'PathPrefix':
      return url.pathname.startsWith(first);
    case 'Method':
      return question.method === first;
    case 'Header':
      return Object.entries(question.headers).some(
        ([name, value]) => name.toLowerCase() === first && value === second,
      );
    case 'Query':
      return url.searchParams.getAll(first).includes(second);
    case 'ClientIP':
      return question.clientAddress === first;
    default:
      throw new Error(`There is no matcher ${matcher}.`);
  }
}
