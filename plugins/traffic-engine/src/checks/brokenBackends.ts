import type { Mirror, Route } from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';
import { groupBy } from '../snapshot/groupBy';

/** One backend, or mirror, that cannot be reached, once per route object that names it, with all places that do. */
export interface BrokenBackend {
  readonly route: Route;
  readonly backend: Mirror;
  /** How many backend references of the object name it. */
  readonly places: number;
}

/**
 * The backends and mirrors of a state, once per cause: one object that names the same target in many rules has one trouble, told at
 * the first of them.
 */
export function listBrokenBackends(
  routes: readonly Route[],
  state: Mirror['state'],
): readonly BrokenBackend[] {
  const hits = routes.flatMap(route =>
    [...route.backends, ...(route.mirrors ?? [])]
      .filter(backend => backend.state === state)
      .map(backend => ({ route, backend })),
  );
  const causes = groupBy(hits, ({ route, backend }) =>
    [refKey(route.object), refKey(backend.ref), backend.reason].join('|'),
  );
  return [...causes.values()].map(cause => {
    const paths = new Set(cause.map(({ backend }) => backend.provenance.path));
    const [first] = [...cause].sort(byPosition);
    return { ...first, places: paths.size };
  });
}

function byPosition(a: { route: Route }, b: { route: Route }): number {
  return (
    a.route.ruleIndex - b.route.ruleIndex ||
    a.route.matchIndex - b.route.matchIndex
  );
}
