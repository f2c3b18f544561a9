import type { Dependency, Destination } from '@portolan/plugin-traffic-common';
import type { ResolveWayOut } from '../egress/resolveWayOut';
import type { ConnectionJudge, DependencyDraft } from '../model/drafts';
import { refKey } from '../model/refs';
import { groupBy } from '../snapshot/groupBy';
import type { ClusterJoin } from './ClusterJoin';
import { judgeHops } from './judgeHops';

/** Decides whether one dependency is permitted, from the answers of the cluster's judges. */
export type DependencyJudge = (options: {
  draft: DependencyDraft;
  join: ClusterJoin;
  judges: readonly ConnectionJudge[];
}) => Dependency['permitted'];

type OptionalFact = 'tls' | 'destinationGroup' | 'hairpin';

/** A dependency with its owners on both ends and the verdict of every policy layer. */
export function joinDependency(
  draft: DependencyDraft,
  options: {
    join: ClusterJoin;
    judges: readonly ConnectionJudge[];
    judge: DependencyJudge;
    wayOut: ResolveWayOut;
  },
): Dependency {
  const { join, judges, judge, wayOut } = options;
  const { evidence, firstHop, onTheWay, mayRedirect, via, sourceAddress, tls } =
    wayOut(draft, join.factOf(draft.workload));
  // Written out for the reason that `joinRoute` gives.
  const dependency: Required<Omit<Dependency, OptionalFact>> = {
    id: dependencyId(draft),
    cluster: draft.cluster,
    workload: draft.workload,
    destination: draft.destination,
    port: draft.port,
    protocol: draft.protocol,
    via,
    sourceAddress,
    evidence: [...draft.evidence, ...evidence],
    declared:
      evidence.length > 0 && draft.declared.answer === 'no'
        ? { answer: 'unknown' }
        : draft.declared,
    entities: [...join.entitiesOfWorkload(draft.workload)],
    permitted: judgeHops({
      draft,
      join,
      judges,
      judge,
      firstHop,
      onTheWay,
      mayRedirect,
    }),
    observed: { answer: 'no-telemetry' },
    destinationEntities: destinationEntities(draft.destination, join),
  };
  return tls ? { ...dependency, tls } : dependency;
}

function destinationEntities(
  destination: Destination,
  join: ClusterJoin,
): string[] {
  switch (destination.kind) {
    case 'service':
      return [
        ...join.entitiesOfService(
          destination.service.namespace,
          destination.service.name,
        ),
      ];
    case 'entity':
      return [destination.entityRef];
    default:
      return [];
  }
}

const destinationTexts = new WeakMap<Destination, string>();

function dependencyId(draft: DependencyDraft): string {
  const { workload, destination, port, protocol } = draft;
  // What one rule opens for many workloads is one destination.
  let text = destinationTexts.get(destination);
  if (text === undefined) {
    text = JSON.stringify(destination);
    destinationTexts.set(destination, text);
  }
  return `${refKey(workload)}|${text}|${JSON.stringify(port)}|${
    protocol ?? ''
  }`;
}

type Merged = {
  readonly parts: readonly DependencyDraft[];
  readonly draft: DependencyDraft;
};

const mergedByFirst = new WeakMap<DependencyDraft, Merged>();

/**
 * One dependency per (workload, destination, port, protocol): drafts that say the same become one with all evidence, and
 * the same drafts become the same one again.
 */
export function mergeDependencies(
  drafts: readonly DependencyDraft[],
): readonly DependencyDraft[] {
  return [...groupBy(drafts, dependencyId).values()].map(mergeOnce);
}

function mergeOnce(parts: readonly DependencyDraft[]): DependencyDraft {
  const [first] = parts;
  if (parts.length === 1) {
    return first;
  }
  const known = mergedByFirst.get(first);
  if (
    known?.parts.length === parts.length &&
    known.parts.every((part, position) => part === parts[position])
  ) {
    return known.draft;
  }
  const draft = merge(parts);
  mergedByFirst.set(first, { parts, draft });
  return draft;
}

function merge(parts: readonly DependencyDraft[]): DependencyDraft {
  const [first] = parts;
  const via = parts.find(
    part => part.via && part.via.kind !== 'not-known',
  )?.via;
  const tls = parts.find(part => part.tls)?.tls;
  const peers = parts.find(part => part.peers)?.peers;
  return {
    ...first,
    evidence: parts.flatMap(part => part.evidence),
    declared: { answer: strongest(parts) },
    verdicts: parts.flatMap(part => part.verdicts ?? []),
    ...(via && { via }),
    ...(tls && { tls }),
    ...(peers && { peers }),
  };
}

function strongest(parts: readonly DependencyDraft[]) {
  const answers = parts.map(({ declared }) => declared.answer);
  return (
    (['yes', 'unknown'] as const).find(answer => answers.includes(answer)) ??
    'no'
  );
}
