import {
  KUBERNETES_ANNOTATIONS,
  type Workload,
} from '@portolan/plugin-traffic-common';
import type { LabelSelector } from '../match/labels';
import type { CatalogEntityFacts } from './CatalogEntityFacts';
import { parseLabelSelector } from './parseLabelSelector';

/** What an entity's annotations say about its workloads. */
export interface Claim {
  readonly entityRef: string;
  readonly rule: Workload['claims'][number]['rule'];
  readonly selector: LabelSelector;
  /** Only in this namespace, when set. */
  readonly namespace: string | null;
  /** Only in this cluster, when set. */
  readonly cluster: string | null;
}

export type ClaimResult =
  | { state: 'claim'; claim: Claim }
  | { state: 'none' }
  | { state: 'unreadable'; message: string };

/** One way in which annotations bind an entity; `undefined` when its annotation is not there. */
type OwnershipRule = (
  entity: CatalogEntityFacts,
) =>
  | { rule: Claim['rule']; selector: LabelSelector }
  | { problem: string }
  | undefined;

const byLabelSelector: OwnershipRule = entity => {
  const text = entity.annotations[KUBERNETES_ANNOTATIONS.labelSelector];
  if (text === undefined) {
    return undefined;
  }
  const parsed = parseLabelSelector(text);
  return parsed.ok
    ? { rule: 'kubernetes-label-selector', selector: parsed.selector }
    : { problem: parsed.message };
};

const byId: OwnershipRule = entity => {
  const id = entity.annotations[KUBERNETES_ANNOTATIONS.id];
  return id === undefined
    ? undefined
    : {
        rule: 'kubernetes-id',
        selector: { matchLabels: { [KUBERNETES_ANNOTATIONS.id]: id } },
      };
};

/** In order: the first rule whose annotation is there decides, as in the kubernetes plugin. */
const OWNERSHIP_RULES: readonly OwnershipRule[] = [byLabelSelector, byId];

/** The claim that an entity makes, if any. There is no fallback to its name: a name is not a statement. */
export function claimOf(entity: CatalogEntityFacts): ClaimResult {
  for (const rule of OWNERSHIP_RULES) {
    const outcome = rule(entity);
    if (outcome && 'problem' in outcome) {
      return { state: 'unreadable', message: outcome.problem };
    }
    if (outcome) {
      return {
        state: 'claim',
        claim: {
          ...outcome,
          entityRef: entity.entityRef,
          namespace:
            entity.annotations[KUBERNETES_ANNOTATIONS.namespace] ?? null,
          cluster: entity.annotations[KUBERNETES_ANNOTATIONS.cluster] ?? null,
        },
      };
    }
  }
  return { state: 'none' };
}
