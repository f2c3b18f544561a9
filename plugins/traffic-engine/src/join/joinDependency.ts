import type { Dependency, Destination } from '@portolan/plugin-traffic-common';
import type { ConnectionJudge, DependencyDraft } from '../model/drafts';
import { refKey } from '../model/refs';
import type { ClusterJoin } from './ClusterJoin';

/** Decides whether one dependency is permitted, from the answers of the cluster's judges. */
export type DependencyJudge = (options: {
  draft: DependencyDraft;
  join: ClusterJoin;
  judges: readonly ConnectionJudge[];
}) => Dependency['permitted'];

/** A dependency with its owners on both ends and the verdict of every policy layer. */
export function joinDependency(
  draft: DependencyDraft,
  options: {
    join: ClusterJoin;
    judges: readonly ConnectionJudge[];
    judge: DependencyJudge;
  },
): Dependency {
  const { join, judges, judge } = options;
  const { verdicts: _verdicts, peers: _peers, ...facts } = draft;
  return {
    ...facts,
    id: dependencyId(draft),
    entities: [...join.entitiesOfWorkload(draft.workload)],
    permitted: judge({ draft, join, judges }),
    observed: { answer: 'no-telemetry' },
    via: draft.via ?? { kind: 'not-known' },
    sourceAddress: { state: 'not-known' },
    destinationEntities: destinationEntities(draft.destination, join),
  };
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

function dependencyId(draft: DependencyDraft): string {
  return [
    refKey(draft.workload),
    JSON.stringify(draft.destination),
    JSON.stringify(draft.port),
    draft.protocol ?? '',
  ].join('|');
}

/** One dependency per (workload, destination, port, protocol): drafts that say the same become one with all evidence. */
export function mergeDependencies(
  drafts: readonly DependencyDraft[],
): readonly DependencyDraft[] {
  const merged = new Map<string, DependencyDraft>();
  for (const draft of drafts) {
    const id = dependencyId(draft);
    const known = merged.get(id);
    merged.set(
      id,
      known
        ? {
            ...known,
            evidence: [...known.evidence, ...draft.evidence],
            declared: {
              answer:
                known.declared.answer === 'yes' ||
                draft.declared.answer === 'yes'
                  ? 'yes'
                  : known.declared.answer,
            },
            verdicts: [...(known.verdicts ?? []), ...(draft.verdicts ?? [])],
          }
        : draft,
    );
  }
  return [...merged.values()];
}
