import { istioGateways } from '../../istio/facts/gateways';
import { virtualServices } from '../../istio/facts/virtualServices';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../istio/kinds';
import { refOf } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import { gatewaysOf, MESH } from '../../sources/istio/routes/bindings';
import { lookUp } from '../../references/lookUp';
import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';

/** A VirtualService names a Gateway that does not exist (IST0101, KIA1102). */
export const istioGatewayMissing: Check = {
  id: 'istio-gateway-missing',
  code: 'TRF130',
  severity: 'error',
  title: 'VirtualService names no existing Gateway',
  message:
    'VirtualService {{virtualService}} names Gateway {{gateway}}, which does not exist: nobody serves its rules there.',
  fix: 'Correct {{path}} of {{virtualService}} (`namespace/name`; a name alone lies in the namespace of the VirtualService), or create the Gateway.',
  reads: [VIRTUAL_SERVICE, ISTIO_GATEWAY],
  run: ({ snapshots, model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return snapshots.flatMap(snapshot => {
      const { unreadable } = snapshot.index(istioGateways);
      return snapshot.index(virtualServices).all.flatMap(service => {
        const { ref } = service;
        return gatewaysOf(service).flatMap(({ name, path }) => {
          const [namespace, gateway] = name.split('/');
          if (
            name === MESH ||
            !canTellAbsence(snapshot.statusOf(ISTIO_GATEWAY), namespace) ||
            lookUp(snapshot, ISTIO_GATEWAY, namespace, gateway).state !==
              'missing' ||
            unreadable.some(
              ({ object }) =>
                object.namespace === namespace && object.name === gateway,
            )
          ) {
            return [];
          }
          return [
            {
              at: { source: 'istio', object: ref, path },
              params: {
                virtualService: `${ref.namespace}/${ref.name}`,
                gateway: name,
                path,
              },
              related: [refOf(ref.cluster, ISTIO_GATEWAY, namespace, gateway)],
              entities: entitiesOf(ref),
            },
          ];
        });
      });
    });
  },
};
