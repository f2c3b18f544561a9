import { createHash } from 'node:crypto';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { withoutProofTimes } from '../service/freshnessText';

/**
 * A weak entity tag: two answers have the same one when they state the same facts, though the time of the last proof may
 * differ (RFC 9110, 8.8.1).
 */
export function entityTag(answer: EntityTraffic): string {
  const facts = { ...answer, clusters: answer.clusters.map(withoutProofTimes) };
  const hash = createHash('sha256').update(JSON.stringify(facts));
  return `W/"${hash.digest('base64url').slice(0, 27)}"`;
}
