import { renderSelector } from '../../match/renderSelector';
import { ISTIO_GATEWAY } from '../../istio/kinds';
import { istioTranslation } from '../../sources/istio/translate';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check } from '../Check';

/** A Gateway's selector finds no pod of the cluster (IST0101, KIA0302). */
export const istioGatewaySelectsNothing: Check = {
  id: 'istio-gateway-selects-nothing',
  code: 'TRF135',
  severity: 'warning',
  title: 'Gateway selects no pods',
  message:
    'Gateway {{gateway}} is to be served by pods with {{selector}}, and the cluster has none in any namespace: nobody serves it.',
  fix: 'Correct spec.selector of Gateway {{gateway}}: it must find the pods of an ingress gateway, or install one with these labels.',
  reads: [ISTIO_GATEWAY, ...workloadIndex.reads],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot => {
      const gateways = new Map(
        snapshot
          .index(istioTranslation)
          .servers.map(server => [server.gateway, server.workloads]),
      );
      return [...gateways].flatMap(([{ ref, spec }, workloads]) =>
        workloads.isKnown && workloads.workloads.length === 0
          ? [
              {
                at: { source: 'istio', object: ref, path: 'spec.selector' },
                params: {
                  gateway: `${ref.namespace}/${ref.name}`,
                  selector: renderSelector({ matchLabels: spec.selector }),
                },
                entities: [],
              },
            ]
          : [],
      );
    }),
};
