import type {
  ListenerOption,
  ObjectRef,
  RouteOptions,
  ServiceOption,
} from '@portolan/plugin-traffic-common';
import type { TrafficModel } from '../model/TrafficModel';
import { refKey } from '../model/refs';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';
import { gatewayApi } from '../sources/gateway-api';
import { GATEWAY_API_GROUP, HTTP_ROUTE } from '../sources/gateway-api/kinds';
import { serviceIndex } from '../topology/serviceIndex';
import { overlay, type LiveCluster } from './overlay';

export type RouteOptionPlace = Omit<RouteOptions['places'][number], 'apply'>;

const ANSWERS = { True: 'yes', False: 'no', Unknown: 'unknown' } as const;

/**
 * For each cluster and namespace in which an entity has Services: these, and every listener of the cluster with whether it
 * would take a route made there. The answer for a listener is the resolution's own, for a route that names only it.
 */
export function listRouteOptions(options: {
  entityRef: string;
  model: Pick<TrafficModel, 'workloads' | 'listeners'>;
  clusters: readonly LiveCluster[];
}): readonly RouteOptionPlace[] {
  const { entityRef, model, clusters } = options;
  const services = model.workloads
    .filter(({ claims }) => claims.some(claim => claim.entityRef === entityRef))
    .flatMap(workload => workload.services);
  const distinct = [
    ...new Map(services.map(ref => [refKey(ref), ref])).values(),
  ];
  const byPlace = groupBy(distinct, ref => `${ref.cluster}|${ref.namespace}`);
  return [...byPlace.values()]
    .flatMap(refs => {
      const live = clusters.find(({ cluster }) => cluster === refs[0].cluster);
      const { cluster, namespace } = refs[0];
      const elsewhere = distinct.filter(
        ref => ref.cluster === cluster && ref.namespace !== namespace,
      );
      return live
        ? [describePlace(live, namespace, [...refs, ...elsewhere], model)]
        : [];
    })
    .sort(
      (a, b) =>
        compareText(a.cluster, b.cluster) ||
        compareText(a.namespace, b.namespace),
    );
}

function describePlace(
  live: LiveCluster,
  namespace: string,
  services: readonly ObjectRef[],
  model: Pick<TrafficModel, 'listeners'>,
): RouteOptionPlace {
  const index = overlay(live, []).index(serviceIndex);
  return {
    cluster: live.cluster,
    namespace,
    services: services.map(
      (service): ServiceOption => ({
        service,
        ports: (index.get(service.namespace, service.name)?.ports ?? []).map(
          ({ name, port, protocol }) => ({ name, port, protocol }),
        ),
      }),
    ),
    listeners: probeListeners(live, namespace, model),
  };
}

/** Asks the source what would become of one route per listener; the cluster's own routes are left out of the question. */
function probeListeners(
  live: LiveCluster,
  namespace: string,
  model: Pick<TrafficModel, 'listeners'>,
): ListenerOption[] {
  const listeners = model.listeners.filter(
    ({ gateway }) => gateway.cluster === live.cluster,
  );
  const probes = listeners.map(({ gateway, name }, position) =>
    probeRoute(`portolan-probe-${position}`, namespace, gateway, name),
  );
  const empty: LiveCluster = {
    ...live,
    kinds: live.kinds.map(state =>
      state.kind.group === GATEWAY_API_GROUP &&
      state.kind.kind === HTTP_ROUTE.kind
        ? { ...state, objects: [], version: `${state.version}+empty` }
        : state,
    ),
  };
  const { attachments } = gatewayApi.resolve(overlay(empty, probes));
  const byProbe = new Map(
    attachments.map(attachment => [attachment.route.name, attachment]),
  );
  return listeners.map((listener, position): ListenerOption => {
    const accepted = byProbe
      .get(`portolan-probe-${position}`)
      ?.predicted.find(condition => condition.type === 'Accepted');
    return {
      gateway: listener.gateway,
      listener: listener.name,
      protocol: listener.protocol,
      port: listener.port,
      hostname: listener.hostname,
      addresses: listener.addresses,
      accepts: ANSWERS[accepted?.status ?? 'Unknown'],
      reason: accepted?.status === 'True' ? null : accepted?.reason ?? null,
    };
  });
}

function probeRoute(
  name: string,
  namespace: string,
  gateway: ObjectRef,
  listener: string,
): KubeObject {
  return {
    apiVersion: `${GATEWAY_API_GROUP}/v1`,
    kind: HTTP_ROUTE.kind,
    metadata: { name, namespace },
    spec: {
      parentRefs: [
        {
          name: gateway.name,
          namespace: gateway.namespace,
          sectionName: listener,
        },
      ],
      rules: [{}],
    },
  };
}
