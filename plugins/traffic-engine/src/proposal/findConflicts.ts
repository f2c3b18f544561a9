import type {
  Route,
  RouteConflict,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import type { TrafficModel } from '../model/TrafficModel';
import { refKey } from '../model/refs';

/**
 * The existing routes, in any cluster, that ask for the same requests as the proposed ones (same host and same match), or
 * that serve the same host for entities among which the proposal's is not. Its own earlier version is no conflict.
 */
export function findConflicts(
  proposed: readonly Route[],
  before: TrafficModel,
  proposal: RouteProposal,
): RouteConflict[] {
  const own = new Set(proposed.map(route => refKey(route.object)));
  const hosts = new Set(
    proposal.hostnames.map(host => host.toLocaleLowerCase('en-US')),
  );
  const matches = new Set(proposed.map(matchKey));
  const conflicts = new Map<string, RouteConflict>();
  for (const route of before.routes) {
    if (hosts.has(route.host.value) && !own.has(refKey(route.object))) {
      const entities = [
        ...new Set(route.backends.flatMap(backend => backend.entities)),
      ].sort();
      const sameMatch = matches.has(matchKey(route));
      if (sameMatch || !entities.includes(proposal.entityRef)) {
        const key = `${refKey(route.object)}|${route.url}`;
        if (sameMatch || !conflicts.has(key)) {
          conflicts.set(key, {
            kind: sameMatch ? 'same-match' : 'same-host',
            route: route.object,
            url: route.url,
            entities,
            sameCluster: route.cluster === proposal.cluster,
          });
        }
      }
    }
  }
  return [...conflicts.values()];
}

function matchKey({ host, match }: Route): string {
  return JSON.stringify([
    host.value,
    match.path?.type ?? null,
    match.path?.value.replace(/(.)\/$/, '$1') ?? null,
    match.method,
    match.headers,
    match.queryParams,
  ]);
}
