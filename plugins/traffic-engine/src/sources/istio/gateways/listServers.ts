import {
  istioGateways,
  type GatewayServer,
  type IstioGateway,
} from '../../../istio/facts/gateways';
import { virtualServices } from '../../../istio/facts/virtualServices';
import { serviceOfFullName, toFullName } from '../../../istio/hostnames';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { resolveCertificates } from './certificates';
import { exposureOf } from './exposure';
import { gatewayWorkloadsFinder } from './gatewayWorkloads';
import { markLeftOut } from './leftOutServers';
import { HTTP_PROTOCOLS } from './protocols';
import { findReachedPort } from './reachedPort';
import type {
  GatewayWorkloads,
  ServerEntry,
  ServerHost,
  ServerKind,
} from './ServerEntry';

/** All servers of all Istio Gateways, in the order of their objects; those that istiod leaves out are marked. */
export function listServers(snapshot: ClusterSnapshot): readonly ServerEntry[] {
  const findWorkloads = gatewayWorkloadsFinder(snapshot);
  const egress = egressServices(snapshot);
  const all = snapshot.index(istioGateways).all.flatMap(gateway => {
    const workloads = findWorkloads(
      gateway.spec.selector,
      gateway.ref.namespace,
    );
    return gateway.spec.servers.map((fact, index) =>
      toEntry(snapshot, { gateway, fact, index, workloads, egress }),
    );
  });
  return markLeftOut(all);
}

function toEntry(
  snapshot: ClusterSnapshot,
  options: {
    gateway: IstioGateway;
    fact: GatewayServer;
    index: number;
    workloads: GatewayWorkloads;
    egress: ReadonlySet<string>;
  },
): ServerEntry {
  const { gateway, fact, index, workloads, egress } = options;
  const port = fact.port.number;
  const kind = kindOf(fact);
  const reached = findReachedPort(workloads, port);
  const inFront = reached.services;
  const isForTheMesh =
    kind === 'east-west' ||
    fact.tls?.mode === 'ISTIO_MUTUAL' ||
    isEgressGateway(workloads, egress);
  return {
    gateway,
    index,
    path: `spec.servers[${index}]`,
    fact,
    name: fact.name ?? fact.port.name ?? String(port),
    port,
    listensAt: reached.listensAt,
    reachedPort: reached.port,
    reachedPorts: reached.all,
    kind,
    hosts: fact.hosts.map(host => toServerHost(host, gateway.ref.namespace)),
    redirectsToHttps: fact.tls?.httpsRedirect ?? false,
    workloads,
    addresses: inFront.flatMap(({ addresses }) => addresses),
    exposure: isForTheMesh ? 'mesh' : exposureOf(inFront),
    certificates: resolveCertificates(snapshot, fact.tls, workloads),
  };
}

/** A gateway that rules of the mesh send to and that has no address of its own to be reached at. */
function isEgressGateway(
  { services }: GatewayWorkloads,
  egress: ReadonlySet<string>,
): boolean {
  return (
    services.some(({ ref }) => egress.has(`${ref.namespace}/${ref.name}`)) &&
    services.every(({ addresses }) => addresses.length === 0)
  );
}

function kindOf({ port, tls }: GatewayServer): ServerKind {
  const protocol = (port.protocol ?? '').toUpperCase();
  if (tls?.mode === 'AUTO_PASSTHROUGH') {
    return 'east-west';
  }
  if (HTTP_PROTOCOLS.includes(protocol)) {
    return 'http';
  }
  if (protocol === 'HTTPS' || protocol === 'TLS') {
    // Without a mode the server passes TLS on: PASSTHROUGH is the first of the enumeration.
    if ((tls?.mode ?? 'PASSTHROUGH') === 'PASSTHROUGH') {
      return 'tls-passthrough';
    }
    return protocol === 'HTTPS' ? 'https' : 'tls-terminated';
  }
  return 'tcp';
}

/** `[namespace/]dnsName`: `.` is the Gateway's own namespace, none or `*` is all. */
function toServerHost(written: string, ownNamespace: string): ServerHost {
  const slash = written.indexOf('/');
  const namespace = slash < 0 ? '*' : written.slice(0, slash);
  return {
    namespace: namespace === '.' ? ownNamespace : namespace,
    host: written.slice(slash + 1).toLowerCase(),
  };
}

/**
 * The Services that rules of the mesh send requests to: a gateway behind one of them is on the way OUT, and no way in
 * (SEMANTICS.md B.7, egress gateway pattern).
 */
function egressServices(snapshot: ClusterSnapshot): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { spec, ref } of snapshot.index(virtualServices).all) {
    const { gateways, http, tls, tcp } = spec;
    if (gateways.length > 0 && !gateways.includes('mesh')) {
      continue;
    }
    for (const rule of [...http, ...tls, ...tcp]) {
      const isForTheMesh =
        rule.match.length === 0 ||
        rule.match.some(
          match =>
            match.gateways.length === 0 || match.gateways.includes('mesh'),
        );
      if (isForTheMesh) {
        for (const { destination } of rule.route) {
          const service = serviceOfFullName(
            toFullName(destination.host, ref.namespace),
          );
          if (service) {
            found.add(`${service.namespace}/${service.name}`);
          }
        }
      }
    }
  }
  return found;
}
