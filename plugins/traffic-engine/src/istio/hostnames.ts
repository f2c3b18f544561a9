import { CLUSTER_DOMAIN } from './kinds';

/**
 * The full name of a host that a rule names: a name without a dot lies in the RULE's namespace, not in that of whoever
 * calls (DestinationRule.host, HTTPRouteDestination). A name with a dot is taken as it is: `cart.shop` is no Service.
 */
export function toFullName(host: string, namespace: string): string {
  const name = host.toLowerCase();
  return name === '' ||
    name === '*' ||
    name.includes('.') ||
    // An IPv6 address: no name has a colon.
    name.includes(':')
    ? name
    : `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
}

/** The Service that a full name means, or undefined for a name outside of the cluster's domain. */
export function serviceOfFullName(
  fullName: string,
): { namespace: string; name: string } | undefined {
  const suffix = `.svc.${CLUSTER_DOMAIN}`;
  const parts = fullName.endsWith(suffix)
    ? fullName.slice(0, -suffix.length).split('.')
    : [];
  return parts.length === 2 && parts.every(Boolean) && parts[0] !== '*'
    ? { name: parts[0], namespace: parts[1] }
    : undefined;
}

export function isWildcardHost(host: string): boolean {
  return host.startsWith('*');
}

/**
 * Whether some host name satisfies both. `*` matches any number of labels, at least one character before a dot:
 * `*.x` matches `a.x` and `a.b.x`, not `x`; `*` matches all.
 */
export function hostsIntersect(a: string, b: string): boolean {
  if (isWildcardHost(a) && isWildcardHost(b)) {
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    return long.slice(1).endsWith(short.slice(1));
  }
  if (isWildcardHost(a)) {
    return coversHost(a, b);
  }
  return isWildcardHost(b) ? coversHost(b, a) : a === b;
}

/** Whether every host name that satisfies `inner` satisfies `outer`. */
export function coversHost(outer: string, inner: string): boolean {
  if (!isWildcardHost(outer)) {
    return outer === inner;
  }
  if (isWildcardHost(inner)) {
    return (
      inner.length >= outer.length && inner.slice(1).endsWith(outer.slice(1))
    );
  }
  return inner.length > outer.length - 1 && inner.endsWith(outer.slice(1));
}

/** Whether a concrete host name satisfies a pattern; both in any case. */
export function matchesHost(pattern: string, host: string): boolean {
  return coversHost(pattern.toLowerCase(), host.toLowerCase());
}

/**
 * The order in which Envoy and istiod look for a host: exact names, then the longest wildcard, `*` last. Negative when `a`
 * is more specific; 0 for equally specific ones.
 */
export function compareSpecificity(a: string, b: string): number {
  const wild = Number(isWildcardHost(a)) - Number(isWildcardHost(b));
  return wild || b.length - a.length;
}

/** `ns/name` or `name`, which lies in the namespace of the object that names it. */
export function toNamespacedName(
  reference: string,
  namespace: string,
): { namespace: string; name: string } {
  const slash = reference.indexOf('/');
  return slash < 0
    ? { namespace, name: reference }
    : {
        namespace: reference.slice(0, slash) || namespace,
        name: reference.slice(slash + 1),
      };
}

/** The reserved name of all sidecars among the gateways of a VirtualService. */
const MESH = 'mesh';

/**
 * The `ns/name` of a gateway that a VirtualService or a match names, or `mesh`: a name alone and `./name` lie in its own
 * namespace, and `name.ns` with whatever follows is the old way to name one of another (istiod, resolveGatewayName).
 */
export function toGatewayName(reference: string, namespace: string): string {
  if (reference === MESH) {
    return MESH;
  }
  const slash = reference.indexOf('/');
  if (slash >= 0) {
    const written = reference.slice(0, slash);
    return written === '.' || written === ''
      ? `${namespace}/${reference.slice(slash + 1)}`
      : reference;
  }
  const [name, owner = namespace] = reference.split('.');
  return `${owner}/${name}`;
}
