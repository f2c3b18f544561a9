import type { Endpoints, ObjectRef } from '@portolan/plugin-traffic-common';
import {
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  ENDPOINT_SLICE,
  POD,
  SERVICE,
  STATEFUL_SET,
} from '../kinds/coreKinds';
import { matchLabels } from '../match/labels';
import { compareRefs, refTo } from '../model/refs';
import { canTellAbsence } from '../references/lookUp';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';
import { readFlag, readList, readRecord, readText } from '../snapshot/read';
import { serviceFact, type ServiceFact } from './Service';
import { workloadIndex, type WorkloadFact } from './workloadIndex';

export interface ServiceIndex {
  get(namespace: string, name: string): ServiceFact | undefined;
  /** The workloads that a Service selects, in the order of refs. */
  workloadsOf(namespace: string, name: string): readonly WorkloadFact[];
  /** The Services that select a workload, in the order of refs. */
  servicesOf(workload: ObjectRef): readonly ObjectRef[];
  /** Ready and total endpoints behind one port of a Service. */
  endpointsOf(namespace: string, name: string, port: number): Endpoints;
}

/** Services joined with the workloads they select and the endpoints behind their ports. */
export const serviceIndex = steppedIndex<ServiceIndex>({
  name: 'services',
  reads: [
    SERVICE,
    ENDPOINT_SLICE,
    POD,
    DEPLOYMENT,
    STATEFUL_SET,
    DAEMON_SET,
    CRON_JOB,
  ],
  buildInSteps: buildServiceIndex,
});

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
const EMPTY: ReadonlySet<WorkloadFact> = new Set();
const NO_WORKLOADS: readonly WorkloadFact[] = [];
const NO_SLICES: readonly KubeObject[] = [];

/** So many workloads are looked at in one step: a few milliseconds. */
const WORKLOADS_PER_STEP = 500;

function* buildServiceIndex(
  snapshot: ClusterSnapshot,
): Generator<void, ServiceIndex> {
  const services = snapshot.list(SERVICE).map(serviceFact);
  const byName = new Map(
    services.map(service => [`${service.namespace}/${service.name}`, service]),
  );
  yield;
  const workloads = yield* snapshot.indexInSteps(workloadIndex);
  const selected = yield* selectWorkloads(workloads.all, services);
  yield;
  const selectedBy = new Map<WorkloadFact, ObjectRef[]>();
  for (const object of snapshot.list(SERVICE)) {
    const ref = refTo(snapshot.cluster, object);
    const hits = selected.get(`${ref.namespace}/${ref.name}`) ?? NO_WORKLOADS;
    for (const workload of hits) {
      const refs = selectedBy.get(workload);
      if (refs) {
        refs.push(ref);
      } else {
        selectedBy.set(workload, [ref]);
      }
    }
  }
  yield;
  const slices = groupBy(
    snapshot.list(ENDPOINT_SLICE),
    slice =>
      `${slice.metadata.namespace ?? ''}/${
        slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? ''
      }`,
  );
  yield;
  const sliceStatus = snapshot.statusOf(ENDPOINT_SLICE);
  // Routes change more often than endpoints, and many name the same port: each is counted once for this index.
  const counted = new Map<ServiceFact['ports'][number], Endpoints>();
  const count = (
    port: ServiceFact['ports'][number],
    own: readonly KubeObject[],
  ): Endpoints => {
    const known = counted.get(port) ?? countEndpoints(own, port.name);
    counted.set(port, known);
    return known;
  };
  return {
    get: (namespace, name) => byName.get(`${namespace}/${name}`),
    workloadsOf: (namespace, name) =>
      selected.get(`${namespace}/${name}`) ?? NO_WORKLOADS,
    servicesOf: workload => {
      const fact = workloads.get(workload);
      return (fact && selectedBy.get(fact)) ?? [];
    },
    endpointsOf: (namespace, name, port) => {
      const service = byName.get(`${namespace}/${name}`);
      if (!service) {
        return { state: 'none', why: 'ServiceNotFound' };
      }
      if (service.type === 'ExternalName') {
        return { state: 'external', host: service.externalName ?? '' };
      }
      const servicePort = service.ports.find(known => known.port === port);
      if (!servicePort) {
        return { state: 'none', why: 'PortNotFound' };
      }
      // Slices that are there speak for their Service; files may hold those of one and not of another.
      const own = slices.get(`${namespace}/${name}`);
      return own || canTellAbsence(sliceStatus, namespace)
        ? count(servicePort, own ?? NO_SLICES)
        : { state: 'unknown', because: sliceStatus };
    },
  };
}

type ByPair = ReadonlyMap<string, Map<string, Set<WorkloadFact>>>;

/**
 * Which workloads each Service selects: by the labels of the template, and by the labels of each pod (a label put on one
 * pod later counts too). Looks up one label pair first, so that the cost follows the answers and not namespace × Service.
 */
function* selectWorkloads(
  workloads: readonly WorkloadFact[],
  services: readonly ServiceFact[],
): Generator<void, ReadonlyMap<string, readonly WorkloadFact[]>> {
  const byNamespace = pairsAskedFor(services);
  for (const [position, workload] of workloads.entries()) {
    if (position % WORKLOADS_PER_STEP === 0) {
      yield;
    }
    const byPair = byNamespace.get(workload.ref.namespace);
    if (byPair) {
      file(byPair, workload);
    }
  }
  const selected = new Map<string, readonly WorkloadFact[]>();
  for (const [position, service] of services.entries()) {
    if (position % WORKLOADS_PER_STEP === 0) {
      yield;
    }
    const { namespace, name, selector } = service;
    if (selector) {
      const byPair = byNamespace.get(namespace);
      const candidates = smallest(
        Object.entries(selector).map(
          ([key, value]) => byPair?.get(key)?.get(value) ?? EMPTY,
        ),
      );
      const wanted = { matchLabels: selector };
      const hits = [...candidates].filter(
        workload =>
          matchLabels(wanted, workload.podLabels) ||
          workload.pods.some(pod => matchLabels(wanted, pod.labels)),
      );
      selected.set(
        `${namespace}/${name}`,
        hits.sort((a, b) => compareRefs(a.ref, b.ref)),
      );
    }
  }
  return selected;
}

/** The label pairs that the Services of each namespace name, still without workloads: other labels need no look. */
function pairsAskedFor(
  services: readonly ServiceFact[],
): ReadonlyMap<string, ByPair> {
  const byNamespace = new Map<
    string,
    Map<string, Map<string, Set<WorkloadFact>>>
  >();
  for (const { namespace, selector } of services) {
    if (selector) {
      let byPair = byNamespace.get(namespace);
      if (!byPair) {
        byPair = new Map();
        byNamespace.set(namespace, byPair);
      }
      for (const [key, value] of Object.entries(selector)) {
        let byValue = byPair.get(key);
        if (!byValue) {
          byValue = new Map();
          byPair.set(key, byValue);
        }
        if (!byValue.has(value)) {
          byValue.set(value, new Set());
        }
      }
    }
  }
  return byNamespace;
}

function file(byPair: ByPair, workload: WorkloadFact): void {
  for (const [key, byValue] of byPair) {
    const value = workload.podLabels[key];
    byValue.get(value)?.add(workload);
    for (const { labels } of workload.pods) {
      if (labels[key] !== value) {
        byValue.get(labels[key])?.add(workload);
      }
    }
  }
}

function smallest(
  sets: readonly ReadonlySet<WorkloadFact>[],
): ReadonlySet<WorkloadFact> {
  return sets.reduce(
    (best, set) => (set.size < best.size ? set : best),
    sets[0] ?? EMPTY,
  );
}

/**
 * Counts each endpoint once, though dual-stack Services have it in two slices. An endpoint without a `ready` condition is
 * ready (discovery/v1 EndpointConditions: nil means unknown and is to be taken as ready).
 */
function countEndpoints(
  slices: readonly KubeObject[],
  portName: string,
): Endpoints {
  const readiness = new Map<string, boolean>();
  let ready = 0;
  for (const slice of slices) {
    const serves = readList(slice, 'ports').some(
      port => (readText(port, 'name') ?? '') === portName,
    );
    if (serves) {
      const namespace = slice.metadata.namespace ?? '';
      for (const endpoint of readList(slice, 'endpoints')) {
        const key = endpointKey(endpoint, namespace);
        const isReady =
          readFlag(readRecord(endpoint, 'conditions'), 'ready') ?? true;
        const wasReady = readiness.get(key);
        if (isReady && !wasReady) {
          ready += 1;
        }
        if (wasReady === undefined || isReady) {
          readiness.set(key, isReady);
        }
      }
    }
  }
  return { state: 'known', ready, total: readiness.size };
}

/** Equal for the same endpoint alone; that of a pod beside its slice, which nearly all are, is the pod's own name. */
function endpointKey(endpoint: unknown, namespace: string): string {
  const target = readRecord(endpoint, 'targetRef');
  const name = readText(target, 'name');
  if (!name) {
    return JSON.stringify(readList(endpoint, 'addresses'));
  }
  const kind = readText(target, 'kind');
  const where = readText(target, 'namespace');
  return kind === 'Pod' && where === namespace
    ? name
    : `${kind}/${where}/${name}`;
}
