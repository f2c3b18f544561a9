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
import { compareRefs, refKey, refTo } from '../model/refs';
import { canTellAbsence } from '../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
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
export const serviceIndex: SnapshotIndex<ServiceIndex> = {
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
  build: buildServiceIndex,
};

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
const EMPTY: ReadonlySet<WorkloadFact> = new Set();

function buildServiceIndex(snapshot: ClusterSnapshot): ServiceIndex {
  const services = snapshot.list(SERVICE).map(serviceFact);
  const byName = new Map(
    services.map(service => [`${service.namespace}/${service.name}`, service]),
  );
  const selected = selectWorkloads(snapshot, services);
  const selections = snapshot.list(SERVICE).flatMap(object => {
    const ref = refTo(snapshot.cluster, object);
    return (selected.get(`${ref.namespace}/${ref.name}`) ?? []).map(
      workload => ({ ref, workload: refKey(workload.ref) }),
    );
  });
  const selectedBy = groupBy(selections, selection => selection.workload);
  const slices = groupBy(
    snapshot.list(ENDPOINT_SLICE),
    slice =>
      `${slice.metadata.namespace ?? ''}/${
        slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? ''
      }`,
  );
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
      selected.get(`${namespace}/${name}`) ?? [],
    servicesOf: workload =>
      (selectedBy.get(refKey(workload)) ?? []).map(selection => selection.ref),
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
        ? count(servicePort, own ?? [])
        : { state: 'unknown', because: sliceStatus };
    },
  };
}

/**
 * Which workloads each Service selects: by the labels of the template, and by the labels of each pod (a label put on one
 * pod later counts too). Looks up one label pair first, so that the cost follows the answers and not namespace × Service.
 */
function selectWorkloads(
  snapshot: ClusterSnapshot,
  services: readonly ServiceFact[],
): ReadonlyMap<string, readonly WorkloadFact[]> {
  const workloads = snapshot.index(workloadIndex);
  const byPair = new Map<string, Set<WorkloadFact>>();
  const put = (
    namespace: string,
    labels: Readonly<Record<string, string>>,
    workload: WorkloadFact,
  ) => {
    for (const [key, value] of Object.entries(labels)) {
      const pair = `${namespace}|${key}=${value}`;
      const known = byPair.get(pair);
      if (known) {
        known.add(workload);
      } else {
        byPair.set(pair, new Set([workload]));
      }
    }
  };
  for (const workload of workloads.all) {
    put(workload.ref.namespace, workload.podLabels, workload);
    for (const pod of workload.pods) {
      put(workload.ref.namespace, pod.labels, workload);
    }
  }
  const selected = new Map<string, readonly WorkloadFact[]>();
  for (const service of services) {
    const { namespace, name, selector } = service;
    if (selector) {
      const candidates = smallest(
        Object.entries(selector).map(
          ([key, value]) => byPair.get(`${namespace}|${key}=${value}`) ?? EMPTY,
        ),
      );
      const hits = [...candidates].filter(
        workload =>
          hasLabels(workload.podLabels, selector) ||
          workload.pods.some(pod => hasLabels(pod.labels, selector)),
      );
      selected.set(
        `${namespace}/${name}`,
        hits.sort((a, b) => compareRefs(a.ref, b.ref)),
      );
    }
  }
  return selected;
}

function smallest(
  sets: readonly ReadonlySet<WorkloadFact>[],
): ReadonlySet<WorkloadFact> {
  return sets.reduce(
    (best, set) => (set.size < best.size ? set : best),
    sets[0] ?? EMPTY,
  );
}

function hasLabels(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
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
  for (const slice of slices) {
    const serves = readList(slice, 'ports').some(
      port => (readText(port, 'name') ?? '') === portName,
    );
    if (serves) {
      for (const endpoint of readList(slice, 'endpoints')) {
        const key = endpointKey(endpoint);
        const ready =
          readFlag(readRecord(endpoint, 'conditions'), 'ready') ?? true;
        readiness.set(key, (readiness.get(key) ?? false) || ready);
      }
    }
  }
  const ready = [...readiness.values()].filter(Boolean).length;
  return { state: 'known', ready, total: readiness.size };
}

function endpointKey(endpoint: unknown): string {
  const target = readRecord(endpoint, 'targetRef');
  const name = readText(target, 'name');
  return name
    ? `${readText(target, 'kind')}/${readText(target, 'namespace')}/${name}`
    : JSON.stringify(readList(endpoint, 'addresses'));
}
