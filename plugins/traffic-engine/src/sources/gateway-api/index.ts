import { sourceResult, type Source } from '../Source';
import { SOURCE_ID } from './kinds';
import { judgePolicies } from './policies/policyStatuses';
import { answerRequest } from './serve/answerRequest';
import { gatewayApiTranslation, READS, READS_IF_GIVEN } from './translate';

/** Gateways and the routes attached to them (gateway.networking.k8s.io), as the specification defines them. */
export const gatewayApi: Source = {
  id: SOURCE_ID,
  title: 'Gateway API',
  reads: READS,
  readsIfGiven: READS_IF_GIVEN,
  prepares: [gatewayApiTranslation],
  resolve: snapshot => {
    const { wireGateways, listeners, attachments, drafts, problems } =
      snapshot.index(gatewayApiTranslation);
    return sourceResult({
      gateways: wireGateways,
      listeners,
      attachments,
      routes: drafts,
      problems,
    });
  },
  judgePolicies,
  serve: answerRequest,
};

export { BACKEND_TLS_POLICY } from './kinds';
export { gatewayApiTranslation, type GatewayApiTranslation } from './translate';
