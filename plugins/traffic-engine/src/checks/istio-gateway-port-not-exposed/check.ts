import { ISTIO_GATEWAY } from '../../istio/kinds';
import { SERVICE } from '../../kinds/coreKinds';
import { findReachedPort } from '../../sources/istio/gateways/reachedPort';
import type { GatewayService } from '../../sources/istio/gateways/ServerEntry';
import { istioTranslation } from '../../sources/istio/translate';
import type { Check } from '../Check';

/** A port of a Gateway that no Service in front of its pods has (IST0162). */
export const istioGatewayPortNotExposed: Check = {
  id: 'istio-gateway-port-not-exposed',
  code: 'TRF136',
  severity: 'warning',
  title: 'Gateway port on no Service',
  message:
    'Gateway {{gateway}} listens on port {{port}}, which none of the Services in front of its pods has ({{services}}).',
  fix: 'Add port {{port}} to one of {{services}}, or correct the port number of Gateway {{gateway}}.',
  reads: [ISTIO_GATEWAY, SERVICE],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot
        .index(istioTranslation)
        .servers.flatMap(({ gateway, workloads, port, path }) => {
          const { services } = workloads;
          const isOnHost = workloads.workloads.some(
            ({ hostNetwork }) => hostNetwork,
          );
          return services.length === 0 ||
            isOnHost ||
            findReachedPort(workloads, port).services.length > 0 ||
            services.some(hasNamedTarget)
            ? []
            : [
                {
                  at: {
                    source: 'istio',
                    object: gateway.ref,
                    path: `${path}.port`,
                  },
                  params: {
                    gateway: `${gateway.ref.namespace}/${gateway.ref.name}`,
                    port,
                    services: services
                      .map(({ ref }) => `${ref.namespace}/${ref.name}`)
                      .join(', '),
                  },
                  related: services.map(({ ref }) => ref),
                  entities: [],
                },
              ];
        }),
    ),
};

/** Which number a name stands for is written at the containers, and may be the Gateway's. */
function hasNamedTarget({ ports }: GatewayService): boolean {
  return ports.some(({ targetPort }) => typeof targetPort === 'string');
}
