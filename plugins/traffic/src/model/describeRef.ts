import type { ObjectRef, Port } from '@portolan/plugin-traffic-common';

/** `shop/cart`, or the bare name of a cluster-scoped object. */
export function renderName(ref: ObjectRef): string {
  return ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name;
}

/** `HTTPRoute shop/cart`. */
export function renderRef(ref: ObjectRef): string {
  return `${ref.kind} ${renderName(ref)}`;
}

/** Equal for the same object of different clusters. */
export function refKeyAcrossClusters(ref: ObjectRef): string {
  return [ref.group, ref.kind, ref.namespace, ref.name].join('|');
}

/** Equal for equal ports. */
export function portKey(port: Port): string {
  return typeof port === 'object' && port !== null
    ? `${port.from}-${port.to}`
    : String(port);
}
