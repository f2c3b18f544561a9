import type { KindRef } from '@portolan/plugin-traffic-engine';

/** The path of one group and version: `/api/v1`, `/apis/apps/v1`. */
export function groupVersionPath(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** The `apiVersion` of a kind at a version: `v1`, `apps/v1`. */
export function apiVersionOf(kind: KindRef, version: string): string {
  return kind.group === '' ? version : `${kind.group}/${version}`;
}

/** What a kind's reads are narrowed by: its field selector where it has one, ready to be put in a query. */
export function selectionOf(kind: KindRef): Readonly<Record<string, string>> {
  return kind.fieldSelector === undefined
    ? {}
    : { fieldSelector: kind.fieldSelector };
}

/** The path of a kind's collection, cluster-wide or of one namespace. */
export function collectionPath(
  kind: KindRef,
  version: string,
  namespace?: string,
): string {
  const base = groupVersionPath(kind.group, version);
  return namespace === undefined
    ? `${base}/${kind.plural}`
    : `${base}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
}
