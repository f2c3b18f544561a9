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
import { ByName } from '../snapshot/ByName';
import type { KubeObject } from '../snapshot/KubeObject';
import { countEndpoints } from './endpointCount';
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
  /** What a later index may take over. */
  readonly entries: ByName<Entry>;
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

/** So many workloads are looked at in one step: a few milliseconds. */
const WORKLOADS_PER_STEP = 500;

/** A Service with all that stands behind it. */
interface Entry {
  readonly service: ServiceFact;
  readonly workloads: readonly WorkloadFact[];
  readonly slices: KubeObject[];
  /** By the name of a port, as far as somebody has asked. */
  counted: Map<string, Endpoints>;
}

function* buildServiceIndex(
  snapshot: ClusterSnapshot,
  before?: ServiceIndex,
): Generator<void, ServiceIndex> {
  const services = snapshot.list(SERVICE).map(serviceFact);
  yield;
  const workloads = yield* snapshot.indexInSteps(workloadIndex);
  const entries = yield* enterServices(workloads.all, services);
  yield;
  const selectedBy = new Map<WorkloadFact, ObjectRef[]>();
  for (const object of snapshot.list(SERVICE)) {
    const ref = refTo(snapshot.cluster, object);
    const hits = entries.get(ref.namespace, ref.name)?.workloads ?? [];
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
  for (const slice of snapshot.list(ENDPOINT_SLICE)) {
    const { namespace = '', labels } = slice.metadata;
    entries
      .get(namespace, labels?.[SERVICE_NAME_LABEL] ?? '')
      ?.slices.push(slice);
  }
  yield;
  if (before) {
    takeCounts(services, entries, before.entries);
  }
  const sliceStatus = snapshot.statusOf(ENDPOINT_SLICE);
  return {
    entries,
    get: (namespace, name) => entries.get(namespace, name)?.service,
    workloadsOf: (namespace, name) =>
      entries.get(namespace, name)?.workloads ?? NO_WORKLOADS,
    servicesOf: workload => {
      const fact = workloads.get(workload);
      return (fact && selectedBy.get(fact)) ?? [];
    },
    endpointsOf: (namespace, name, port) => {
      const entry = entries.get(namespace, name);
      if (!entry) {
        return { state: 'none', why: 'ServiceNotFound' };
      }
      const { service, slices } = entry;
      if (service.type === 'ExternalName') {
        return { state: 'external', host: service.externalName ?? '' };
      }
      const servicePort = service.ports.find(known => known.port === port);
      if (!servicePort) {
        return { state: 'none', why: 'PortNotFound' };
      }
      // Slices that are there speak for their Service; files may hold those of one and not of another.
      return slices.length > 0 || canTellAbsence(sliceStatus, namespace)
        ? countOnce(entry, servicePort.name)
        : { state: 'unknown', because: sliceStatus };
    },
  };
}

/** Counts follow from the slices alone, and most Services have the same ones as before. */
function takeCounts(
  services: readonly ServiceFact[],
  entries: ByName<Entry>,
  before: ByName<Entry>,
): void {
  for (const { namespace, name } of services) {
    const entry = entries.get(namespace, name);
    const known = before.get(namespace, name);
    if (
      entry &&
      known?.slices.length === entry.slices.length &&
      known.slices.every((slice, index) => slice === entry.slices[index])
    ) {
      entry.counted = known.counted;
    }
  }
}

/** Routes change more often than endpoints, and many name the same port: each is counted once for an index. */
function countOnce(entry: Entry, portName: string): Endpoints {
  const known =
    entry.counted.get(portName) ?? countEndpoints(entry.slices, portName);
  entry.counted.set(portName, known);
  return known;
}

type ByPair = ReadonlyMap<string, Map<string, Set<WorkloadFact>>>;

/**
 * The Services with the workloads that each selects: by the labels of the template, and by the labels of each pod (a label put on one
 * pod later counts too). Looks up one label pair first, so that the cost follows the answers and not namespace × Service.
 */
function* enterServices(
  workloads: readonly WorkloadFact[],
  services: readonly ServiceFact[],
): Generator<void, ByName<Entry>> {
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
  const entries = new ByName<Entry>();
  for (const [position, service] of services.entries()) {
    if (position % WORKLOADS_PER_STEP === 0) {
      yield;
    }
    entries.set(service.namespace, service.name, {
      service,
      workloads: select(service, byNamespace.get(service.namespace)),
      slices: [],
      counted: new Map(),
    });
  }
  return entries;
}

function select(
  { selector }: ServiceFact,
  byPair: ByPair | undefined,
): readonly WorkloadFact[] {
  if (!selector) {
    return NO_WORKLOADS;
  }
  const candidates = smallest(
    Object.entries(selector).map(
      ([key, value]) => byPair?.get(key)?.get(value) ?? EMPTY,
    ),
  );
  const wanted = { matchLabels: selector };
  return [...candidates]
    .filter(
      workload =>
        matchLabels(wanted, workload.podLabels) ||
        workload.pods.some(pod => matchLabels(wanted, pod.labels)),
    )
    .sort((a, b) => compareRefs(a.ref, b.ref));
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
