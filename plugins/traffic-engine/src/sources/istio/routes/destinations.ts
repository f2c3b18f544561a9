import type {
  Endpoints,
  ObjectRef,
  Provenance,
  Resolution,
} from '@portolan/plugin-traffic-common';
import { clusterLocal } from '../../../istio/clusterLocal';
import {
  destinationRuleIndex,
  findSubset,
} from '../../../istio/destinationRuleIndex';
import type { Proxies } from '../../../istio/destinationRuleMerge';
import type {
  DestinationRule,
  Subset,
} from '../../../istio/facts/destinationRules';
import type { Destination } from '../../../istio/facts/virtualServices';
import { toFullName, serviceOfFullName } from '../../../istio/hostnames';
import { hostRegistry, type HostEntry } from '../../../istio/hostRegistry';
import { DESTINATION_RULE, SERVICE_ENTRY } from '../../../istio/kinds';
import { sharedMesh } from '../../../istio/sharedMesh';
import { selectSubset } from '../../../istio/subsetPods';
import { SERVICE } from '../../../kinds/coreKinds';
import type { BackendDraft, ServiceTarget } from '../../../model/drafts';
import { refOf } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { ServiceFact } from '../../../topology/Service';
import { serviceIndex } from '../../../topology/serviceIndex';

/** A destination followed to what serves it, with the DestinationRules in force for it. */
export interface ResolvedDestination {
  readonly fullName: string;
  readonly ref: ObjectRef;
  readonly entry: HostEntry | null;
  readonly port: number | null;
  readonly target: Resolution<ServiceTarget>;
  readonly reason: string | null;
  readonly endpoints?: Endpoints;
  readonly workloads?: readonly ObjectRef[];
  readonly rules: readonly DestinationRule[];
  /** Whether `rules` are those that hold: false where other rules hold for some callers by their `workloadSelector`. */
  readonly areRulesKnown: boolean;
  readonly subset: {
    rule: DestinationRule;
    subset: Subset;
    index: number;
  } | null;
}

/** From where a destination is looked at. */
export interface Viewpoint {
  /** The namespace of the proxy. */
  readonly client: string;
  /** The labels of the pods that play the gateway; undefined in the mesh, where callers differ. */
  readonly proxies?: Proxies;
  /** The namespace of the object that names the destination: short names lie there. */
  readonly owner: string;
  /** The port that the request came in on; null where it is not known, as in the mesh. */
  readonly port: number | null;
}

/** Follows destinations, each once for the same viewpoint. */
export function destinationResolver(snapshot: ClusterSnapshot) {
  const known = new Map<string, ResolvedDestination>();
  const proxyKeys = new Map<Proxies, number>();
  const keyOf = (proxies: Proxies) => {
    const found = proxyKeys.get(proxies) ?? proxyKeys.size;
    proxyKeys.set(proxies, found);
    return found;
  };
  return (destination: Destination, viewpoint: Viewpoint) => {
    const key = [
      toFullName(destination.host, viewpoint.owner),
      destination.subset ?? '',
      destination.port?.number ?? '',
      viewpoint.client,
      viewpoint.port ?? '',
      keyOf(viewpoint.proxies),
    ].join('|');
    const found =
      known.get(key) ?? resolveDestination(snapshot, destination, viewpoint);
    known.set(key, found);
    return found;
  };
}
export type DestinationResolver = ReturnType<typeof destinationResolver>;

function resolveDestination(
  snapshot: ClusterSnapshot,
  destination: Destination,
  viewpoint: Viewpoint,
): ResolvedDestination {
  const { client, owner } = viewpoint;
  const fullName = toFullName(destination.host, owner);
  const found = snapshot.index(hostRegistry).find(fullName, client);
  const entry = found.state === 'resolved' ? found.value : null;
  if (entry?.kind === 'service' && entry.service.externalName !== null) {
    return followAlias(snapshot, entry.service, { destination, viewpoint });
  }
  const ref = entry?.ref ?? assumedRef(snapshot, { fullName, owner });
  const { rules, isKnown } = snapshot.index(destinationRuleIndex).find({
    host: fullName,
    client,
    owner: entry?.ref.namespace ?? null,
    proxies: viewpoint.proxies,
  });
  const whole = {
    fullName,
    ref,
    entry,
    rules,
    areRulesKnown: isKnown,
    subset: null,
  };
  const named = destination.port?.number ?? null;
  switch (found.state) {
    case 'missing':
      return {
        ...whole,
        port: named,
        target: { state: 'missing', ref },
        reason: 'BackendNotFound',
      };
    case 'hidden':
      return {
        ...whole,
        port: named,
        target: { state: 'forbidden', ref: found.ref, needs: 'exportTo' },
        reason: 'NotExportedTo',
      };
    case 'unknown':
      return {
        ...whole,
        port: named,
        target: { state: 'unknown', ref, because: found.because },
        reason: null,
      };
    default:
  }
  const { value } = found;
  const ports =
    value.kind === 'service'
      ? value.service.ports.map(({ port }) => port)
      : value.entry.spec.ports.map(({ number }) => number);
  // One port is meant without being named; of several, the one that the request came in on (IST0112).
  const port = named ?? (ports.length === 1 ? ports[0] : viewpoint.port);
  if (port !== null && !ports.includes(port)) {
    return {
      ...whole,
      port,
      target: { state: 'missing', ref },
      reason: 'BackendPortNotFound',
    };
  }
  return elsewhere(snapshot, value, {
    ...whole,
    port,
    target: {
      state: 'resolved',
      value: { service: ref, servicePort: port ?? ports[0] ?? 0 },
    },
    reason: null,
    ...outside(value, fullName),
    ...subsetOf(snapshot, destination, { value, rules, isKnown }),
  });
}

/**
 * Clusters are looked at one by one: what another one of the mesh adds to a Service is not known here. Neither is a subset that
 * some callers have and others not.
 */
const NOT_LOOKED_AT: Endpoints = {
  state: 'unknown',
  because: { state: 'pending' },
};

/**
 * A Service of type ExternalName is another name of a host, at the same port: routes to it work where a Service or a ServiceEntry
 * has that host, and its own DestinationRules are not asked (Istio 1.21, upgrade notes; always so since 1.24). Where an
 * alias of an alias leads is not said.
 */
function followAlias(
  snapshot: ClusterSnapshot,
  { externalName, ports }: Pick<ServiceFact, 'externalName' | 'ports'>,
  from: { destination: Destination; viewpoint: Viewpoint },
): ResolvedDestination {
  const { destination, viewpoint } = from;
  const host = (externalName ?? '').replace(/\.$/, '').toLowerCase();
  const number =
    destination.port?.number ??
    (ports.length === 1 ? ports[0].port : viewpoint.port);
  const meant = snapshot.index(hostRegistry).find(host, viewpoint.client);
  if (
    meant.state !== 'resolved' ||
    meant.value.kind !== 'service' ||
    meant.value.service.externalName === null
  ) {
    return resolveDestination(
      snapshot,
      { ...destination, host, ...(number !== null && { port: { number } }) },
      viewpoint,
    );
  }
  const { ref } = meant.value;
  return {
    fullName: host,
    ref,
    entry: null,
    port: number,
    target: {
      state: 'resolved',
      value: { service: ref, servicePort: number ?? 0 },
    },
    reason: null,
    rules: [],
    areRulesKnown: true,
    subset: null,
    endpoints: NOT_LOOKED_AT,
    workloads: [],
  };
}

/** In a mesh of several clusters a Service without a ready endpoint here may have some in another cluster (sameness). */
function elsewhere(
  snapshot: ClusterSnapshot,
  value: HostEntry,
  found: ResolvedDestination,
): ResolvedDestination {
  if (
    value.kind !== 'service' ||
    (found.reason !== null && found.reason !== 'SubsetNotReady') ||
    found.target.state !== 'resolved' ||
    !snapshot.index(sharedMesh) ||
    snapshot.index(clusterLocal)(value.ref.namespace, value.ref.name)
  ) {
    return found;
  }
  const { service, servicePort } = found.target.value;
  const here =
    found.endpoints ??
    snapshot
      .index(serviceIndex)
      .endpointsOf(service.namespace, service.name, servicePort);
  const isDry =
    here.state === 'none' || (here.state === 'known' && here.ready === 0);
  return isDry ? { ...found, reason: null, endpoints: NOT_LOOKED_AT } : found;
}

function outside(
  value: HostEntry,
  fullName: string,
): Pick<ResolvedDestination, 'endpoints' | 'workloads'> {
  return value.kind === 'service-entry'
    ? { endpoints: { state: 'external', host: fullName }, workloads: [] }
    : {};
}

type SubsetPart = Pick<
  ResolvedDestination,
  'subset' | 'reason' | 'endpoints' | 'workloads'
>;

function subsetOf(
  snapshot: ClusterSnapshot,
  destination: Destination,
  options: {
    value: HostEntry;
    rules: readonly DestinationRule[];
    isKnown: boolean;
  },
): Partial<SubsetPart> {
  const { value, rules } = options;
  if (!destination.subset) {
    return {};
  }
  if (!options.isKnown) {
    return { endpoints: NOT_LOOKED_AT, workloads: [] };
  }
  const subset = findSubset(rules, destination.subset);
  const status = snapshot.statusOf(DESTINATION_RULE);
  if (!subset) {
    // DestinationRules of three namespaces may define it, so all have to be known.
    const isKnown =
      (status.state === 'synced' || status.state === 'stale') &&
      !status.namespaces;
    return isKnown || status.state === 'absent'
      ? {
          reason: 'SubsetNotFound',
          endpoints: { state: 'none', why: 'SubsetNotFound' },
          workloads: [],
        }
      : { endpoints: { state: 'unknown', because: status }, workloads: [] };
  }
  if (value.kind !== 'service' || value.service.selector === null) {
    return { subset };
  }
  const { endpoints, workloads } = selectSubset(
    snapshot,
    value.service,
    subset.subset.labels,
  );
  const isDry = endpoints.state === 'known' && endpoints.ready === 0;
  return {
    subset,
    workloads: workloads.map(workload => workload.ref),
    endpoints: isDry ? { state: 'none', why: 'SubsetNotReady' } : endpoints,
    ...(isDry ? { reason: 'SubsetNotReady' } : {}),
  };
}

/** What a name that is nowhere would most likely be. */
function assumedRef(
  snapshot: ClusterSnapshot,
  { fullName, owner }: { fullName: string; owner: string },
): ObjectRef {
  const service = serviceOfFullName(fullName);
  if (service) {
    return refOf(snapshot.cluster, SERVICE, service.namespace, service.name);
  }
  return refOf(snapshot.cluster, SERVICE_ENTRY, owner, fullName);
}

const NO_LABELS: Readonly<Record<string, string>> = {};

/** The destinations of one rule as backends: of several, those with weight 0 get nothing, and one alone gets all. */
export function toBackends(
  destinations: readonly {
    resolved: ResolvedDestination;
    weight: number | null;
    provenance: Provenance;
  }[],
): readonly BackendDraft[] {
  const isAlone = destinations.length === 1;
  const total = destinations.reduce(
    (sum, { weight }) => sum + (weight ?? 0),
    0,
  );
  return destinations.map(({ resolved, weight, provenance }) => {
    const { ref, port, target, reason, endpoints, workloads, subset } =
      resolved;
    const labels = subset?.subset.labels ?? NO_LABELS;
    const counted = isAlone ? 100 : Math.max(0, Math.trunc(weight ?? 0));
    return {
      ref,
      port,
      weight: counted,
      share: isAlone ? 1 : shareOf(counted, total),
      reason,
      provenance,
      target,
      acrossMesh: { labels },
      ...(endpoints ? { endpoints } : {}),
      ...(workloads ? { workloads } : {}),
    };
  });
}

function shareOf(weight: number, total: number): number {
  return total > 0 ? weight / total : 0;
}
