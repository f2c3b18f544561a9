import type {
  RequestAnswer,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { meshConfig } from '../../../istio/meshConfig';
import { GATEWAY, GATEWAY_API_GROUP } from '../../../kinds/gatewayApiKinds';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readList, readRecord } from '../../../snapshot/read';
import { enforce, enforceOnConnection } from '../serve/enforce';
import { isSecure } from '../serve/matchHttp';
import { whyPoliciesUnseen } from '../serve/unseenPolicies';
import { isIstioGateway, podsOfGateway } from './gatewayPods';
import { policiesOfGateway } from './policiesOfGateway';

const CONNECTION_ROUTES = ['TLSRoute', 'TCPRoute'];

/**
 * What Istio's policies make of an answer at a Gateway of the Gateway API that it serves: 403 where an AuthorizationPolicy surely
 * denies, before all that routes say; not known where the Gateway's controller is not.
 */
export function intercept(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
  { entry, winner, outcome }: RequestAnswer,
): RequestOutcome | undefined {
  if (
    entry.kind !== 'listener' ||
    entry.gateway.group !== GATEWAY_API_GROUP ||
    outcome.kind === 'refused' ||
    isIstioGateway(entry.controller) === false ||
    request.scheme === 'udp'
  ) {
    return undefined;
  }
  const { namespace, name } = entry.gateway;
  const gateway = snapshot.get(GATEWAY, namespace, name);
  if (!gateway) {
    return undefined;
  }
  const pods = podsOfGateway(snapshot, gateway);
  const policies = policiesOfGateway(snapshot, pods);
  const isConnection =
    request.scheme === 'tcp' ||
    request.scheme === 'tls' ||
    CONNECTION_ROUTES.includes(winner?.object.kind ?? '');
  const unseen = whyPoliciesUnseen(
    snapshot,
    pods.subjects.map(subject => subject.namespace),
  );
  if (isConnection) {
    return enforceOnConnection(policies, unseen);
  }
  return enforce(
    policies,
    {
      request,
      identity: asksForCertificates(gateway) ? 'not-known' : 'anonymous',
      trust: snapshot.index(meshConfig),
      providers: snapshot.index(meshConfig).providers,
      serverName: isSecure(request) ? request.sni ?? request.host : 'none',
    },
    { areKnown: pods.areKnown && entry.controller !== null, unseen },
  );
}

/** Whether a listener may ask clients for certificates, by whose names rules can go. */
function asksForCertificates({ spec }: KubeObject): boolean {
  return (
    readRecord(readRecord(spec, 'tls'), 'frontend').default !== undefined ||
    readRecord(readRecord(spec, 'tls'), 'frontend').perPort !== undefined ||
    readList(spec, 'listeners').some(listener => {
      const tls = readRecord(listener, 'tls');
      const options = readRecord(tls, 'options');
      return (
        tls.frontendValidation !== undefined ||
        options['gateway.istio.io/tls-terminate-mode'] !== undefined
      );
    })
  );
}
