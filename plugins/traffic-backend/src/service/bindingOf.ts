import {
  KUBERNETES_ANNOTATIONS,
  type Binding,
} from '@portolan/plugin-traffic-common';
import {
  claimOf,
  kindKey,
  workloadIndex,
  type KindState,
} from '@portolan/plugin-traffic-engine';

const WORKLOAD_KINDS: ReadonlySet<string> = new Set(
  workloadIndex.reads.map(kindKey),
);

/**
 * How an entity is bound to workloads. "No workload" is said only when every workload kind of every cluster that the
 * annotations speak of was read; otherwise it is not known.
 */
export function bindingOf(options: {
  entityRef: string;
  annotations: Readonly<Record<string, string>>;
  /** Whether the entity, with these annotations, took part in the last resolution. */
  resolved: boolean;
  workloadCount: number;
  clusters: readonly {
    readonly name: string;
    readonly kinds: readonly KindState[];
  }[];
  /** Why clusters are not known, in a sentence. */
  noCluster: string | undefined;
}): Binding {
  const { entityRef, resolved, workloadCount, clusters, noCluster } = options;
  const annotations = { ...options.annotations };
  const claim = claimOf({ entityRef, annotations, owners: [] });
  if (claim.state === 'none') {
    return { state: 'no-annotation', annotations };
  }
  if (claim.state === 'unreadable') {
    const problem = `The annotation ${KUBERNETES_ANNOTATIONS.labelSelector} cannot be read: ${claim.message}`;
    return { state: 'no-workload', annotations, problem };
  }
  if (workloadCount > 0) {
    return { state: 'bound', annotations };
  }
  if (!resolved) {
    const problem =
      'The annotations of this entity were read just now or not yet; its workloads are looked up next.';
    return { state: 'unknown', annotations, problem };
  }
  if (noCluster !== undefined) {
    return { state: 'unknown', annotations, problem: noCluster };
  }
  const named = annotations[KUBERNETES_ANNOTATIONS.cluster];
  const concerned = clusters.filter(
    cluster => named === undefined || cluster.name === named,
  );
  if (named !== undefined && concerned.length === 0) {
    const problem = `The annotation ${KUBERNETES_ANNOTATIONS.cluster} names "${named}", and no cluster of that name is configured.`;
    return { state: 'no-workload', annotations, problem };
  }
  return {
    state: concerned.every(wereWorkloadsRead) ? 'no-workload' : 'unknown',
    annotations,
  };
}

function wereWorkloadsRead({
  kinds,
}: {
  readonly kinds: readonly KindState[];
}): boolean {
  const read = kinds.filter(
    ({ kind, status }) =>
      WORKLOAD_KINDS.has(kindKey(kind)) &&
      status.state !== 'pending' &&
      status.state !== 'denied',
  );
  return read.length === WORKLOAD_KINDS.size;
}
