import type {
  AnalysisProblem,
  KindStatus,
} from '@portolan/plugin-traffic-common';
import { ENDPOINT_SLICE, NAMESPACE, SERVICE } from '../kinds/coreKinds';
import { kindKey, type KindRef } from '../kinds/KindRef';
import type { KindState } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { serviceFact } from '../topology/Service';
import type { ClusterInput } from './ClusterInput';
import { completeNamespaces } from './impliedNamespaces';

const SERVICE_LABEL = 'kubernetes.io/service-name';
const NONE: readonly KubeObject[] = [];

/**
 * What files let us say of each kind (docs/analyze.md). Files are read as the intent for a whole cluster: a kind with
 * documents is known; of a kind without, there is none, unless others point at it or only a running cluster writes it, in
 * which case it was not given and nothing negative is said of it.
 */
export function assumeKinds(
  cluster: ClusterInput,
  options: { kinds: readonly KindRef[]; at: string; complete: boolean },
): { states: readonly KindState[]; problems: readonly AnalysisProblem[] } {
  const { at, complete } = options;
  const problems: AnalysisProblem[] = [];
  const states = options.kinds.map((kind): KindState => {
    const given = cluster.objects.get(kindKey(kind)) ?? NONE;
    const stated = statedStatus(cluster, kind, at);
    const status =
      stated ??
      (!cluster.unread.has(kindKey(kind)) &&
      (complete || isGiven(cluster, kind))
        ? {
            state: 'synced',
            at,
            ...(!complete && givenNamespaces(kind, given)),
          }
        : notGiven(kind));
    const known = status.state === 'synced' || !stated;
    const namespaces =
      kindKey(kind) === kindKey(NAMESPACE) ? completeNamespaces(cluster) : null;
    if (!known) {
      return { kind, status, objects: NONE, version: status.state };
    }
    problems.push(...(namespaces?.problems ?? []));
    const objects = namespaces?.objects ?? given;
    return { kind, status, objects, version: status.state };
  });
  return { states, problems };
}

function statedStatus(
  { stated }: ClusterInput,
  kind: KindRef,
  at: string,
): KindStatus | undefined {
  const names = (list: readonly string[] | undefined) =>
    list?.some(name => name === kind.kind || name === kindKey(kind)) ?? false;
  if (names(stated.absent)) {
    return { state: 'absent' };
  }
  if (names(stated.denied)) {
    return {
      state: 'denied',
      problem: {
        reason: 'forbidden',
        message: `The input says that ${kind.kind} may not be read.`,
      },
    };
  }
  if (names(stated.pending)) {
    return { state: 'pending' };
  }
  return names(stated.synced) ? { state: 'synced', at } : undefined;
}

function notGiven(kind: KindRef): KindStatus {
  return {
    state: 'pending',
    problem: {
      reason: 'not-configured',
      message: `Not all of ${kind.kind} is in the input.`,
    },
  };
}

/** Files that hold some Secrets of a namespace are taken to hold all of it, and say nothing of other namespaces. */
function givenNamespaces(
  kind: KindRef,
  given: readonly KubeObject[],
): { namespaces?: string[] } {
  return kind.givenByNamespace
    ? {
        namespaces: [
          ...new Set(given.map(({ metadata }) => metadata.namespace ?? '')),
        ].sort(),
      }
    : {};
}

function isGiven(cluster: ClusterInput, kind: KindRef): boolean {
  switch (kindKey(kind)) {
    case kindKey(NAMESPACE):
      return true;
    case kindKey(ENDPOINT_SLICE):
      return hasAllSlices(cluster);
    default:
      return !kind.leftOutOfFiles || cluster.objects.has(kindKey(kind));
  }
}

/**
 * A cluster writes a slice for every Service with a selector, even one without pods; a manifest holds at most those kept by
 * hand. So slices are complete only where each such Service has one.
 */
function hasAllSlices({ objects }: ClusterInput): boolean {
  const slices = objects.get(kindKey(ENDPOINT_SLICE)) ?? NONE;
  const served = new Set(
    slices.map(
      slice =>
        `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_LABEL]}`,
    ),
  );
  const selecting = (objects.get(kindKey(SERVICE)) ?? NONE)
    .map(serviceFact)
    .filter(service => service.selector !== null);
  return (
    slices.length > 0 &&
    selecting.every(({ namespace, name }) => served.has(`${namespace}/${name}`))
  );
}
