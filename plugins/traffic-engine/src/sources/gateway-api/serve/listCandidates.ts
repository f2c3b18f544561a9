import { matchGatewayHostname } from '../../../match/gatewayHostname';
import type { PathAnswer } from '../../../match/gatewayPath';
import type { KindRef } from '../../../kinds/KindRef';
import type { RuleFact } from '../facts/routeFact';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import type { RouteEntry } from '../routes/RouteEntry';
import { claimOf, type MatchClaim } from '../routes/shadows';

/** One match that takes a request, or may. */
export interface Candidate extends MatchClaim {
  readonly route: RouteEntry;
  readonly rule: RuleFact;
  readonly answer: Exclude<PathAnswer, 'no'>;
}

/** The matches at one listener that take a request for a host; rules that are dropped take none. */
export function listCandidates(
  routes: readonly RouteEntry[],
  options: {
    kinds: readonly KindRef[];
    listener: ListenerEntry;
    host: string;
    answerOf: (rule: RuleFact, matchIndex: number) => PathAnswer;
  },
): readonly Candidate[] {
  const { kinds, listener, host, answerOf } = options;
  const candidates: Candidate[] = [];
  for (const route of routes) {
    for (const hostname of kinds.includes(route.kind)
      ? hostnamesAt(route, listener)
      : []) {
      if (matchGatewayHostname(hostname, host)) {
        route.fact.rules.forEach((rule, ruleIndex) =>
          rule.matches.forEach((match, matchIndex) => {
            const answer = rule.fault ? 'no' : answerOf(rule, matchIndex);
            if (answer !== 'no') {
              candidates.push({
                ...claimOf({ route, ruleIndex, matchIndex, match, hostname }),
                route,
                rule,
                answer,
              });
            }
          }),
        );
      }
    }
  }
  return candidates;
}

function hostnamesAt(
  { parents }: RouteEntry,
  listener: ListenerEntry,
): readonly string[] {
  return parents
    .flatMap(({ acceptances }) => acceptances)
    .filter(acceptance => acceptance.listener === listener)
    .flatMap(({ hostnames }) => hostnames);
}
