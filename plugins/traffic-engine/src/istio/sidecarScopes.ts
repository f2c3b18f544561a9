import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { matchLabels } from '../match/labels';
import { compareByAge } from './facts/istioObjects';
import { sidecars, type Sidecar } from './facts/sidecars';
import { coversHost, hostsIntersect } from './hostnames';
import { SIDECAR } from './kinds';
import { meshConfig } from './meshConfig';

/** Whether proxies know a host; `maybe`: some of the names that a wildcard stands for. */
export type Import = 'yes' | 'no' | 'maybe';

export interface SidecarScopes {
  readonly all: readonly Sidecar[];
  /**
   * The Sidecar that rules pods with these labels: one that selects them, else the namespace's own, else the mesh's default
   * in the root namespace. Of several the oldest: which one holds is not defined.
   */
  find(
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ): Sidecar | undefined;
}

/** The Sidecar resources by whom they rule. */
export const sidecarScopes: SnapshotIndex<SidecarScopes> = {
  name: 'istio sidecar scopes',
  reads: [SIDECAR, CONFIG_MAP],
  build: buildScopes,
};

function buildScopes(snapshot: ClusterSnapshot): SidecarScopes {
  const { all } = snapshot.index(sidecars);
  const { rootNamespace } = snapshot.index(meshConfig);
  const byNamespace = groupBy(
    [...all].sort(compareByAge),
    ({ ref }) => ref.namespace,
  );
  const defaultOf = (namespace: string) =>
    byNamespace.get(namespace)?.find(isDefault);
  return {
    all,
    find: (namespace, labels) =>
      byNamespace
        .get(namespace)
        ?.find(
          sidecar =>
            !isDefault(sidecar) &&
            matchLabels(
              { matchLabels: sidecar.spec.workloadSelector?.labels },
              labels,
            ),
        ) ??
      defaultOf(namespace) ??
      defaultOf(rootNamespace),
  };
}

/** An empty selector selects all, as none does. */
export function isDefault({ spec }: Sidecar): boolean {
  return Object.keys(spec.workloadSelector?.labels ?? {}).length === 0;
}

/** One `namespace/host` of an egress listener. */
export interface ImportedHost {
  readonly namespace: string;
  readonly host: string;
  readonly excluded: boolean;
}

/** `ns/host`; `~ns/host` takes away again; a host without a namespace is of any. */
export function parseImport(text: string): ImportedHost {
  const slash = text.indexOf('/');
  const scope = slash < 0 ? '*' : text.slice(0, slash);
  const host = text.slice(slash + 1).toLowerCase();
  const excluded = scope.startsWith('~');
  return { namespace: excluded ? scope.slice(1) : scope, host, excluded };
}

/**
 * Whether a Sidecar lets proxies of a namespace (`viewer`, which `.` means) know a host of another (`owner`) at a port;
 * without egress listeners they know all.
 */
export function importsHost(
  sidecar: Sidecar,
  asked: { host: string; owner: string; viewer: string; port: number | null },
): Import {
  const { egress } = sidecar.spec;
  if (egress.length === 0) {
    return 'yes';
  }
  const answers = egress
    .filter(
      ({ port }) =>
        !port?.number || asked.port === null || port.number === asked.port,
    )
    .map(({ hosts }) => importsBy(hosts.map(parseImport), asked));
  if (answers.includes('yes')) {
    return 'yes';
  }
  return answers.includes('maybe') ? 'maybe' : 'no';
}

function importsBy(
  hosts: readonly ImportedHost[],
  { host, owner, viewer }: { host: string; owner: string; viewer: string },
): Import {
  const isOf = ({ namespace }: ImportedHost) =>
    namespace === '*' || (namespace === '.' ? viewer : namespace) === owner;
  const fitting = hosts.filter(isOf);
  const excluded = fitting.filter(entry => entry.excluded);
  const included = fitting.filter(entry => !entry.excluded);
  if (excluded.some(entry => coversHost(entry.host, host))) {
    return 'no';
  }
  const partly = excluded.some(entry => hostsIntersect(entry.host, host));
  if (included.some(entry => coversHost(entry.host, host))) {
    return partly ? 'maybe' : 'yes';
  }
  return included.some(entry => hostsIntersect(entry.host, host))
    ? 'maybe'
    : 'no';
}
