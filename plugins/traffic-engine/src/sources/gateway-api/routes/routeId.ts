import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { GatewayHostname } from '../../../match/gatewayHostname';

/** The id of one route on the wire: unique in an answer, and stable for the same facts. */
export function routeId(options: {
  ref: ObjectRef;
  ruleIndex: number;
  matchIndex: number;
  doorId: string;
  hostname: GatewayHostname;
}): string {
  const { ref, ruleIndex, matchIndex, doorId, hostname } = options;
  return `${ref.cluster}/${ref.kind}/${ref.namespace}/${ref.name}/${ruleIndex}.${matchIndex}@${doorId}#${hostname}`;
}
