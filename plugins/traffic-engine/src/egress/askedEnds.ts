import type { Destination, ObjectRef } from '@portolan/plugin-traffic-common';
import type { ClusterJoin } from '../join/ClusterJoin';
import { POD, SERVICE } from '../kinds/coreKinds';
import { parseAddress, parseCidr } from '../match/cidr';
import type { DependencyDraft } from '../model/drafts';
import { refKey, refOf } from '../model/refs';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import { lookUp } from '../references/lookUp';
import type { WorkloadFact } from '../topology/workloadIndex';
import type { AskedEnd, NotFound } from './AskedEnd';
import {
  destinationsOf,
  podDestinations,
  serviceDestinations,
  type Destinations,
} from './destinationsOf';
import type { Court, Origins } from './judgeDependency';

/** What asked ends are looked up in. */
export interface AskedContext {
  readonly join: ClusterJoin;
  readonly court: Court;
  readonly entities: readonly CatalogEntityFacts[];
  readonly asked: Pick<DependencyDraft, 'port' | 'protocol'>;
}

/** One source of connections; `workload` is absent for what is none of the cluster. */
export interface AskedSource {
  readonly end: AskedEnd;
  readonly workload?: WorkloadFact;
  readonly origins: Origins;
}

/** One destination as dependencies have it, and what it connects to. */
export interface AskedTarget {
  readonly end: AskedEnd;
  readonly destination: Destination;
  readonly destinations: Destinations;
}

/** `<service>.<namespace>.svc`, with the cluster's domain or without; it is taken for cluster.local. */
const CLUSTER_NAME = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?\.?$/;

/** The sources that an end stands for: several only for an entity of the catalog. */
export function sourcesOf(
  end: AskedEnd,
  context: AskedContext,
): readonly AskedSource[] | NotFound {
  const { court, join } = context;
  switch (end.kind) {
    case 'entity': {
      const workloads = claimedBy(new Set([end.entityRef]), join);
      return workloads.length > 0
        ? workloads.flatMap(workload => workloadSource(workload, court))
        : notFound('from', 'nothing-claimed');
    }
    case 'object':
      return objectSource(end.ref, context);
    case 'address': {
      const owner = court.ownerOf(end.ip);
      if (owner) {
        return objectSource(owner, context);
      }
      return parseAddress(end.ip)
        ? [{ end, origins: plain(end) }]
        : notFound('from', 'no-address');
    }
    case 'cidr': {
      const single = addressIn(end.cidr);
      if (single !== undefined) {
        return sourcesOf({ kind: 'address', ip: single }, context);
      }
      return parseCidr(end.cidr)
        ? [{ end, origins: plain(end) }]
        : notFound('from', 'no-address');
    }
    default:
      return [{ end, origins: plain(end) }];
  }
}

/** The address of a range that holds one alone (`10.0.0.2/32`), which may be somebody's. */
function addressIn(cidr: string): string | undefined {
  const range = parseCidr(cidr);
  return range && range.first === range.last ? cidr.split('/')[0] : undefined;
}

function plain(end: Origins['ends'][number]): Origins {
  return { ends: [end], mixed: 'depends-on-address' };
}

function objectSource(
  ref: ObjectRef,
  { court, join }: AskedContext,
): readonly AskedSource[] | NotFound {
  const end: AskedEnd = { kind: 'object', ref };
  const workload = join.factOf(ref);
  if (workload) {
    return workloadSource(workload, court);
  }
  if (isKind(ref, SERVICE)) {
    const behind = join.services.workloadsOf(ref.namespace, ref.name);
    return behind.length > 0
      ? behind.flatMap(each => workloadSource(each, court))
      : notFound('from', absence(SERVICE, ref, join));
  }
  const pod = isKind(ref, POD)
    ? court.podOf(ref.namespace, ref.name)
    : undefined;
  return pod
    ? [
        {
          end,
          workload: join.workloadOfPod(ref.namespace, ref.name),
          origins: { ends: [pod], mixed: 'pods-differ' },
        },
      ]
    : notFound('from', absence(POD, ref, join));
}

function workloadSource(
  workload: WorkloadFact,
  court: Court,
): readonly AskedSource[] {
  const ends = court.podGroups(workload).map(group => group.end);
  return [
    {
      end: { kind: 'object', ref: workload.ref },
      workload,
      origins: { ends, mixed: 'pods-differ' },
    },
  ];
}

/** The destinations that an end stands for: several only for an entity of the catalog. */
export function targetsOf(
  end: AskedEnd,
  context: AskedContext,
): readonly AskedTarget[] | NotFound {
  const { court, join, asked } = context;
  const ofDestination = (destination: Destination) => {
    const destinations = destinationsOf({ destination, ...asked }, court);
    return destinations && [{ end, destination, destinations }];
  };
  switch (end.kind) {
    case 'entity':
      return entityTargets(end.entityRef, context);
    case 'object':
      return objectTarget(end.ref, context);
    case 'address': {
      const owner = court.ownerOf(end.ip);
      if (owner) {
        return objectTarget(owner, context);
      }
      return parseAddress(end.ip)
        ? ofDestination({
            kind: 'cidr',
            cidr: `${end.ip}/${end.ip.includes(':') ? 128 : 32}`,
            except: [],
          }) ?? notFound('to', 'no-address')
        : notFound('to', 'no-address');
    }
    case 'cidr': {
      const single = addressIn(end.cidr);
      if (single !== undefined) {
        return targetsOf({ kind: 'address', ip: single }, context);
      }
      return parseCidr(end.cidr)
        ? ofDestination({ kind: 'cidr', cidr: end.cidr, except: [] }) ??
            notFound('to', 'no-such-port')
        : notFound('to', 'no-address');
    }
    default: {
      const [, name, namespace] = CLUSTER_NAME.exec(end.host) ?? [];
      return name === undefined
        ? ofDestination(end) ?? notFound('to', 'missing')
        : objectTarget(
            refOf(join.snapshot.cluster, SERVICE, namespace, name),
            context,
          );
    }
  }
}

function objectTarget(
  ref: ObjectRef,
  context: AskedContext,
): readonly AskedTarget[] | NotFound {
  const { court, join, asked } = context;
  const end: AskedEnd = { kind: 'object', ref };
  if (isKind(ref, SERVICE)) {
    const destinations = serviceDestinations(ref, asked, court);
    return destinations
      ? [{ end, destination: { kind: 'service', service: ref }, destinations }]
      : notFound('to', whyNotServed(ref, join));
  }
  const workload = join.factOf(ref);
  const ofPod = isKind(ref, POD)
    ? podDestinations(ref, asked, court)
    : undefined;
  const destinations = workload
    ? workloadDestinations(workload, context)
    : ofPod;
  return destinations
    ? [
        {
          end,
          destination: {
            kind: 'peers',
            namespaces: ref.namespace,
            pods: `of ${ref.kind} ${ref.name}`,
          },
          destinations,
        },
      ]
    : notFound('to', absence(POD, ref, join));
}

function workloadDestinations(
  workload: WorkloadFact,
  { court, asked: { port, protocol } }: AskedContext,
): Destinations {
  return {
    ends: court.podGroups(workload).map(({ end }) => ({
      to: end,
      port: typeof port === 'string' ? null : port,
      protocol,
    })),
    mixed: 'pods-differ',
  };
}

/** The Services of all that an entity claims, or its workloads where they have none, and the hosts that are its own. */
function entityTargets(
  entityRef: string,
  context: AskedContext,
): readonly AskedTarget[] | NotFound {
  const { join, entities } = context;
  const meant = new Set([
    entityRef,
    ...entities
      .filter(({ provides = [] }) => provides.includes(entityRef))
      .map(provider => provider.entityRef),
  ]);
  const hosts = entities
    .filter(entity => entity.entityRef === entityRef)
    .flatMap(({ hosts: stated = [], apiHosts = [] }) => [
      ...stated,
      ...apiHosts,
    ])
    .filter(host => !host.startsWith('*'));
  const objects = new Map(
    claimedBy(meant, join).flatMap(({ ref }) => {
      const services = join.services.servicesOf(ref);
      return (services.length > 0 ? services : [ref]).map(
        each => [refKey(each), each] as const,
      );
    }),
  );
  const found = [
    ...[...objects.values()].map(ref => objectTarget(ref, context)),
    ...[...new Set(hosts)].map(host =>
      targetsOf({ kind: 'host', host }, context),
    ),
  ];
  const targets = found.flatMap(each => ('state' in each ? [] : each));
  return targets.length > 0
    ? targets
    : notFound('to', found.length > 0 ? 'no-such-port' : 'nothing-claimed');
}

function claimedBy(
  entityRefs: ReadonlySet<string>,
  join: ClusterJoin,
): readonly WorkloadFact[] {
  return join.workloads
    .filter(({ claims }) =>
      claims.some(({ entityRef }) => entityRefs.has(entityRef)),
    )
    .flatMap(({ ref }) => join.factOf(ref) ?? []);
}

function whyNotServed(ref: ObjectRef, join: ClusterJoin): NotFound['why'] {
  const service = join.services.get(ref.namespace, ref.name);
  if (!service) {
    return absence(SERVICE, ref, join);
  }
  return service.selector === null ? 'no-endpoints' : 'no-such-port';
}

function absence(
  kind: typeof POD,
  { namespace, name }: ObjectRef,
  { snapshot }: ClusterJoin,
): 'missing' | 'unknown' {
  return lookUp(snapshot, kind, namespace, name).state === 'unknown'
    ? 'unknown'
    : 'missing';
}

function isKind(ref: ObjectRef, kind: typeof POD): boolean {
  return ref.group === kind.group && ref.kind === kind.kind;
}

function notFound(end: NotFound['end'], why: NotFound['why']): NotFound {
  return { state: 'not-found', end, why };
}
