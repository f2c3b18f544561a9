import type { Dependency } from '@portolan/plugin-traffic-common';
import { groupBy } from '../../snapshot/groupBy';
import type { CatalogEntityFacts } from '../../ownership/CatalogEntityFacts';
import type { Check } from '../Check';
import { nameOf, saidAt } from '../dependencyWords';

/** Where the code of one entity goes to another, that is not among what the catalog says it uses. */
export const useNotInCatalog: Check = {
  id: 'use-not-in-catalog',
  code: 'TRF412',
  severity: 'info',
  title: 'Use not in the catalog',
  message:
    '{{workload}} of {{entity}} goes to {{used}}, which is not among what {{entity}} declares that it uses.',
  fix: 'Add {{used}} to spec.dependsOn of {{entity}}, or an API that it provides to spec.consumesApis.',
  reads: [],
  run: ({ model, entities }) => {
    const facts = new Map(entities.map(entity => [entity.entityRef, entity]));
    const hits = model.dependencies.filter(dependency =>
      isUndeclared(dependency, facts),
    );
    return [
      ...groupBy(
        hits,
        ({ entities: [entity], destinationEntities: [used] }) =>
          `${entity} ${used}`,
      ).values(),
    ].map(([dependency]) => {
      const [entity] = dependency.entities;
      const [used] = dependency.destinationEntities;
      return {
        at: saidAt(dependency),
        params: { workload: nameOf(dependency.workload), entity, used },
        entities: [entity, used].sort(),
      };
    });
  },
};

/**
 * Both ends are one entity's, and the first declares what it uses at all: a catalog that nobody keeps says nothing. What is
 * declared for a whole namespace, or only permitted, is no sign that this entity goes there.
 */
function isUndeclared(
  { entities, destinationEntities, evidence }: Dependency,
  facts: ReadonlyMap<string, CatalogEntityFacts>,
): boolean {
  const [entity, ...others] = entities;
  const [used, ...more] = destinationEntities;
  const uses = facts.get(entity)?.uses ?? [];
  if (
    others.length + more.length > 0 ||
    uses.length === 0 ||
    used === undefined ||
    used === entity
  ) {
    return false;
  }
  const provided = facts.get(used)?.provides ?? [];
  return (
    ![used, ...provided].some(ref => uses.includes(ref)) &&
    evidence.some(({ rung }) =>
      ['observed', 'declared-workload', 'mined'].includes(rung),
    )
  );
}
