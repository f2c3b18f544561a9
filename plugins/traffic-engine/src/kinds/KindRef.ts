/** One API kind that is read: which versions we understand, best first, whatever version a cluster serves it in. */
export interface KindRef {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly versions: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /**
   * Set for kinds that others point at or that only a running cluster writes: files that hold none of them say nothing.
   * Of every other kind, files that hold none mean that there is none.
   */
  readonly leftOutOfFiles?: boolean;
  /** Set for kinds of which files hold those of some namespaces and leave others to someone else, as with Secrets. */
  readonly givenByNamespace?: boolean;
  /** Only objects that it selects are read, as `type=kubernetes.io/tls`: then no absence can be told. */
  readonly fieldSelector?: string;
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
