import {
  compareListenerHostnames,
  matchGatewayHostname,
} from '../../../match/gatewayHostname';
import {
  lacksFeature,
  type GatewayEntry,
  type ListenerEntry,
} from '../gateways/GatewayEntry';

const DETECTION_FEATURE = 'GatewayHTTPSListenerDetectMisdirectedRequests';

const PROTOCOLS = { http: 'HTTP', https: 'HTTPS' } as const;

export type Selection =
  | { readonly state: 'selected'; readonly listener: ListenerEntry }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'not-found' }
  | { readonly state: 'misdirected' };

/**
 * The one listener that takes a request: the most specific by host, or by server name where TLS ends at the listener, and
 * then the host must not be another listener's (GatewaySpec Listener.hostname).
 */
export function selectListener(
  gateway: GatewayEntry,
  request: {
    port: number;
    scheme: 'http' | 'https';
    host: string;
    serverName: string;
  },
): Selection {
  if (gateway.gatewayClass.state === 'missing') {
    return { state: 'refused', why: 'no controller serves the class' };
  }
  const open = gateway.merged.filter(
    ({ fact, verdict }) =>
      fact.port === request.port &&
      fact.protocol === PROTOCOLS[request.scheme] &&
      verdict.programmed.status !== 'False',
  );
  if (open.length === 0) {
    return { state: 'refused', why: 'no listener serves this port' };
  }
  const byHost = mostSpecific(open, request.host);
  if (request.scheme === 'http') {
    return byHost
      ? { state: 'selected', listener: byHost }
      : { state: 'not-found' };
  }
  const byServerName = mostSpecific(open, request.serverName);
  if (!byServerName) {
    return { state: 'refused', why: 'no listener has this server name' };
  }
  if (
    byHost === byServerName ||
    lacksFeature(gateway.gatewayClass, DETECTION_FEATURE)
  ) {
    return { state: 'selected', listener: byServerName };
  }
  return { state: byHost ? 'misdirected' : 'not-found' };
}

function mostSpecific(
  listeners: readonly ListenerEntry[],
  host: string,
): ListenerEntry | undefined {
  return listeners
    .filter(({ fact }) => matchGatewayHostname(fact.hostname, host))
    .sort((a, b) =>
      compareListenerHostnames(a.fact.hostname, b.fact.hostname),
    )[0];
}
