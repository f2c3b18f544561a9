import { istioGateways } from '../../istio/facts/gateways';
import type { VirtualService } from '../../istio/facts/virtualServices';
import { hostRegistry } from '../../istio/hostRegistry';
import {
  serviceOfFullName,
  toFullName,
  toNamespacedName,
} from '../../istio/hostnames';
import {
  ISTIO_GATEWAY,
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
} from '../../istio/kinds';
import { gatewaysOf, meshRoutes } from '../../istio/meshRoutes';
import { SERVICE } from '../../kinds/coreKinds';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  detourOf,
  type Detour,
} from '../../sources/istio-egress/egressGateways';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';
import { isWholeClusterSeen } from '../meshFacts';

const READS = [
  VIRTUAL_SERVICE,
  ISTIO_GATEWAY,
  SERVICE_ENTRY,
  SERVICE,
  ...workloadIndex.reads,
];

/** A rule sends the mesh's calls to an egress gateway that does not send them on. */
export const egressGatewayIncomplete: Check = {
  id: 'egress-gateway-incomplete',
  code: 'TRF432',
  severity: 'error',
  title: 'Egress gateway is incomplete',
  message:
    'VirtualService {{service}} sends calls of {{host}} to egress gateway {{gateway}}, where this is missing: {{missing}}.',
  fix: 'Add {{missing}}, or let {{service}} leave calls of {{host}} to go straight instead of through {{gateway}}.',
  reads: READS,
  run: ({ snapshots }) =>
    snapshots
      .filter(snapshot =>
        isWholeClusterSeen(snapshot, [
          VIRTUAL_SERVICE,
          ISTIO_GATEWAY,
          SERVICE_ENTRY,
        ]),
      )
      .flatMap(snapshot =>
        snapshot
          .index(meshRoutes)
          .all.flatMap(service => findGaps(snapshot, service)),
      ),
};

function findGaps(
  snapshot: ClusterSnapshot,
  service: VirtualService,
): readonly FindingDraft[] {
  const { namespace, name } = service.ref;
  const gateways = snapshot.index(istioGateways);
  const namesUnknownGateway = gatewaysOf(service).some(text => {
    const gateway = toNamespacedName(text, namespace);
    return text !== 'mesh' && !gateways.get(gateway.namespace, gateway.name);
  });
  if (namesUnknownGateway) {
    return [];
  }
  return service.spec.hosts
    .map(host => toFullName(host, namespace))
    .filter(host => !serviceOfFullName(host))
    .flatMap(host => {
      const question = {
        host,
        port: null,
        protocol: null,
        client: { namespace, labels: {} },
      };
      const gaps = snapshot
        .index(meshRoutes)
        .find(question)
        .filter(route => route.service === service)
        .flatMap(route =>
          route.destinations.flatMap(destination => {
            const detour = detourOf(snapshot, route, destination, question);
            const missing = detour ? missingAt(snapshot, detour, host) : [];
            return detour && missing.length > 0
              ? [{ route, detour, missing }]
              : [];
          }),
        );
      const [first] = gaps;
      return first
        ? [
            {
              at: at('istio-egress', service.ref)(first.route.path),
              params: {
                service: `${namespace}/${name}`,
                host,
                gateway: `${first.detour.service.namespace}/${first.detour.service.name}`,
                missing: first.missing.join(', '),
              },
              related: [first.detour.service],
              entities: [],
            },
          ]
        : [];
    });
}

/** Only what is a gateway can lack something: a Service whose pods an Istio Gateway selects. */
function missingAt(
  snapshot: ClusterSnapshot,
  { gateways, service, open, port }: Detour,
  host: string,
): readonly string[] {
  if (gateways.length === 0 || port === null) {
    return [];
  }
  const entry = snapshot.index(hostRegistry).find(host, service.namespace);
  return [
    ...(entry.state === 'missing'
      ? [`a ServiceEntry for ${host} that namespace ${service.namespace} sees`]
      : []),
    ...(open ? [] : [`a Gateway with a server for ${host} at port ${port}`]),
    ...(open && !open.onward
      ? [
          `a rule of a VirtualService at Gateway ${open.gateway.ref.namespace}/${open.gateway.ref.name} that sends ${host} on`,
        ]
      : []),
  ];
}
