import type { ListenerFact } from '../facts/gatewayFact';
import { groupBy } from '../../../snapshot/groupBy';
import { lacksFeature, type ClassEntry } from './GatewayEntry';
import { isEnvoyGateway } from './vendor';

/** What decides of a class which listeners can share a port. */
type ConflictClass = Pick<ClassEntry, 'features' | 'controller'>;

export type ConflictReason = 'HostnameConflict' | 'ProtocolConflict';

/** Protocols that tell requests apart by host name (or server name), so that several listeners can share a port. */
const BY_HOSTNAME: readonly string[] = ['HTTP', 'HTTPS', 'TLS'];

/**
 * The listeners of one Gateway that a request could not be assigned to exactly one of. All of them are refused: none wins
 * (GatewaySpec.listeners, "Handling indistinct Listeners"). `tls` does not make listeners distinct.
 */
export function findConflicts(
  listeners: readonly ListenerFact[],
  gatewayClass: ConflictClass,
): ReadonlyMap<ListenerFact, ConflictReason> {
  const conflicts = new Map<ListenerFact, ConflictReason>();
  for (const sharing of groupBy(listeners, ({ port }) => port).values()) {
    for (const listener of sharing) {
      const reasons = sharing.flatMap(other =>
        other === listener ? [] : conflictOf(listener, other, gatewayClass),
      );
      if (reasons.length > 0) {
        conflicts.set(
          listener,
          reasons.includes('ProtocolConflict')
            ? 'ProtocolConflict'
            : 'HostnameConflict',
        );
      }
    }
  }
  return conflicts;
}

/**
 * The listeners whose port, protocol and hostname an older Gateway of the same proxy has already: of them the older is served
 * (EnvoyProxy.spec.mergeGateways).
 */
export function findTaken(
  listeners: readonly ListenerFact[],
  earlier: readonly ListenerFact[],
): ReadonlyMap<ListenerFact, ConflictReason> {
  const taken = new Set(earlier.map(placeOf));
  return new Map(
    listeners
      .filter(listener => taken.has(placeOf(listener)))
      .map(listener => [listener, 'HostnameConflict']),
  );
}

function placeOf({ port, protocol, hostname }: ListenerFact): string {
  return `${port}/${protocol}/${hostname}`;
}

/** Why two listeners on one port are not distinct; nothing when they are. */
export function conflictOf(
  a: ListenerFact,
  b: ListenerFact,
  gatewayClass: ConflictClass,
): ConflictReason[] {
  if (isDatagram(a) !== isDatagram(b)) {
    return [];
  }
  const byHostname = [a, b].filter(({ protocol }) =>
    BY_HOSTNAME.includes(protocol),
  ).length;
  if (byHostname === 1 && [a, b].some(({ protocol }) => protocol === 'TCP')) {
    return ['ProtocolConflict'];
  }
  if (byHostname === 0) {
    return a.protocol === b.protocol ? ['HostnameConflict'] : [];
  }
  if (
    byHostname === 2 &&
    (mixesModes(a, b, gatewayClass) || mixesPlain(a, b, gatewayClass))
  ) {
    return ['ProtocolConflict'];
  }
  if (byHostname === 2 && a.hostname === b.hostname) {
    return [
      a.protocol === b.protocol ? 'HostnameConflict' : 'ProtocolConflict',
    ];
  }
  return [];
}

/** UDP has ports of its own. */
function isDatagram({ protocol }: ListenerFact): boolean {
  return protocol === 'UDP';
}

/** Envoy Gateway has no port on which some connections are encrypted and others are not, whatever their hostnames. */
function mixesPlain(
  a: ListenerFact,
  b: ListenerFact,
  { controller }: ConflictClass,
): boolean {
  return (
    (a.protocol === 'HTTP') !== (b.protocol === 'HTTP') &&
    isEnvoyGateway(controller)
  );
}

/** Terminated and passed-through TLS on one port is an extended feature (TLSRouteModeMixed). */
function mixesModes(
  a: ListenerFact,
  b: ListenerFact,
  gatewayClass: Pick<ClassEntry, 'features'>,
): boolean {
  return (
    a.protocol === 'TLS' &&
    b.protocol === 'TLS' &&
    a.tls?.mode !== b.tls?.mode &&
    lacksFeature(gatewayClass, 'TLSRouteModeMixed')
  );
}
