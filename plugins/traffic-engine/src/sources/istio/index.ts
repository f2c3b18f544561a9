import { clusterMesh } from '../../istio/meshOf';
import { sourceResult, type Source } from '../Source';
import { GATEWAY, GATEWAY_CLASS } from '../../kinds/gatewayApiKinds';
import { attachedPolicies } from './gatewayApi/attachedPolicies';
import { intercept } from './gatewayApi/intercept';
import { READS, READS_IF_GIVEN, SOURCE_ID } from './kinds';
import { serveRequest } from './serve/serveRequest';
import { istioTranslation } from './translate';

/** Istio's own API for ways in: Gateways, VirtualServices and what is set for them. */
export const istio: Source = {
  id: SOURCE_ID,
  title: 'Istio',
  reads: [...READS, GATEWAY, GATEWAY_CLASS],
  readsIfGiven: READS_IF_GIVEN,
  prepares: [istioTranslation],
  resolve: snapshot => {
    const { listeners, routes, problems } = snapshot.index(istioTranslation);
    return sourceResult({
      listeners,
      routes,
      problems,
      policies: attachedPolicies(snapshot),
    });
  },
  serve: serveRequest,
  meshOf: snapshot => snapshot.index(clusterMesh),
  intercept,
};
