import type { GatewayHostname } from '../../../match/gatewayHostname';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import { findIsolatingListener } from './isolation';
import type { ParentEntry, RouteEntry } from './RouteEntry';

/** One listener that takes a route under one hostname. */
export interface OpenDoor {
  readonly parent: ParentEntry;
  readonly listener: ListenerEntry;
  readonly hostname: GatewayHostname;
  /** The listener that takes the requests for this hostname away. */
  readonly isolating: ListenerEntry | undefined;
}

/**
 * Every listener and hostname that takes a route. A hostname that a more specific listener takes away is left out where the
 * route is behind that listener too; a listener that two parentRefs name counts once.
 */
export function listOpenDoors({ parents }: RouteEntry): readonly OpenDoor[] {
  if (parents.length === 1 && parents[0].acceptances.length === 1) {
    // What most routes are: no other listener of theirs could take a hostname away.
    const [parent] = parents;
    const [{ listener, hostnames }] = parent.acceptances;
    return hostnames.map(hostname => ({
      parent,
      listener,
      hostname,
      isolating: findIsolatingListener(listener, hostname),
    }));
  }
  const taken = new Map<ListenerEntry, readonly GatewayHostname[]>();
  for (const { acceptances } of parents) {
    for (const { listener, hostnames } of acceptances) {
      taken.set(listener, hostnames);
    }
  }
  const seen = new Set<ListenerEntry>();
  const doors: OpenDoor[] = [];
  for (const parent of parents) {
    for (const { listener, hostnames } of parent.acceptances) {
      if (!seen.has(listener)) {
        seen.add(listener);
        for (const hostname of hostnames) {
          const isolating = findIsolatingListener(listener, hostname);
          if (!isolating || !taken.get(isolating)?.includes(hostname)) {
            doors.push({ parent, listener, hostname, isolating });
          }
        }
      }
    }
  }
  return doors;
}
