import type { Evidence } from '@portolan/plugin-traffic-common';
import type { ClusterJoin } from '../join/ClusterJoin';
import type { DependencyDraft } from '../model/drafts';
import { refKey } from '../model/refs';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import { groupBy } from '../snapshot/groupBy';

const SOURCE_ID = 'catalog';

/** Drafts by what they are made for, so that equal input gives the same ones and their joins are kept. */
const kept = new WeakMap<object, Map<string, DependencyDraft>>();

/**
 * What owners wrote down in the catalog (`dependsOn`, `consumesApis`), for every workload that the entity claims. Where a
 * workload is known to go to a Service of that entity, or of one that provides that API, it is evidence of this dependency;
 * else it is one of its own, on the entity. The catalog is no object of a cluster, so the evidence has no provenance.
 */
export function listCatalogDependencies(
  join: ClusterJoin,
  entities: readonly CatalogEntityFacts[],
  drafts: readonly DependencyDraft[],
): readonly DependencyDraft[] {
  const usesOf = new Map(
    entities
      .filter(({ uses = [] }) => uses.length > 0)
      .map(({ entityRef, uses = [] }) => [entityRef, uses]),
  );
  if (usesOf.size === 0) {
    return [];
  }
  const providersOf = groupBy(
    entities.flatMap(({ entityRef, provides = [] }) =>
      provides.map(api => ({ api, entityRef })),
    ),
    ({ api }) => api,
  );
  const toServices = groupBy(
    drafts.filter(({ destination }) => destination.kind === 'service'),
    ({ workload }) => refKey(workload),
  );
  return join.workloads.flatMap(workload => {
    const used = new Set(
      workload.claims.flatMap(({ entityRef }) => usesOf.get(entityRef) ?? []),
    );
    const own = toServices.get(refKey(workload.ref)) ?? [];
    return [...used].flatMap(entityRef => {
      const behind = new Set([
        entityRef,
        ...(providersOf.get(entityRef) ?? []).map(item => item.entityRef),
      ]);
      const known = own.filter(({ destination }) =>
        destination.kind === 'service'
          ? join
              .entitiesOfService(
                destination.service.namespace,
                destination.service.name,
              )
              .some(owner => behind.has(owner))
          : false,
      );
      return known.length > 0
        ? known.map(draft =>
            keep(draft, entityRef, () => ({
              ...draft,
              evidence: [evidenceOf(entityRef)],
              declared: { answer: 'yes' },
              verdicts: [],
            })),
          )
        : [
            keep(workload, entityRef, () => ({
              cluster: join.snapshot.cluster,
              workload: workload.ref,
              destination: { kind: 'entity', entityRef },
              port: null,
              protocol: null,
              evidence: [evidenceOf(entityRef)],
              declared: { answer: 'yes' },
            })),
          ];
    });
  });
}

function evidenceOf(entityRef: string): Evidence {
  return {
    rung: 'declared-workload',
    source: SOURCE_ID,
    provenance: null,
    detail: entityRef,
  };
}

function keep(
  madeFor: object,
  entityRef: string,
  make: () => DependencyDraft,
): DependencyDraft {
  const drafts = kept.get(madeFor) ?? new Map<string, DependencyDraft>();
  kept.set(madeFor, drafts);
  const draft = drafts.get(entityRef) ?? make();
  drafts.set(entityRef, draft);
  return draft;
}
