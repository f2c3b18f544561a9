import type { Listener } from '@portolan/plugin-traffic-common';
import { GATEWAY_CLASS } from '../../../kinds/gatewayApiKinds';
import { refKey } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { mergesGateways } from '../../../topology/envoyGatewayProxy';
import type { Owner } from './doors';

/**
 * Whether a ClientTrafficPolicy would hold for listeners that it is not for: plain HTTP listeners on one port of one proxy are
 * one listener to Envoy. One for a listener cannot share its port; one for a whole Gateway or ListenerSet only with its own.
 */
export function findPortOverlaps(
  snapshot: ClusterSnapshot,
  listeners: readonly Listener[],
): (
  owner: Owner,
  sectionName: string | null,
  taken: ReadonlySet<string>,
) => boolean {
  const plain = listeners.filter(
    ({ protocol, predicted }) =>
      protocol === 'HTTP' &&
      !predicted.some(
        ({ type, status }) => type === 'Programmed' && status === 'False',
      ),
  );
  const proxyOf = (listener: Listener) => {
    const gatewayClass = snapshot.get(GATEWAY_CLASS, '', listener.className);
    return gatewayClass && mergesGateways(snapshot, gatewayClass)
      ? `class ${listener.className}`
      : refKey(listener.gateway);
  };
  const ownerKeyOf = ({ gateway, listenerSet }: Listener) =>
    refKey(listenerSet ?? gateway);
  return (owner, sectionName, taken) => {
    const key = refKey(owner.ref);
    const isWhole = sectionName === null;
    const isOwn = (listener: Listener) =>
      ownerKeyOf(listener) === key ||
      // The listeners of its sets are a Gateway’s own.
      refKey(listener.gateway) === key;
    const meant = plain.filter(
      listener =>
        ownerKeyOf(listener) === key &&
        (isWhole ? !taken.has(listener.name) : listener.name === sectionName),
    );
    return meant.some(listener =>
      plain.some(
        other =>
          other !== listener &&
          other.port === listener.port &&
          proxyOf(other) === proxyOf(listener) &&
          !(isWhole && isOwn(other)),
      ),
    );
  };
}
