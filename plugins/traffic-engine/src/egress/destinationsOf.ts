import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionEnd,
  DependencyDraft,
  PeerSelector,
} from '../model/drafts';
import type { ServiceFact, ServicePortFact } from '../topology/Service';
import type { ServiceIndex } from '../topology/serviceIndex';
import type { ChoosePeers } from './choosePeers';
import type { PodEnd, PodGroup, PodGroups } from './podGroups';

/** What of a cluster tells where a dependency leads. */
export interface Topology {
  readonly services: ServiceIndex;
  readonly podGroups: PodGroups;
  readonly choosePeers: ChoosePeers;
}

/** The connections that a dependency stands for, without their source. */
export interface Destinations {
  readonly ends: readonly Omit<Connection, 'from'>[];
  /** What the answer depends on when the connections differ. */
  readonly mixed: LayerVerdict['code'];
}

/** What a dependency connects to; undefined when it cannot be told, so that nothing can be judged. */
export function destinationsOf(
  draft: Pick<DependencyDraft, 'destination' | 'peers' | 'port' | 'protocol'>,
  topology: Topology,
): Destinations | undefined {
  const { destination, protocol } = draft;
  // A name of a port means a port of the destination; without a pod to look it up on, any port may be meant.
  const port = typeof draft.port === 'string' ? null : draft.port;
  const addresses = (ends: readonly ConnectionEnd[]): Destinations => ({
    ends: ends.map(to => ({ to, port, protocol })),
    mixed: 'depends-on-address',
  });
  switch (destination.kind) {
    case 'host':
      return addresses([{ kind: 'host', host: destination.host }]);
    case 'cidr':
      return addresses([
        {
          kind: 'cidr',
          cidr: destination.cidr,
          except: destination.except,
        },
      ]);
    case 'anywhere':
      return addresses([
        { kind: 'cidr', cidr: '0.0.0.0/0' },
        { kind: 'cidr', cidr: '::/0' },
      ]);
    case 'service':
      return serviceDestinations(destination.service, draft, topology);
    default:
      return draft.peers && peerDestinations(draft.peers, draft, topology);
  }
}

function peerDestinations(
  peers: PeerSelector,
  { port, protocol }: Pick<DependencyDraft, 'port' | 'protocol'>,
  { choosePeers }: Topology,
): Destinations | undefined {
  const groups = choosePeers(peers);
  return (
    groups && {
      ends: groups.flatMap(({ end }) =>
        (typeof port === 'string'
          ? portsNamed(end, { name: port, protocol: protocol ?? 'TCP' })
          : [port]
        ).map(number => ({ to: end, port: number, protocol })),
      ),
      mixed: 'pods-differ',
    }
  );
}

/**
 * A Service as policies see it: the pods behind it at their own ports, since the Service's address is translated before a
 * packet reaches the destination's policy.
 */
export function serviceDestinations(
  ref: Pick<ObjectRef, 'namespace' | 'name'>,
  asked: Pick<DependencyDraft, 'port' | 'protocol'>,
  { services, podGroups }: Topology,
): Destinations | undefined {
  const service = services.get(ref.namespace, ref.name);
  if (!service) {
    return undefined;
  }
  if (service.externalName !== null) {
    return {
      ends: [
        {
          to: { kind: 'host', host: service.externalName },
          port: typeof asked.port === 'string' ? null : asked.port,
          protocol: asked.protocol,
        },
      ],
      mixed: 'depends-on-address',
    };
  }
  const ports = service.ports.filter(port => isAsked(port, asked));
  const groups = services
    .workloadsOf(ref.namespace, ref.name)
    .flatMap(workload => podGroups(workload))
    .filter(group => isSelected(service, group));
  const ends = groups.flatMap(({ end: pod }) =>
    ports.flatMap(port =>
      targetPorts(port, pod).map(number => ({
        to: withClusterIps(pod, service),
        port: number,
        protocol: port.protocol,
      })),
    ),
  );
  return ends.length > 0 ? { ends, mixed: 'pods-differ' } : undefined;
}

function isAsked(
  port: ServicePortFact,
  asked: Pick<DependencyDraft, 'port' | 'protocol'>,
): boolean {
  return (
    (asked.port === null ||
      asked.port === port.port ||
      asked.port === port.name) &&
    (asked.protocol === null || asked.protocol === port.protocol)
  );
}

function isSelected({ selector }: ServiceFact, group: PodGroup): boolean {
  const pairs = Object.entries(selector ?? {});
  return group.labels.some(labels =>
    pairs.every(([key, value]) => labels[key] === value),
  );
}

function targetPorts(port: ServicePortFact, pod: PodEnd): readonly number[] {
  const { targetPort, protocol } = port;
  return typeof targetPort === 'number'
    ? [targetPort]
    : portsNamed(pod, { name: targetPort, protocol });
}

function portsNamed(
  pod: PodEnd,
  wanted: { name: string; protocol: string },
): readonly number[] {
  return pod.namedPorts
    .filter(
      ({ name, protocol }) =>
        name === wanted.name && protocol === wanted.protocol,
    )
    .map(({ port }) => port);
}

const withServiceIps = new WeakMap<PodEnd, Map<ServiceFact, PodEnd>>();

/** Network plugins may look at a packet before the Service's address is translated, so an ipBlock may catch that too. */
function withClusterIps(pod: PodEnd, service: ServiceFact): PodEnd {
  const ips = service.clusterIPs.filter(ip => ip !== 'None');
  if (ips.length === 0) {
    return pod;
  }
  const known = withServiceIps.get(pod) ?? new Map<ServiceFact, PodEnd>();
  withServiceIps.set(pod, known);
  let end = known.get(service);
  if (!end) {
    end = { ...pod, ips: [...pod.ips, ...ips] };
    known.set(service, end);
  }
  return end;
}
