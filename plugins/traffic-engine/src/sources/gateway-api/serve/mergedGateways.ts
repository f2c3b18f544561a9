import {
  compareListenerHostnames,
  compareRouteHostnames,
} from '../../../match/gatewayHostname';
import { groupBy } from '../../../snapshot/groupBy';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import type { Candidate } from './listCandidates';

/** What became of a request at one Gateway, as far as Gateways that share a proxy compete for it. */
interface Traced {
  readonly gateway: GatewayEntry;
  readonly listener: ListenerEntry | undefined;
  readonly winner: Candidate | undefined;
  readonly ranked: readonly Candidate[];
}

/**
 * Leaves out the Gateways of a class whose proxy takes the request for another of its Gateways (EnvoyProxy.mergeGateways): by
 * the more specific server name where the connection is encrypted, else by the more specific hostname of the rule. Where these
 * do not tell, all are kept.
 */
export function withoutMergedLosers<T extends Traced>(
  traced: readonly T[],
  options: { isEncrypted: boolean },
): readonly T[] {
  const lost = new Set<T>();
  const merged = traced.filter(
    ({ gateway }) => gateway.gatewayClass.mergesGateways,
  );
  const byClass = groupBy(
    merged,
    ({ gateway }) => gateway.gatewayClass.name,
  ).values();
  for (const sharing of byClass) {
    for (const one of sharing) {
      if (sharing.some(other => takesBefore(other, one, options))) {
        lost.add(one);
      }
    }
  }
  return lost.size === 0 ? traced : traced.filter(one => !lost.has(one));
}

function takesBefore(
  a: Traced,
  b: Traced,
  { isEncrypted }: { isEncrypted: boolean },
): boolean {
  if (!a.listener || a === b) {
    return false;
  }
  if (!b.listener) {
    return true;
  }
  if (isEncrypted) {
    return (
      compareListenerHostnames(
        a.listener.fact.hostname,
        b.listener.fact.hostname,
      ) < 0
    );
  }
  return (
    a.winner !== undefined &&
    (b.winner === undefined
      ? b.ranked.length === 0
      : compareRouteHostnames(a.winner.hostname, b.winner.hostname) < 0)
  );
}
