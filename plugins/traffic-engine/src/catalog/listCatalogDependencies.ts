import type { Evidence } from '@portolan/plugin-traffic-common';
import type { ClusterJoin } from '../join/ClusterJoin';
import type { DependencyDraft } from '../model/drafts';
import { refKey } from '../model/refs';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import { groupBy } from '../snapshot/groupBy';
import { apiHosts, statedHosts } from './hostTable';

const SOURCE_ID = 'catalog';

/** Drafts by what they are made for, so that equal input gives the same ones and their joins are kept. */
const kept = new WeakMap<object, Map<string, DependencyDraft>>();

/**
 * What owners wrote down in the catalog (`dependsOn`, `consumesApis`), for every workload that the entity claims. Where a
 * workload is known to go to a Service of that entity, or of one that provides that API, or to a host that is theirs (stated
 * by `portolan.dev/hosts`, or a server of the API's definition), it is evidence of this dependency; else it is one of its own,
 * on the entity. The catalog is no object of a cluster, so the evidence has no provenance.
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
  const toOwned = groupBy(
    drafts.filter(({ destination }) =>
      ['service', 'host'].includes(destination.kind),
    ),
    ({ workload }) => refKey(workload),
  );
  const stated = statedHosts(entities);
  const ofApis = apiHosts(entities);
  const ownersOf = ({ destination }: DependencyDraft): readonly string[] => {
    switch (destination.kind) {
      case 'service':
        return join.entitiesOfService(
          destination.service.namespace,
          destination.service.name,
        );
      case 'host':
        return [
          ...stated.find(destination.host),
          ...ofApis.find(destination.host),
        ];
      default:
        return [];
    }
  };
  return join.workloads.flatMap(workload => {
    const used = new Set(
      workload.claims.flatMap(({ entityRef }) => usesOf.get(entityRef) ?? []),
    );
    const own = toOwned.get(refKey(workload.ref)) ?? [];
    return [...used].flatMap(entityRef => {
      const behind = new Set([
        entityRef,
        ...(providersOf.get(entityRef) ?? []).map(item => item.entityRef),
      ]);
      const known = own.filter(draft =>
        ownersOf(draft).some(owner => behind.has(owner)),
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
