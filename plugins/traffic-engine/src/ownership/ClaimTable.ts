import type { ObjectRef, Workload } from '@portolan/plugin-traffic-common';
import { matchLabels } from '../match/labels';
import { at } from '../model/refs';
import { compareText } from '../snapshot/compareText';
import type { CatalogEntityFacts } from './CatalogEntityFacts';
import { claimOf, type Claim } from './rules';

type WorkloadClaims = Workload['claims'];

/** Answers which entities claim an object, by the labels that it or its pods carry. */
export interface ClaimTable {
  claimsOn(
    object: ObjectRef,
    labelSets: readonly Readonly<Record<string, string>>[],
  ): WorkloadClaims;
}

const tables = new WeakMap<readonly CatalogEntityFacts[], ClaimTable>();

/** The table of a list of entities; the same list has the same table. */
export function claimTableOf(
  entities: readonly CatalogEntityFacts[],
): ClaimTable {
  const table = tables.get(entities) ?? createClaimTable(entities);
  tables.set(entities, table);
  return table;
}

/**
 * Files every claim under one label that it requires, so that a look-up costs the labels of the object and not the number
 * of entities; claims that require no exact label are tried on everything.
 */
export function createClaimTable(
  entities: readonly CatalogEntityFacts[],
): ClaimTable {
  const byPair = new Map<string, Claim[]>();
  const unfiled: Claim[] = [];
  for (const entity of entities) {
    const result = claimOf(entity);
    if (result.state === 'claim') {
      const pairs = requiredPairs(result.claim);
      if (pairs.length === 0) {
        unfiled.push(result.claim);
      }
      for (const pair of pairs) {
        byPair.set(pair, [...(byPair.get(pair) ?? []), result.claim]);
      }
    }
  }
  return {
    claimsOn: (object, labelSets) => {
      if (byPair.size === 0 && unfiled.length === 0) {
        return [];
      }
      const candidates = new Set(unfiled);
      for (const labels of labelSets) {
        for (const [key, value] of Object.entries(labels)) {
          byPair
            .get(`${key}=${value}`)
            ?.forEach(claim => candidates.add(claim));
        }
      }
      return [...candidates]
        .filter(claim => holds(claim, object, labelSets))
        .sort((a, b) => compareText(a.entityRef, b.entityRef))
        .map(claim => ({
          entityRef: claim.entityRef,
          rule: claim.rule,
          provenance: at('ownership', object)('metadata.labels'),
        }));
    },
  };
}

/** The label pairs one of which must be there: the values of the first requirement that names any. */
function requiredPairs({ selector }: Claim): string[] {
  const [exact] = Object.entries(selector.matchLabels ?? {});
  if (exact) {
    return [`${exact[0]}=${exact[1]}`];
  }
  const oneOf = selector.matchExpressions?.find(
    requirement => requirement.operator === 'In',
  );
  return (oneOf?.values ?? []).map(value => `${oneOf?.key}=${value}`);
}

function holds(
  claim: Claim,
  object: ObjectRef,
  labelSets: readonly Readonly<Record<string, string>>[],
): boolean {
  return (
    (claim.cluster === null || claim.cluster === object.cluster) &&
    (claim.namespace === null || claim.namespace === object.namespace) &&
    labelSets.some(labels => matchLabels(claim.selector, labels))
  );
}
