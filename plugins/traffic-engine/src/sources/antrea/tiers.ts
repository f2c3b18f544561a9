import { compareText } from '../../snapshot/compareText';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { readNumber } from '../../snapshot/read';
import { TIER } from './kinds';

/** The tiers that every cluster with Antrea has, by their lower-case names (antrea.io, Antrea Network Policy, Tier). */
const STATIC: Readonly<Record<string, number>> = {
  emergency: 50,
  securityops: 100,
  networkops: 150,
  platform: 200,
  application: 250,
  baseline: 253,
};
const BASELINE = 253;

/** Where a policy stands: a low priority goes first; the baseline stands after NetworkPolicy. */
export interface TierPlace {
  readonly priority: number;
  readonly isBaseline: boolean;
}

/** The place of a tier by name; undefined: there is no such tier. A policy without a tier is in `application`. */
export const tierPlaces: SnapshotIndex<
  (name: string | undefined) => TierPlace | undefined
> = {
  name: 'antrea tiers',
  reads: [TIER],
  build: snapshot => {
    const known = new Map(Object.entries(STATIC));
    for (const { metadata, spec } of [...snapshot.list(TIER)].sort((a, b) =>
      compareText(a.metadata.name, b.metadata.name),
    )) {
      const priority = readNumber(spec, 'priority');
      if (priority !== undefined) {
        known.set(metadata.name.toLowerCase(), priority);
      }
    }
    return name => {
      const priority = known.get((name ?? 'application').toLowerCase());
      return priority === undefined
        ? undefined
        : { priority, isBaseline: priority === BASELINE };
    };
  },
};
