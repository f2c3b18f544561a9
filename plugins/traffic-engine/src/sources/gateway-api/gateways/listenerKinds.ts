import type { ListenerFact, RouteKindRef } from '../facts/gatewayFact';
import { GATEWAY_API_GROUP } from '../kinds';

const route = (kind: string): RouteKindRef => ({
  group: GATEWAY_API_GROUP,
  kind,
});

const BY_PROTOCOL: Readonly<Record<string, readonly RouteKindRef[]>> = {
  HTTP: [route('HTTPRoute'), route('GRPCRoute')],
  HTTPS: [route('HTTPRoute'), route('GRPCRoute')],
  TCP: [route('TCPRoute')],
  UDP: [route('UDPRoute')],
};
const TLS_TERMINATED = [route('TLSRoute'), route('TCPRoute')];
const TLS_PASSED_THROUGH = [route('TLSRoute')];

/** The route kinds that fit a listener's protocol; undefined for a protocol that the API does not define. */
export function kindsOfProtocol({
  protocol,
  tls,
}: Pick<ListenerFact, 'protocol' | 'tls'>):
  | readonly RouteKindRef[]
  | undefined {
  if (protocol === 'TLS') {
    return tls?.mode === 'Passthrough' ? TLS_PASSED_THROUGH : TLS_TERMINATED;
  }
  return Object.prototype.hasOwnProperty.call(BY_PROTOCOL, protocol)
    ? BY_PROTOCOL[protocol]
    : undefined;
}

/** The kinds that may attach: those named that fit the protocol, or all that fit; `hasInvalid` when some do not fit. */
export function allowedKinds(listener: ListenerFact): {
  kinds: readonly RouteKindRef[];
  hasInvalid: boolean;
} {
  const fitting = kindsOfProtocol(listener) ?? [];
  if (!listener.kinds) {
    return { kinds: fitting, hasInvalid: false };
  }
  const kinds = listener.kinds.filter(wanted => includesKind(fitting, wanted));
  return { kinds, hasInvalid: kinds.length < listener.kinds.length };
}

export function includesKind(
  kinds: readonly RouteKindRef[],
  wanted: RouteKindRef,
): boolean {
  return kinds.some(
    ({ group, kind }) => group === wanted.group && kind === wanted.kind,
  );
}
