import type {
  ClusterFreshness,
  KindKnowledge,
} from '@portolan/plugin-traffic-common';

/**
 * A freshness as text, without the times that move by themselves while nothing happens: equal texts mean that a reader
 * learns nothing new.
 */
export function freshnessText(freshness: ClusterFreshness): string {
  return JSON.stringify(withoutProofTimes(freshness));
}

/** A freshness without the time of the last proof that a kind is current. */
export function withoutProofTimes(freshness: ClusterFreshness): unknown {
  return { ...freshness, kinds: freshness.kinds.map(kindFacts) };
}

function kindFacts({ group, kind, status }: KindKnowledge): unknown {
  return status.state === 'synced'
    ? { group, kind, status: { ...status, at: undefined } }
    : { group, kind, status };
}
