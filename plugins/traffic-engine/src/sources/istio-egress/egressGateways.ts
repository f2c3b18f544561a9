import type { ObjectRef, Provenance } from '@portolan/plugin-traffic-common';
import {
  destinationRuleIndex,
  findSubset,
} from '../../istio/destinationRuleIndex';
import type { Proxies } from '../../istio/destinationRuleMerge';
import { istioGateways, type IstioGateway } from '../../istio/facts/gateways';
import type { Destination } from '../../istio/facts/virtualServices';
import {
  coversHost,
  serviceOfFullName,
  toFullName,
} from '../../istio/hostnames';
import { ISTIO_GATEWAY } from '../../istio/kinds';
import {
  meshRoutes,
  type RouteQuestion,
  type TakenRoute,
} from '../../istio/meshRoutes';
import { SERVICE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { at, refOf } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { refKey } from '../../model/refs';
import { serviceIndex } from '../../topology/serviceIndex';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { SOURCE_ID } from './kinds';

/** Where a rule of the mesh sends a connection that was meant for a host outside. */
export interface Detour {
  readonly service: ObjectRef;
  /** The gateways whose selectors choose the pods behind the Service; empty: it is no gateway. */
  readonly gateways: readonly IstioGateway[];
  /** The server that takes the host at the port that the rule sends to, and the gateway's own rule for it. */
  readonly open?: {
    readonly gateway: IstioGateway;
    readonly server: string;
    readonly onward?: TakenRoute;
  };
  readonly port: number | null;
  readonly provenance: readonly Provenance[];
}

/** The Istio Gateways that select a workload's pods; selectors hold across namespaces. */
export const gatewaysOfWorkloads: SnapshotIndex<
  (workload: WorkloadFact) => readonly IstioGateway[]
> = {
  name: 'istio gateways of workloads',
  reads: [ISTIO_GATEWAY, ...workloadIndex.reads],
  build: snapshot => {
    const gateways = snapshot
      .index(istioGateways)
      .all.filter(({ spec }) => Object.keys(spec.selector).length > 0);
    const known = new Map<string, readonly IstioGateway[]>();
    return workload => {
      const key = refKey(workload.ref);
      let found = known.get(key);
      if (!found) {
        const { podLabels, pods } = workload;
        const labels = [podLabels, ...pods.slice(0, 1).map(pod => pod.labels)];
        found = gateways.filter(({ spec }) =>
          labels.some(own => matchLabels({ matchLabels: spec.selector }, own)),
        );
        known.set(key, found);
      }
      return found;
    };
  },
};

/** The Service of the cluster that a route's destination means, and the gateways behind it; undefined for a host outside. */
export function detourOf(
  snapshot: ClusterSnapshot,
  route: TakenRoute,
  destination: Destination,
  question: RouteQuestion,
): Detour | undefined {
  const host = toFullName(destination.host, route.service.ref.namespace);
  const named = serviceOfFullName(host);
  if (!named) {
    return undefined;
  }
  const services = snapshot.index(serviceIndex);
  const gatewaysOf = snapshot.index(gatewaysOfWorkloads);
  const gateways = [
    ...new Set(
      services.workloadsOf(named.namespace, named.name).flatMap(gatewaysOf),
    ),
  ];
  const ports = services.get(named.namespace, named.name)?.ports ?? [];
  const [onlyPort] = ports.length === 1 ? ports : [];
  const port = destination.port?.number ?? onlyPort?.port ?? null;
  const open = openAt(snapshot, gateways, { ...question, port });
  const subset = subsetOf(snapshot, destination, {
    host,
    client: question.client.namespace,
    owner: named.namespace,
    proxies: [question.client.labels],
  });
  return {
    service: refOf(snapshot.cluster, SERVICE, named.namespace, named.name),
    gateways,
    port,
    ...(open && { open }),
    provenance: [
      at(SOURCE_ID, route.service.ref)(route.path),
      ...(open ? [at(SOURCE_ID, open.gateway.ref)(open.server)] : []),
      ...(open?.onward
        ? [at(SOURCE_ID, open.onward.service.ref)(open.onward.path)]
        : []),
      ...(subset ? [subset] : []),
    ],
  };
}

/** A gateway's server is for the port of the gateway Service; TLS that is passed on and plain HTTP are both taken. */
function openAt(
  snapshot: ClusterSnapshot,
  gateways: readonly IstioGateway[],
  question: RouteQuestion,
): Detour['open'] {
  const routes = snapshot.index(meshRoutes);
  const candidates = gateways.flatMap(gateway =>
    gateway.spec.servers.flatMap((server, index) =>
      (question.port === null || server.port.number === question.port) &&
      server.hosts.some(host =>
        coversHost(withoutNamespace(host), question.host),
      )
        ? [
            {
              gateway,
              server: `spec.servers[${index}]`,
              onward: routes
                .findAt(`${gateway.ref.namespace}/${gateway.ref.name}`, {
                  ...question,
                  protocol: null,
                })
                .find(({ destinations }) => destinations.length > 0),
            },
          ]
        : [],
    ),
  );
  const best = candidates.find(({ onward }) => onward) ?? candidates[0];
  return (
    best && {
      gateway: best.gateway,
      server: best.server,
      ...(best.onward && { onward: best.onward }),
    }
  );
}

/** `ns/host` of a server names where its VirtualServices lie. */
function withoutNamespace(host: string): string {
  return host.slice(host.indexOf('/') + 1).toLowerCase();
}

function subsetOf(
  snapshot: ClusterSnapshot,
  { subset }: Destination,
  asked: { host: string; client: string; owner: string; proxies: Proxies },
): Provenance | undefined {
  const found =
    subset === null
      ? undefined
      : findSubset(
          snapshot.index(destinationRuleIndex).find(asked).rules,
          subset,
        );
  return found && at(SOURCE_ID, found.rule.ref)(`spec.subsets[${found.index}]`);
}
