import type { Condition } from '@portolan/plugin-traffic-common';
import type { GatewayHostname } from '../../../match/gatewayHostname';
import { groupBy } from '../../../snapshot/groupBy';
import type { ListenerEntry } from './GatewayEntry';

/** What is said of a listener whose hostname another one on its port covers, or is covered by; never said as False. */
export const OVERLAPPING: Condition = {
  type: 'OverlappingTLSConfig',
  status: 'True',
  reason: 'OverlappingHostnames',
};

/**
 * The HTTPS listeners of one Gateway that share hosts with another on the same port, so that a client may send the requests
 * for one through a connection to the other (Listener condition OverlappingTLSConfig). Overlapping certificates are not
 * looked for: which names they hold is not always known.
 */
export function findOverlapping(
  listeners: readonly ListenerEntry[],
): ReadonlySet<ListenerEntry> {
  const found = new Set<ListenerEntry>();
  const open = listeners.filter(
    ({ fact, verdict }) =>
      fact.protocol === 'HTTPS' && verdict.accepted.status !== 'False',
  );
  for (const sharing of groupBy(open, ({ fact }) => fact.port).values()) {
    const byHostname = groupBy(sharing, ({ fact }) => fact.hostname);
    for (const listener of sharing) {
      for (const outer of coversOf(listener.fact.hostname)) {
        for (const other of byHostname.get(outer) ?? []) {
          found.add(listener).add(other);
        }
      }
    }
  }
  return found;
}

/** The hostnames that cover all hosts of this one: wildcards above it, and "any host". */
function coversOf(hostname: GatewayHostname): readonly GatewayHostname[] {
  const labels = hostname === '' ? [] : hostname.split('.');
  const covers = labels
    .map((_, index) => `*.${labels.slice(index + 1).join('.')}`)
    .slice(0, -1)
    .filter(cover => cover !== hostname);
  return hostname === '' ? [] : [...covers, ''];
}
