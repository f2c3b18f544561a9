import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { readText } from '../../snapshot/read';
import { TIERS } from './kinds';
import { orderOf } from './order';

/** The tier in which Kubernetes' NetworkPolicies are as well. */
export const DEFAULT_TIER = 'default';
/** What the default tier's order is where its object is not there (docs.tigera.io, Tier). */
const DEFAULT_ORDER = 1_000_000;

/** Where the policies of one tier stand. */
export interface TierPlace {
  readonly name: string;
  /** A low order goes first. */
  readonly order: number;
  /** What none of its rules means is denied for whom it selects, and not left to the next tier. */
  readonly closes: boolean;
  /** There is no such object: where it stands, and whether it is in force, is not known. */
  readonly isAssumed: boolean;
}

/** The place of a tier by its name. */
export const tierPlaces: SnapshotIndex<(name: string) => TierPlace> = {
  name: 'calico tiers',
  reads: TIERS,
  build: snapshot => {
    const known = new Map<string, TierPlace>();
    // The custom resource first: what both forms have is said by the API.
    for (const { metadata, spec } of [...TIERS]
      .reverse()
      .flatMap(kind => snapshot.list(kind))) {
      known.set(metadata.name, {
        name: metadata.name,
        order:
          metadata.name === DEFAULT_TIER
            ? orderOf(spec, DEFAULT_ORDER)
            : orderOf(spec, Infinity),
        closes: readText(spec, 'defaultAction') !== 'Pass',
        isAssumed: false,
      });
    }
    return name =>
      known.get(name) ?? {
        name,
        // First, where it leaves open the most.
        order: name === DEFAULT_TIER ? DEFAULT_ORDER : -Infinity,
        closes: true,
        isAssumed: name !== DEFAULT_TIER,
      };
  },
};
