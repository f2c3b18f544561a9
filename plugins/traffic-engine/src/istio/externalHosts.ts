import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { isExportedTo } from './exportTo';
import { serviceEntries, type ServiceEntry } from './facts/serviceEntries';
import { compareByAge } from './facts/istioObjects';
import { compareSpecificity, hostsIntersect } from './hostnames';
import { SERVICE_ENTRY } from './kinds';

export interface ExternalPort {
  readonly number: number;
  /** As written, in upper case; `TCP` where none is. */
  readonly protocol: string;
  readonly path: string;
}

/** One host of one ServiceEntry. */
export interface ExternalHost {
  readonly host: string;
  readonly path: string;
  readonly entry: ServiceEntry;
  readonly ref: ObjectRef;
  readonly ports: readonly ExternalPort[];
  /** false for MESH_INTERNAL: workloads outside the cluster that belong to the mesh. */
  readonly isOutside: boolean;
}

export interface ExternalHosts {
  readonly all: readonly ExternalHost[];
  /** Those that share a host name with a name or wildcard, the oldest first. */
  sharing(host: string): readonly ExternalHost[];
  /** The hosts that a name or wildcard means for a namespace: the nearest to the name first, then its own, then the oldest. */
  find(host: string, viewer: string): readonly ExternalHost[];
}

/** What ServiceEntries add to the mesh's host names. */
export const externalHosts: SnapshotIndex<ExternalHosts> = {
  name: 'istio external hosts',
  reads: [SERVICE_ENTRY, CONFIG_MAP],
  build: buildHosts,
};

function buildHosts(snapshot: ClusterSnapshot): ExternalHosts {
  const all = [...snapshot.index(serviceEntries).all]
    .sort(compareByAge)
    .flatMap(hostsOf);
  const exact = new Map<string, ExternalHost[]>();
  const wildcards: ExternalHost[] = [];
  for (const entry of all) {
    if (entry.host.startsWith('*')) {
      wildcards.push(entry);
    } else {
      const known = exact.get(entry.host) ?? [];
      exact.set(entry.host, known);
      known.push(entry);
    }
  }
  const positions = new Map(all.map((entry, position) => [entry, position]));
  const positionOf = (entry: ExternalHost) => positions.get(entry) ?? 0;
  const candidatesOf = (host: string) =>
    host.startsWith('*')
      ? all.filter(entry => hostsIntersect(entry.host, host))
      : [
          ...(exact.get(host) ?? []),
          ...wildcards.filter(entry => hostsIntersect(entry.host, host)),
        ];
  return {
    all,
    sharing: host =>
      candidatesOf(host).sort((a, b) => positionOf(a) - positionOf(b)),
    find: (host, viewer) =>
      candidatesOf(host)
        .filter(entry => isVisible(entry, viewer))
        .sort(
          (a, b) =>
            compareSpecificity(a.host, b.host) ||
            Number(b.ref.namespace === viewer) -
              Number(a.ref.namespace === viewer),
        ),
  };
}

export function isVisible(
  { entry, ref }: Pick<ExternalHost, 'entry' | 'ref'>,
  viewer: string,
): boolean {
  return isExportedTo(entry.spec.exportTo, { owner: ref.namespace, viewer });
}

function hostsOf(entry: ServiceEntry): readonly ExternalHost[] {
  const { spec, ref } = entry;
  const ports = spec.ports.map(({ number, protocol }, index) => ({
    number,
    protocol: protocol?.toUpperCase() || 'TCP',
    path: `spec.ports[${index}]`,
  }));
  return spec.hosts
    .map((host, index) => ({
      host: host.toLowerCase().replace(/\.$/, ''),
      path: `spec.hosts[${index}]`,
      entry,
      ref,
      ports,
      isOutside: spec.location !== 'MESH_INTERNAL',
    }))
    .filter(({ host }) => host !== '');
}

const HTTP: readonly string[] = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];
const TLS: readonly string[] = ['TLS', 'HTTPS'];

/** Which routes of a VirtualService a port's traffic is matched by. */
export function sectionOf(protocol: string): 'http' | 'tls' | 'tcp' {
  if (HTTP.includes(protocol)) {
    return 'http';
  }
  return TLS.includes(protocol) ? 'tls' : 'tcp';
}

/** The transport beneath a port's protocol. */
export function transportOf(protocol: string): 'TCP' | 'UDP' {
  return protocol === 'UDP' ? 'UDP' : 'TCP';
}

/** ServiceEntries that open a port to any destination: plain TCP that is sent on as it is, with no address to go by. */
export function opensPortToAll({
  entry,
  ports,
}: ExternalHost): readonly number[] {
  const { resolution, addresses } = entry.spec;
  return (resolution ?? 'NONE') === 'NONE' && addresses.length === 0
    ? ports
        .filter(({ protocol }) => sectionOf(protocol) === 'tcp')
        .map(({ number }) => number)
    : [];
}
