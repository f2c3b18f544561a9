import type {
  Address,
  ObjectRef,
  Route,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import { exposureOf } from '../../match/addressExposure';
import type { RouteDraft } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readList, readRecord, readText } from '../../snapshot/read';
import { loadBalancerAddresses } from '../../topology/loadBalancerAddresses';
import { serviceFact, type ServicePortFact } from '../../topology/Service';
import { serviceIndex } from '../../topology/serviceIndex';
import { SOURCE_ID } from './attributeToWorkloads';
import { declaredExposure } from '../../match/declaredExposure';

const SCHEMES: Readonly<Record<string, Route['scheme']>> = {
  TCP: 'tcp',
  UDP: 'udp',
};

/** What load balancers read where `loadBalancerSourceRanges` is empty. */
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** One port of a Service under which something outside reaches it. */
interface Way {
  readonly path: string;
  readonly port: number;
  readonly addresses: readonly Address[];
  readonly servicePort: ServicePortFact;
  readonly exposure: Route['exposure'];
  /** Its addresses are what a load balancer wrote into the status. */
  readonly isReported: boolean;
}

/**
 * Services of type LoadBalancer and NodePort, and those with external addresses, as ways in: one route per port of the load
 * balancer, one per node port of a NodePort Service, and one per port of the external addresses. Only those whose selector finds workloads: what is behind others nobody can say. That a gateway's own
 * proxy is one of them is no mistake: it is a way in, too.
 */
function listOpenServices(snapshot: ClusterSnapshot): readonly RouteDraft[] {
  const services = snapshot.index(serviceIndex);
  return snapshot.list(SERVICE).flatMap(object => {
    const { type, namespace, name } = serviceFact(object);
    const isOpen =
      type === 'LoadBalancer' ||
      type === 'NodePort' ||
      externalAddresses(object).length > 0;
    return isOpen &&
      type !== 'ExternalName' &&
      services.workloadsOf(namespace, name).length > 0
      ? draftService(refTo(snapshot.cluster, object), object)
      : [];
  });
}

/** The same, made once for a state of the cluster. */
export const openServices: SnapshotIndex<readonly RouteDraft[]> = {
  name: 'open services',
  reads: serviceIndex.reads,
  build: listOpenServices,
};

function draftService(
  ref: ObjectRef,
  object: KubeObject,
): readonly RouteDraft[] {
  const policies = policiesOf(ref, object);
  return waysOf(object).flatMap((way, index): RouteDraft[] => {
    const scheme = SCHEMES[way.servicePort.protocol];
    if (!scheme) {
      return [];
    }
    const [address] = way.addresses;
    const host = { kind: 'any', value: '' } as const;
    const { url } = routeUrl({
      scheme,
      host: address ? { kind: 'exact', value: bracket(address.value) } : host,
      port: way.port,
      path: null,
    });
    const provenance = at(SOURCE_ID, ref)(way.path);
    return [
      {
        id: `${ref.cluster}/${ref.kind}/${ref.namespace}/${ref.name}/${index}`,
        source: SOURCE_ID,
        cluster: ref.cluster,
        object: ref,
        ruleIndex: index,
        matchIndex: 0,
        scheme,
        host,
        port: way.port,
        match: { path: null, method: null, headers: [], queryParams: [] },
        url,
        isConcreteUrl: false,
        entry: { kind: 'service', service: ref },
        addresses: [...way.addresses],
        exposure: way.exposure,
        tls: { mode: 'none', certificates: [] },
        filters: [],
        policies,
        redirect: null,
        backends: [
          {
            ref,
            port: way.servicePort.port,
            weight: 1,
            share: 1,
            reason: null,
            target: {
              state: 'resolved',
              value: { service: ref, servicePort: way.servicePort.port },
            },
            provenance,
          },
        ],
        reported:
          way.isReported && way.addresses.length > 0
            ? {
                state: 'reported',
                controller: loadBalancerClass(object) ?? 'load balancer',
                conditions: [],
              }
            : // Nobody writes into the status of a Service that asks for no load balancer.
              { state: way.isReported ? 'none' : 'no-status' },
        door: { state: 'serving', reasons: [] },
        provenance: [provenance],
      },
    ];
  });
}

function waysOf(object: KubeObject): readonly Way[] {
  return [...waysOfType(object), ...waysOfExternalAddresses(object)];
}

/** The addresses of nodes are not read, so a node port has none, and who reaches the nodes is not known. */
function waysOfType(object: KubeObject): readonly Way[] {
  const { type, ports } = serviceFact(object);
  if (type === 'NodePort') {
    return ports.flatMap((servicePort, index) =>
      servicePort.nodePort === null
        ? []
        : [
            {
              path: `spec.ports[${index}].nodePort`,
              port: servicePort.nodePort,
              addresses: [],
              servicePort,
              exposure: 'unknown' as const,
              isReported: false,
            },
          ],
    );
  }
  if (type !== 'LoadBalancer') {
    return [];
  }
  const addresses = loadBalancerAddresses(object);
  const exposure =
    declaredExposure(object.metadata.annotations ?? {}, {
      loadBalancerClass: loadBalancerClass(object),
    }) ?? exposureOf(addresses);
  return ports.map((servicePort, index) => ({
    path: `spec.ports[${index}]`,
    port: servicePort.port,
    addresses,
    servicePort,
    exposure,
    isReported: true,
  }));
}

/** What reaches a node for one of these addresses goes to the Service (ServiceSpec.externalIPs); who sends it there is not seen. */
function waysOfExternalAddresses(object: KubeObject): readonly Way[] {
  const addresses = externalAddresses(object);
  return addresses.length === 0
    ? []
    : serviceFact(object).ports.map(servicePort => ({
        path: 'spec.externalIPs',
        port: servicePort.port,
        addresses,
        servicePort,
        exposure: exposureOf(addresses),
        isReported: false,
      }));
}

function externalAddresses(object: KubeObject): readonly Address[] {
  return readList(readRecord(object, 'spec'), 'externalIPs').flatMap(value =>
    typeof value === 'string' ? [{ type: 'IPAddress', value }] : [],
  );
}

function loadBalancerClass(object: KubeObject): string | undefined {
  return readText(readRecord(object, 'spec'), 'loadBalancerClass');
}

/** The clients that a load balancer takes, and the field that says so; the annotation counts where the field is empty. */
function sourceRanges(object: KubeObject): {
  readonly ranges: readonly string[];
  readonly path: string;
} {
  const ranges = readList(
    readRecord(object, 'spec'),
    'loadBalancerSourceRanges',
  ).filter((range): range is string => typeof range === 'string');
  const annotated = object.metadata.annotations?.[SOURCE_RANGES] ?? '';
  return ranges.length > 0
    ? { ranges, path: 'spec.loadBalancerSourceRanges' }
    : {
        ranges: annotated
          .split(',')
          .map(range => range.trim())
          .filter(range => range !== ''),
        path: `metadata.annotations['${SOURCE_RANGES}']`,
      };
}

function policiesOf(ref: ObjectRef, object: KubeObject): RoutePolicy[] {
  const spec = readRecord(object, 'spec');
  const provenance = at(SOURCE_ID, ref);
  const { ranges, path } = sourceRanges(object);
  const isBalanced = serviceFact(object).type === 'LoadBalancer';
  return [
    ...(isBalanced && ranges.length > 0
      ? [
          {
            aspect: 'ip-allow-list' as const,
            summary: `clients ${ranges.join(', ')}`,
            params: { loadBalancerSourceRanges: ranges.join(', ') },
            state: 'in-force' as const,
            setBy: provenance(path),
          },
        ]
      : []),
    ...(readText(spec, 'externalTrafficPolicy') === 'Local'
      ? [
          {
            aspect: 'load-balancing' as const,
            summary:
              'to endpoints on the node that a connection reaches, and to none where it has none',
            params: { externalTrafficPolicy: 'Local' },
            state: 'in-force' as const,
            setBy: provenance('spec.externalTrafficPolicy'),
          },
        ]
      : []),
    ...(readText(spec, 'sessionAffinity') === 'ClientIP'
      ? [
          {
            aspect: 'session-affinity' as const,
            summary: 'by the client’s address',
            params: { sessionAffinity: 'ClientIP' },
            state: 'in-force' as const,
            setBy: provenance('spec.sessionAffinity'),
          },
        ]
      : []),
  ];
}

/** An IPv6 address needs brackets in a URL. */
function bracket(value: string): string {
  return value.includes(':') ? `[${value}]` : value;
}
