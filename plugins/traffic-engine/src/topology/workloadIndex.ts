import type { ObjectRef } from '@portolan/plugin-traffic-common';
import {
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  POD,
  STATEFUL_SET,
} from '../kinds/coreKinds';
import { groupOf, type KindRef } from '../kinds/KindRef';
import type { NamedPort } from '../model/drafts';
import { compareRefs, refKey, refTo } from '../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../snapshot/ClusterSnapshot';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject, OwnerReference } from '../snapshot/KubeObject';
import { readOnce } from '../snapshot/readOnce';
import { readLabels, readRecord } from '../snapshot/read';
import {
  podTemplateOf,
  readTraits,
  seePod,
  type PodFact,
  type SeenPod,
} from './Pod';
import type { PodTraits } from './podTraits';

/** A workload: what makes pods, or a pod that nothing made. */
export interface WorkloadFact {
  readonly ref: ObjectRef;
  /** Labels of the workload object itself. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that its pods are made with. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Named container ports of the template, for workloads whose pods are not there. */
  readonly namedPorts: readonly NamedPort[];
  /** Whether the template puts its pods on the node's network. */
  readonly hostNetwork: boolean;
  /** Names of the containers of the template: what is injected into pods is not among them. */
  readonly containers: readonly string[];
  readonly serviceAccount: string;
  readonly pods: readonly PodFact[];
}

export interface WorkloadIndex {
  /** In the order of refs. */
  readonly all: readonly WorkloadFact[];
  inNamespace(namespace: string): readonly WorkloadFact[];
  get(ref: ObjectRef): WorkloadFact | undefined;
  /** The workload of a pod, by the pod's name. */
  ofPod(namespace: string, podName: string): WorkloadFact | undefined;
}

const HASH_LABEL = 'pod-template-hash';
/** In the order of refs, so that what is listed kind by kind is nearly sorted. */
const TEMPLATE_KINDS: readonly KindRef[] = [
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  STATEFUL_SET,
];

/** So many pods are read in one step: a few milliseconds. */
const PODS_PER_STEP = 2_000;
const WORKLOADS_PER_STEP = 1_000;

const NO_LABELS: Readonly<Record<string, string>> = {};

/** All workloads of a cluster with their pods. */
export const workloadIndex = steppedIndex<WorkloadIndex>({
  name: 'workloads',
  reads: [...TEMPLATE_KINDS, POD],
  buildInSteps: buildWorkloadIndex,
});

/** What makes pods, with those that it made. */
interface Maker {
  readonly ref: ObjectRef;
  /** Absent for one that no object of a known kind stands for. */
  readonly object?: KubeObject;
  readonly pods: PodFact[];
}

function* buildWorkloadIndex(
  snapshot: ClusterSnapshot,
): Generator<void, WorkloadIndex> {
  const makers = new Map<string, Maker>();
  for (const kind of TEMPLATE_KINDS) {
    for (const object of snapshot.list(kind)) {
      const ref = refTo(snapshot.cluster, object);
      makers.set(refKey(ref), { ref, object, pods: [] });
    }
    yield;
  }
  const makerOfPod = createMakerOf(snapshot, makers);
  for (const [position, object] of snapshot.unsorted(POD).entries()) {
    const pod = seePod(object);
    if (!pod.isFinished) {
      makerOfPod(object, pod).pods.push(pod);
    }
    if (position % PODS_PER_STEP === 0) {
      yield;
    }
  }
  const facts = new Map<string, WorkloadFact>();
  for (const [key, maker] of makers) {
    facts.set(key, workloadFact(maker));
    if (facts.size % WORKLOADS_PER_STEP === 0) {
      yield;
    }
  }
  yield;
  const all = [...facts.values()].sort((a, b) => compareRefs(a.ref, b.ref));
  yield;
  const byNamespace = groupBy(all, fact => fact.ref.namespace);
  // Nearly everybody asks with the ref of the fact itself, and a text for each question would cost more than the answer.
  const byRef = new Map(all.map(fact => [fact.ref, fact]));
  let byPod: ReadonlyMap<string, WorkloadFact> | undefined;
  return {
    all,
    inNamespace: namespace => byNamespace.get(namespace) ?? [],
    get: ref => byRef.get(ref) ?? facts.get(refKey(ref)),
    ofPod: (namespace, podName) => {
      byPod ??= indexByPod(all);
      return byPod.get(`${namespace}/${podName}`);
    },
  };
}

/** Only what was seen names pods, so these names are put together when it asks. */
function indexByPod(
  workloads: readonly WorkloadFact[],
): ReadonlyMap<string, WorkloadFact> {
  const byPod = new Map<string, WorkloadFact>();
  for (const workload of workloads) {
    for (const { namespace, name } of workload.pods) {
      byPod.set(`${namespace}/${name}`, workload);
    }
  }
  return byPod;
}

/** The maker of a pod, put among the makers where no object stands for it. Pods of one owner find it once. */
function createMakerOf(
  snapshot: ClusterSnapshot,
  makers: Map<string, Maker>,
): (object: KubeObject, pod: SeenPod) => Maker {
  const byOwner = new Map<
    string,
    Map<string, { owner: OwnerReference; hash: unknown; maker: Maker }>
  >();
  const find = (object: KubeObject, owner: OwnerReference | null): Maker => {
    const ref = makerOf(snapshot, object, owner);
    const key = refKey(ref);
    let maker = makers.get(key);
    if (!maker) {
      maker = { ref, pods: [] };
      makers.set(key, maker);
    }
    return maker;
  };
  let last: { pod: SeenPod; maker: Maker } | undefined;
  return (object, pod) => {
    const { namespace, labels, owner } = pod;
    if (!owner) {
      return find(object, owner);
    }
    if (
      last?.pod.owner === owner &&
      last.pod.labels === labels &&
      last.pod.namespace === namespace
    ) {
      return last.maker;
    }
    let owners = byOwner.get(namespace);
    if (!owners) {
      owners = new Map();
      byOwner.set(namespace, owners);
    }
    const hash = labels[HASH_LABEL];
    const known = owners.get(owner.name);
    const isKnown =
      known?.hash === hash &&
      known?.owner.kind === owner.kind &&
      known.owner.apiVersion === owner.apiVersion;
    const maker = isKnown ? known.maker : find(object, owner);
    if (!isKnown) {
      owners.set(owner.name, { owner, hash, maker });
    }
    last = { pod, maker };
    return maker;
  };
}

const readTemplate = readOnce((object): PodTraits & Pick<PodFact, 'labels'> => {
  const template = podTemplateOf(object);
  return {
    labels: readLabels(readRecord(template, 'metadata'), 'labels'),
    ...readTraits(readRecord(template, 'spec')),
  };
});

/** What an object says of the pods that it makes; else what the first of them says. */
function workloadFact({ ref, object, pods }: Maker): WorkloadFact {
  sortByName(pods);
  const template = object ? readTemplate(object) : pods[0];
  return {
    ref,
    labels: object ? object.metadata.labels ?? NO_LABELS : template.labels,
    podLabels: template.labels,
    namedPorts: template.namedPorts,
    hostNetwork: template.hostNetwork,
    containers: template.containers,
    serviceAccount: template.serviceAccount,
    pods,
  };
}

/** Pods are seen in no order, but those of one workload are few, and an API server lists them sorted. */
function sortByName(pods: PodFact[]): void {
  for (let position = 1; position < pods.length; position++) {
    if (pods[position - 1].name > pods[position].name) {
      pods.sort((a, b) => compareText(a.name, b.name));
      return;
    }
  }
}

/**
 * Who made a pod. A Deployment's ReplicaSet is `<deployment>-<pod-template-hash>` and a CronJob's Job is
 * `<cronjob>-<minutes>` (their controllers name them so), which saves watching ReplicaSets and Jobs.
 */
function makerOf(
  snapshot: ClusterSnapshot,
  pod: KubeObject,
  owner: OwnerReference | null,
): ObjectRef {
  if (!owner) {
    return refTo(snapshot.cluster, pod);
  }
  const namespace = pod.metadata.namespace ?? '';
  const parent = grandparent(snapshot, pod, owner);
  if (parent) {
    return refTo(snapshot.cluster, parent);
  }
  return {
    cluster: snapshot.cluster,
    group: groupOf(owner.apiVersion),
    kind: owner.kind,
    namespace,
    name: owner.name,
  };
}

function grandparent(
  snapshot: ClusterSnapshot,
  pod: KubeObject,
  owner: { kind: string; name: string },
): KubeObject | undefined {
  const namespace = pod.metadata.namespace ?? '';
  if (owner.kind === 'ReplicaSet') {
    const hash = pod.metadata.labels?.[HASH_LABEL];
    return hash && owner.name.endsWith(`-${hash}`)
      ? snapshot.get(
          DEPLOYMENT,
          namespace,
          owner.name.slice(0, -hash.length - 1),
        )
      : undefined;
  }
  if (owner.kind === 'Job') {
    const [, cronJob] = /^(.+)-\d+$/.exec(owner.name) ?? [];
    return cronJob ? snapshot.get(CRON_JOB, namespace, cronJob) : undefined;
  }
  return undefined;
}
