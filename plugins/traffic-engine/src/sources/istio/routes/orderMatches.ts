import type { ServerEntry } from '../gateways/ServerEntry';
import { EarlierMatches, takesEverything } from './earlierMatches';
import type { BoundMatch } from './RouteTable';

/**
 * The order in which a proxy tries the matches of one host: as written, VirtualService by VirtualService, but those that
 * take everything come last, so that the second VirtualService of a host is not cut off by the first one's default. Rules
 * of a VirtualService behind its own default are never given to proxies. What surely never wins is marked.
 */
export function orderMatches(
  matches: readonly BoundMatch[],
): readonly BoundMatch[] {
  const isCatchAll = matches.map(takesEverything);
  const ordered = [
    ...matches.filter((_, index) => !isCatchAll[index]),
    ...matches.filter((_, index) => isCatchAll[index]),
  ];
  const cutOff = findCutOff(matches);
  const seen = new EarlierMatches();
  const marked = new Map<BoundMatch, BoundMatch>();
  for (const bound of ordered) {
    const winner = cutOff.get(bound) ?? seen.winnerOver(bound);
    if (winner && !isSameMatch(winner, bound)) {
      marked.set(bound, winner);
    } else {
      seen.add(bound);
    }
  }
  return ordered.map(bound => {
    const shadowedBy = marked.get(bound);
    return shadowedBy ? { ...bound, shadowedBy } : bound;
  });
}

/** One match that two servers of a listener bring: whichever of them it came by, it gets the request. */
function isSameMatch(a: BoundMatch, b: BoundMatch): boolean {
  return a.rule === b.rule && a.match === b.match;
}

/** What follows the default of its own VirtualService at the same server, with that default. */
function findCutOff(
  matches: readonly BoundMatch[],
): ReadonlyMap<BoundMatch, BoundMatch> {
  const defaults = new Map<ServerEntry | null, Map<object, BoundMatch>>();
  const cutOff = new Map<BoundMatch, BoundMatch>();
  for (const bound of matches) {
    const { rule, server } = bound;
    const atServer = defaults.get(server) ?? new Map<object, BoundMatch>();
    defaults.set(server, atServer);
    const known = atServer.get(rule.root);
    if (known) {
      cutOff.set(bound, known);
    } else if (takesEverything(bound)) {
      atServer.set(rule.root, bound);
    }
  }
  return cutOff;
}
