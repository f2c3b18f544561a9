import {
  compareListenerHostnames,
  coversGatewayHostname,
  type GatewayHostname,
} from '../../../match/gatewayHostname';
import type { ListenerEntry } from '../gateways/GatewayEntry';

const BY_SERVER_NAME: readonly string[] = ['HTTPS', 'TLS'];

/** The feature by which a class promises listener isolation. */
export const ISOLATION_FEATURE = 'GatewayHTTPListenerIsolation';

/**
 * The listener that takes all requests for a hostname before this one does: on the same port, with a more specific
 * hostname that covers it. Requests match at most one listener (GatewaySpec.listeners, "Listener Isolation"). A listener
 * that is refused takes nothing.
 */
export function findIsolatingListener(
  listener: ListenerEntry,
  hostname: GatewayHostname,
): ListenerEntry | undefined {
  return listener.gateway.merged.find(
    other =>
      other !== listener &&
      other.fact.port === listener.fact.port &&
      shareRequests(other.fact.protocol, listener.fact.protocol) &&
      other.verdict.accepted.status !== 'False' &&
      compareListenerHostnames(other.fact.hostname, listener.fact.hostname) <
        0 &&
      coversGatewayHostname(other.fact.hostname, hostname),
  );
}

/** Server names choose among HTTPS and TLS listeners alike. */
function shareRequests(a: string, b: string): boolean {
  return a === b || (BY_SERVER_NAME.includes(a) && BY_SERVER_NAME.includes(b));
}
