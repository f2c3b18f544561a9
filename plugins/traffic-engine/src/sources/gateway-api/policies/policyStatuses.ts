import type { Policy } from '@portolan/plugin-traffic-common';
import {
  policyAncestors,
  type PredictedAncestor,
} from '../../../conditions/policyAncestors';
import { SERVICE } from '../../../kinds/coreKinds';
import { refKey, refTo } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { readList, readText } from '../../../snapshot/read';
import { VENDOR_BACKEND_KINDS } from '../../../topology/vendorBackend';
import { isEnvoyGateway } from '../gateways/vendor';
import { BACKEND_TLS_POLICY, X_BACKEND_TRAFFIC_POLICY } from '../kinds';
import { gatewayApiTranslation } from '../translate';
import type { PolicyAncestor } from './backendTlsPolicies';

const TARGET_KINDS = [SERVICE, ...VENDOR_BACKEND_KINDS.map(({ kind }) => kind)];

/**
 * What becomes of the Gateway API's own policies. Of a BackendTLSPolicy it is predicted at each Gateway that sends requests to
 * its targets; of an XBackendTrafficPolicy, which says nothing of how it is judged, only what controllers write is told.
 */
export function judgePolicies(snapshot: ClusterSnapshot): readonly Policy[] {
  const { backendTlsPolicies } = snapshot.index(gatewayApiTranslation);
  const judged = new Map(
    backendTlsPolicies.all.map(({ ref, ancestors }) => [
      `${ref.namespace}/${ref.name}`,
      ancestors,
    ]),
  );
  return [BACKEND_TLS_POLICY, X_BACKEND_TRAFFIC_POLICY].flatMap(kind =>
    snapshot.list(kind).map((object): Policy => {
      const { namespace = '', name } = object.metadata;
      const ancestors =
        kind === BACKEND_TLS_POLICY
          ? judged.get(`${namespace}/${name}`) ?? []
          : [];
      return {
        object: refTo(snapshot.cluster, object),
        targets: targetsOf(snapshot, namespace, object.spec),
        ancestors: policyAncestors(
          snapshot.cluster,
          object,
          ancestors.flatMap(predictedAt),
        ),
      };
    }),
  );
}

/** Envoy Gateway names the parents of the routes, with their listener, where others name the Gateway. */
function predictedAt(ancestor: PolicyAncestor): PredictedAncestor[] {
  const { gateway, parents, accepted, resolvedRefs } = ancestor;
  const { controller } = gateway.gatewayClass;
  const held = { controller, predicted: [accepted, resolvedRefs] };
  if (!isEnvoyGateway(controller)) {
    return [{ ref: gateway.ref, sectionName: null, ...held }];
  }
  const named = parents.map(
    ({ group, kind, namespace, name, sectionName }): PredictedAncestor => ({
      ref: { cluster: gateway.ref.cluster, group, kind, namespace, name },
      sectionName,
      ...held,
    }),
  );
  const keyOf = ({ ref, sectionName }: PredictedAncestor) =>
    `${refKey(ref)}|${sectionName ?? ''}`;
  return [...new Map(named.map(one => [keyOf(one), one])).values()];
}

function targetsOf(
  snapshot: ClusterSnapshot,
  namespace: string,
  spec: unknown,
): Policy['targets'] {
  return readList(spec, 'targetRefs').flatMap(target => {
    const name = readText(target, 'name');
    const group = readText(target, 'group') ?? '';
    const kind = readText(target, 'kind') ?? SERVICE.kind;
    if (!name) {
      return [];
    }
    const known = TARGET_KINDS.find(
      own => own.group === group && own.kind === kind,
    );
    const state = known && lookUp(snapshot, known, namespace, name).state;
    return [
      {
        ref: { cluster: snapshot.cluster, group, kind, namespace, name },
        sectionName: readText(target, 'sectionName') || null,
        state:
          state === 'resolved' || state === 'missing'
            ? state
            : ('unknown' as const),
      },
    ];
  });
}
