import type { Address, Route } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../kinds/coreKinds';
import { exposureOf } from '../match/addressExposure';
import { declaredExposure } from '../match/declaredExposure';
import { matchLabels } from '../match/labels';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import {
  readLabels,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../snapshot/read';
import { loadBalancerAddresses } from '../topology/loadBalancerAddresses';
import { serviceFact, type ServicePortFact } from '../topology/Service';
import type { EntryPoint, EntryPointRedirect } from './EntryPoint';
import { isSet, type TraefikArguments } from './readArguments';

const OWN_ENTRY_POINT = 'traefik';

interface Front {
  readonly port: ServicePortFact;
  readonly addresses: readonly Address[];
  readonly exposure: Route['exposure'];
  readonly isOpen: boolean;
}

/**
 * The entry points that arguments declare, with the ports that clients use: that of the Service in front, else a host port,
 * else the container's own. `defaults` are those of routers that name none: all with `asDefault`, or all but Traefik's own.
 */
export function readEntryPoints(
  snapshot: ClusterSnapshot,
  { workload, flags }: { workload: KubeObject; flags: TraefikArguments },
): { entryPoints: readonly EntryPoint[]; defaults: readonly string[] } {
  const fronts = listFronts(snapshot, workload);
  const containerPorts = readList(
    readRecord(readRecord(workload.spec, 'template'), 'spec'),
    'containers',
  ).flatMap(container => readList(container, 'ports'));
  const names = [
    ...new Set(
      [...flags.keys()].flatMap(
        key => /^entrypoints\.([^.]+)\.address$/.exec(key)?.[1] ?? [],
      ),
    ),
  ];
  const entryPoints = names.map((name): EntryPoint => {
    const prefix = `entrypoints.${name}`;
    const [, portText, protocol] =
      /:(\d+)(?:\/(tcp|udp))?$/i.exec(flags.get(`${prefix}.address`) ?? '') ??
      [];
    const own = portText === undefined ? null : Number(portText);
    const ports = containerPorts.filter(
      port => readNumber(port, 'containerPort') === own,
    );
    const portNames = ports.map(port => readText(port, 'name') ?? '');
    const reached = fronts.filter(
      ({ port: { targetPort } }) =>
        targetPort === own ||
        (typeof targetPort === 'string' && portNames.includes(targetPort)),
    );
    const front = reached.find(({ isOpen }) => isOpen) ?? reached.at(0);
    const sides = reached.filter(
      ({ isOpen, port: { port } }) => isOpen && port === front?.port.port,
    );
    const hostPort = ports
      .map(port => readNumber(port, 'hostPort'))
      .find(port => port !== undefined);
    return {
      name,
      port: front?.port.port ?? hostPort ?? own,
      protocol: protocol?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
      addresses:
        sides.length > 0
          ? sides.flatMap(({ addresses }) => addresses)
          : front?.addresses ?? [],
      exposure: widest(sides.map(({ exposure }) => exposure)),
      endsTls:
        isSet(flags, `${prefix}.http.tls`) ||
        [...flags.keys()].some(key => key.startsWith(`${prefix}.http.tls.`)),
      redirect: readRedirect(flags, prefix),
    };
  });
  const marked = names.filter(name =>
    isSet(flags, `entrypoints.${name}.asdefault`),
  );
  return {
    entryPoints,
    defaults:
      marked.length > 0
        ? marked
        : names.filter(name => name !== OWN_ENTRY_POINT),
  };
}

function listFronts(
  snapshot: ClusterSnapshot,
  workload: KubeObject,
): readonly Front[] {
  const labels = readLabels(
    readRecord(readRecord(workload.spec, 'template'), 'metadata'),
    'labels',
  );
  return snapshot
    .list(SERVICE, workload.metadata.namespace ?? '')
    .flatMap(object => {
      const service = serviceFact(object);
      return service.selector &&
        matchLabels({ matchLabels: service.selector }, labels)
        ? service.ports.map(port => ({
            port,
            addresses: loadBalancerAddresses(object),
            exposure: exposureOfFront(object),
            isOpen: service.type === 'LoadBalancer',
          }))
        : [];
    });
}

/** A Service that is no load balancer may have another proxy in front, so it tells nothing. */
function exposureOfFront(service: KubeObject): Route['exposure'] {
  return (
    declaredExposure(service.metadata.annotations ?? {}, {
      loadBalancerClass: readText(service.spec, 'loadBalancerClass'),
    }) ?? exposureOf(loadBalancerAddresses(service))
  );
}

/** One load balancer that the internet reaches is enough; all must be internal to say so. */
function widest(sides: readonly Route['exposure'][]): Route['exposure'] {
  if (sides.includes('internet')) {
    return 'internet';
  }
  return sides.length > 0 && sides.every(side => side === 'internal')
    ? 'internal'
    : 'unknown';
}

function readRedirect(
  flags: TraefikArguments,
  prefix: string,
): EntryPointRedirect | null {
  const at = `${prefix}.http.redirections.entrypoint`;
  const to = flags.get(`${at}.to`);
  if (to === undefined) {
    return null;
  }
  // `to` is another entry point's name, whose own port is meant and not that of a Service in front; or a port as `:443`.
  const target = to.startsWith(':')
    ? to
    : flags.get(`entrypoints.${to.toLowerCase()}.address`) ?? '';
  const port = Number(/:(\d+)(?:\/tcp)?$/i.exec(target)?.[1] ?? NaN);
  return {
    scheme: flags.get(`${at}.scheme`) ?? 'https',
    port: Number.isInteger(port) && port > 0 && port !== 443 ? port : null,
    permanent: flags.get(`${at}.permanent`) !== 'false',
  };
}
