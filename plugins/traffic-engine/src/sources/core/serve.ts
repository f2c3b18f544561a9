import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../model/drafts';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import { openServices } from './translateOpenService';

/**
 * What a connection to an address of a Service meets: requests are asked of the gateways and controllers behind it. Node ports
 * are not answered for, as the addresses of nodes are not read.
 */
export function answerConnection(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  const { scheme, host, port } = request;
  const transport = scheme === 'tls' ? 'tcp' : scheme;
  if (transport !== 'tcp' && transport !== 'udp') {
    return [];
  }
  return snapshot
    .index(openServices)
    .filter(
      route =>
        route.scheme === transport &&
        route.port === port &&
        route.addresses.some(({ value }) => value.toLowerCase() === host),
    )
    .map(route => ({
      cluster: snapshot.cluster,
      source: route.source,
      entry: { kind: 'service', service: route.object },
      outcome: {
        kind: 'forward',
        shares: route.backends.map(({ ref, port: servicePort }) => ({
          backend: ref,
          port: servicePort,
          share: 1,
          ...outcomeOf(snapshot, route),
          status: null,
          host: null,
          path: null,
          location: null,
        })),
        mirrors: [],
      },
      winner: {
        source: route.source,
        object: route.object,
        ruleIndex: route.ruleIndex,
        matchIndex: route.matchIndex,
        routeId: route.id,
        provenance: route.provenance[0],
      },
      runnersUp: [],
    }));
}

function outcomeOf(
  snapshot: ClusterSnapshot,
  { backends: [backend] }: RouteDraft,
): { readonly outcome: 'forwarded' | 'failed' | 'unknown' } {
  if (backend.target.state !== 'resolved') {
    return { outcome: 'unknown' };
  }
  const { service, servicePort } = backend.target.value;
  const endpoints = snapshot
    .index(serviceIndex)
    .endpointsOf(service.namespace, service.name, servicePort);
  if (endpoints.state !== 'known') {
    return { outcome: endpoints.state === 'none' ? 'failed' : 'unknown' };
  }
  return { outcome: endpoints.ready > 0 ? 'forwarded' : 'failed' };
}
