import type { Problem } from '@portolan/plugin-traffic-common';
import {
  kindKey,
  type KindKey,
  type KindRef,
} from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { readApiCatalogue, type ApiCatalogue } from './apiCatalogue';

/** What discovery says of a kind; `unknown` where it could not say. */
export type DiscoveredKind =
  | { readonly state: 'served'; readonly version: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly problem: Problem };

/**
 * Asks the cluster which of the kinds it serves, and in which version. Only this tells "not installed": status codes do
 * not, since without rights a kind that does not exist answers 403. Rejects when the cluster cannot be asked.
 */
export async function discoverKinds(options: {
  connection: ClusterConnection;
  kinds: readonly KindRef[];
  signal: AbortSignal;
}): Promise<ReadonlyMap<KindKey, DiscoveredKind>> {
  const { connection, kinds, signal } = options;
  const catalogue = await readApiCatalogue({
    connection,
    groups: new Set(kinds.map(kind => kind.group)),
    signal,
  });
  return new Map(kinds.map(kind => [kindKey(kind), findKind(kind, catalogue)]));
}

/** The first version that we read and the cluster serves. */
function findKind(kind: KindRef, catalogue: ApiCatalogue): DiscoveredKind {
  const versions = [...(catalogue.get(kind.group) ?? [])];
  const served = versions
    .filter(([, content]) => content !== 'unknown' && content.has(kind.plural))
    .map(([version]) => version);
  const version = kind.versions.find(candidate => served.includes(candidate));
  if (version !== undefined) {
    return { state: 'served', version };
  }
  const name = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  if (served.length > 0) {
    return {
      state: 'unknown',
      problem: {
        reason: 'invalid-response',
        message: `The cluster serves ${name} only as ${served.join(
          ', ',
        )}, which is not read here; ${kind.versions.join(', ')} would be.`,
      },
    };
  }
  if (versions.some(([, content]) => content === 'unknown')) {
    return {
      state: 'unknown',
      problem: {
        reason: 'server-error',
        message: `The API server could not say whether it serves ${name}.`,
      },
    };
  }
  return { state: 'absent' };
}
