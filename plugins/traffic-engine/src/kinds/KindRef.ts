/** One API kind that is read: which versions we understand, best first, whatever version a cluster serves it in. */
export interface KindRef {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly versions: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
}

/** The identity of a kind without its version: `gateway.networking.k8s.io/HTTPRoute`, `/Service` for the core group. */
export type KindKey = `${string}/${string}`;

export function kindKey(kind: { group: string; kind: string }): KindKey {
  return `${kind.group}/${kind.kind}`;
}

/** The group of an `apiVersion`: '' for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
