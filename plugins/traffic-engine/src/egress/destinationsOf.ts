import type {
  Destination,
  LayerVerdict,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionEnd,
  DependencyDraft,
  PeerSelector,
} from '../model/drafts';
import { SERVICE } from '../kinds/coreKinds';
import type { ServiceFact, ServicePortFact } from '../topology/Service';
import type { ServiceAddresses } from '../topology/serviceAddresses';
import type { ServiceIndex } from '../topology/serviceIndex';
import type { AddressOwners } from './addressOwners';
import type { ChoosePeers } from './choosePeers';
import type { PodEnd, PodGroup, PodGroups } from './podGroups';

const ANYWHERE: readonly ConnectionEnd[] = [
  { kind: 'cidr', cidr: '0.0.0.0/0' },
  { kind: 'cidr', cidr: '::/0' },
];

/** More addresses behind one Service than this are not judged one by one. */
const MAX_ADDRESSES = 100;

/** What of a cluster tells where a dependency leads. */
export interface Topology {
  readonly services: ServiceIndex;
  readonly podGroups: PodGroups;
  readonly choosePeers: ChoosePeers;
  readonly ownerOf: AddressOwners;
  readonly addressesOf: ServiceAddresses;
  podOf(namespace: string, name: string): PodEnd | undefined;
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
      return ofSingleAddress(destination, draft, topology, () =>
        addresses([rangeOf(destination)]),
      );
    case 'anywhere':
      return addresses(ANYWHERE);
    case 'service':
      return serviceDestinations(destination.service, draft, topology);
    default:
      return draft.peers && peerDestinations(draft.peers, draft, topology);
  }
}

/** One address may be that of a pod or a Service, of which policies know more. */
function ofSingleAddress(
  { cidr }: { readonly cidr: string },
  asked: Pick<DependencyDraft, 'port' | 'protocol'>,
  topology: Topology,
  otherwise: () => Destinations,
): Destinations | undefined {
  const owner = cidr.endsWith(cidr.includes(':') ? '/128' : '/32')
    ? topology.ownerOf(cidr.slice(0, cidr.lastIndexOf('/')))
    : undefined;
  if (!owner) {
    return otherwise();
  }
  return owner.kind === SERVICE.kind
    ? serviceDestinations(owner, asked, topology)
    : podDestinations(owner, asked, topology) ?? otherwise();
}

/** One pod. */
export function podDestinations(
  { namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>,
  { port, protocol }: Pick<DependencyDraft, 'port' | 'protocol'>,
  { podOf }: Topology,
): Destinations | undefined {
  const pod = podOf(namespace, name);
  return (
    pod && {
      ends: (typeof port === 'string'
        ? portsNamed(pod, { name: port, protocol: protocol ?? 'TCP' })
        : [port]
      ).map(number => ({ to: pod, port: number, protocol })),
      mixed: 'pods-differ',
    }
  );
}

const ranges = new WeakMap<Destination, ConnectionEnd>();

/** What one rule opens for many workloads is one destination, and so one end, of which judges may remember their answers. */
function rangeOf(
  destination: Extract<Destination, { kind: 'cidr' }>,
): ConnectionEnd {
  let range = ranges.get(destination);
  if (!range) {
    const { cidr, except } = destination;
    range = { kind: 'cidr', cidr, except };
    ranges.set(destination, range);
  }
  return range;
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
  { services, podGroups, addressesOf }: Topology,
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
  if (service.selector === null) {
    return addressesBehind(service, ports, addressesOf);
  }
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

/** A Service without a selector leads to the addresses that somebody keeps for it. */
function addressesBehind(
  { namespace, name }: ServiceFact,
  ports: readonly ServicePortFact[],
  addressesOf: ServiceAddresses,
): Destinations | undefined {
  const ends = addressesOf(namespace, name)
    .filter(({ portName, protocol }) =>
      ports.some(port => port.name === portName && port.protocol === protocol),
    )
    .map(({ ip, port, protocol }) => ({
      to: { kind: 'address' as const, ip },
      port,
      protocol,
    }));
  return ends.length > 0 && ends.length <= MAX_ADDRESSES
    ? { ends, mixed: 'depends-on-address' }
    : undefined;
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
  return group.pods.some(({ labels }) =>
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
