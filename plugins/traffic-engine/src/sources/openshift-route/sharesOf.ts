import type { RequestShare } from '@portolan/plugin-traffic-common';
import type { BackendDraft } from '../../model/drafts';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import type { Choice } from './chooseRoute';
import { resolveBackends } from './resolveBackends';
import { rewritePath } from './rewritePath';

const OUTCOMES = {
  ready: 'forwarded',
  none: 'failed',
  unknown: 'unknown',
} as const satisfies Record<string, RequestShare['outcome']>;

/**
 * What each Service of a Route gets. HAProxy knows endpoints alone, so a Service without any leaves its part to the others
 * (calculateServiceWeights of the router); shares are those of the weights before they are rounded to whole endpoints.
 */
export function sharesOf(
  snapshot: ClusterSnapshot,
  { fact, as }: Choice,
  request: AskedRequest,
): readonly RequestShare[] {
  const backends = resolveBackends(snapshot, fact).map(backend => ({
    backend,
    endpoints: endpointsOf(snapshot, backend),
  }));
  const isWhole = backends.every(({ endpoints }) => endpoints !== 'unknown');
  const counts = ({ endpoints }: (typeof backends)[number]) =>
    !isWhole || endpoints === 'ready';
  const weights = backends.filter(counts).map(({ backend }) => backend.weight);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return backends.map((each): RequestShare => {
    const { backend, endpoints } = each;
    const isReady = endpoints === 'ready';
    const isHttp = as !== 'tls';
    return {
      backend: backend.ref,
      port: backend.port,
      share: shareOf(backend, { counts: counts(each), sum }),
      outcome: OUTCOMES[endpoints],
      status: endpoints === 'none' && isHttp ? 503 : null,
      host: isReady && isHttp ? request.host : null,
      path: isReady && isHttp ? rewritePath(fact, request.path) : null,
      location: null,
    };
  });
}

/** Where nobody has endpoints the weights stand, so that each failing part is told. */
function shareOf(
  { weight, share }: BackendDraft,
  { counts, sum }: { counts: boolean; sum: number },
): number {
  if (sum === 0) {
    return share;
  }
  return counts ? weight / sum : 0;
}

function endpointsOf(
  snapshot: ClusterSnapshot,
  { target }: BackendDraft,
): keyof typeof OUTCOMES {
  if (target.state !== 'resolved') {
    return target.state === 'unknown' ? 'unknown' : 'none';
  }
  const { service, servicePort } = target.value;
  const found = snapshot
    .index(serviceIndex)
    .endpointsOf(service.namespace, service.name, servicePort);
  switch (found.state) {
    case 'unknown':
      return 'unknown';
    case 'external':
      return 'ready';
    case 'known':
      return found.ready > 0 ? 'ready' : 'none';
    default:
      return 'none';
  }
}
