import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import { groupBy } from '../../snapshot/groupBy';
import { compareText } from '../../snapshot/compareText';
import type { RouteFact } from './RouteFact';

const SERVING: RouteVerdict = { state: 'serving', reasons: [] };

/**
 * Whether routers take a Route beside the others of its host: of one host and path the oldest has it, and the namespace of the
 * host's oldest Route has the host, unless the router is told to let namespaces share it by their paths.
 */
export function judgeClaims(
  routes: readonly RouteFact[],
): ReadonlyMap<RouteFact, RouteVerdict> {
  const verdicts = new Map<RouteFact, RouteVerdict>();
  for (const claimants of groupBy(routes, ({ host }) => host.value).values()) {
    const sorted = [...claimants].sort(compareAge);
    const [oldest] = sorted;
    const taken = new Map<string, RouteFact>();
    for (const route of sorted) {
      const first = taken.get(route.path);
      if (first) {
        verdicts.set(route, {
          state: 'detached',
          reasons: [{ code: 'Shadowed', params: { by: nameOf(first) } }],
        });
      } else {
        taken.set(route.path, route);
        verdicts.set(
          route,
          route.object.namespace === oldest.object.namespace
            ? SERVING
            : {
                state: 'unknown',
                reasons: [
                  {
                    code: 'DependsOnSetting',
                    params: {
                      kind: 'host',
                      name: `${route.host.value}, which ${nameOf(
                        oldest,
                      )} claims`,
                      setting: 'namespaceOwnership',
                    },
                  },
                ],
              },
        );
      }
    }
  }
  return verdicts;
}

export function compareAge(a: RouteFact, b: RouteFact): number {
  return (
    compareText(a.createdAt, b.createdAt) || compareText(nameOf(a), nameOf(b))
  );
}

function nameOf({ object }: RouteFact): string {
  return `${object.namespace}/${object.name}`;
}
