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
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject, OwnerReference } from '../snapshot/KubeObject';
import { readFlag, readLabels, readRecord } from '../snapshot/read';
import {
  containersOf,
  isFinished,
  namedPortsOf,
  podFact,
  podTemplateOf,
  serviceAccountOf,
  type PodFact,
} from './Pod';

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
const TEMPLATE_KINDS: readonly KindRef[] = [
  DEPLOYMENT,
  STATEFUL_SET,
  DAEMON_SET,
  CRON_JOB,
];

/** So many pods are read in one step: a few milliseconds. */
const PODS_PER_STEP = 2_000;

/** All workloads of a cluster with their pods. */
export const workloadIndex = steppedIndex<WorkloadIndex>({
  name: 'workloads',
  reads: [...TEMPLATE_KINDS, POD],
  buildInSteps: buildWorkloadIndex,
});

type FactWithPods = WorkloadFact & { pods: PodFact[] };

function* buildWorkloadIndex(
  snapshot: ClusterSnapshot,
): Generator<void, WorkloadIndex> {
  const facts = new Map<string, FactWithPods>();
  for (const kind of TEMPLATE_KINDS) {
    for (const object of snapshot.list(kind)) {
      const ref = refTo(snapshot.cluster, object);
      facts.set(refKey(ref), templateFact(ref, object));
    }
    yield;
  }
  const makerOfPod = createMakerOf(snapshot, facts);
  for (const [position, pod] of snapshot.list(POD).entries()) {
    if (!isFinished(pod)) {
      makerOfPod(pod).pods.push(podFact(pod));
    }
    if (position % PODS_PER_STEP === 0) {
      yield;
    }
  }
  const all = [...facts.values()].sort((a, b) => compareRefs(a.ref, b.ref));
  yield;
  const byNamespace = groupBy(all, fact => fact.ref.namespace);
  let byPod: ReadonlyMap<string, WorkloadFact> | undefined;
  return {
    all,
    inNamespace: namespace => byNamespace.get(namespace) ?? [],
    get: ref => facts.get(refKey(ref)),
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

/** The workload that made a pod, put among the facts where no object stands for it. Pods of one owner find it once. */
function createMakerOf(
  snapshot: ClusterSnapshot,
  facts: Map<string, FactWithPods>,
): (pod: KubeObject) => FactWithPods {
  const byOwner = new Map<
    string,
    Map<string, { owner: OwnerReference; hash: unknown; fact: FactWithPods }>
  >();
  const find = (pod: KubeObject, owner: OwnerReference | undefined) => {
    const ref = makerOf(snapshot, pod, owner);
    const key = refKey(ref);
    let fact = facts.get(key);
    if (!fact) {
      const { labels, namedPorts, hostNetwork, containers, serviceAccount } =
        podFact(pod);
      fact = {
        ref,
        labels,
        podLabels: labels,
        namedPorts,
        hostNetwork,
        containers,
        serviceAccount,
        pods: [],
      };
      facts.set(key, fact);
    }
    return fact;
  };
  return pod => {
    const { namespace = '', labels } = pod.metadata;
    const owner = pod.metadata.ownerReferences?.find(
      reference => reference.controller,
    );
    if (!owner) {
      return find(pod, owner);
    }
    let owners = byOwner.get(namespace);
    if (!owners) {
      owners = new Map();
      byOwner.set(namespace, owners);
    }
    const hash = labels?.[HASH_LABEL];
    const known = owners.get(owner.name);
    if (
      known?.hash === hash &&
      known?.owner.kind === owner.kind &&
      known.owner.apiVersion === owner.apiVersion
    ) {
      return known.fact;
    }
    const fact = find(pod, owner);
    owners.set(owner.name, { owner, hash, fact });
    return fact;
  };
}

function templateFact(ref: ObjectRef, object: KubeObject) {
  const template = podTemplateOf(object);
  return {
    ref,
    labels: object.metadata.labels ?? {},
    podLabels: readLabels(readRecord(template, 'metadata'), 'labels'),
    namedPorts: namedPortsOf(readRecord(template, 'spec')),
    hostNetwork: readFlag(readRecord(template, 'spec'), 'hostNetwork') ?? false,
    containers: containersOf(readRecord(template, 'spec')),
    serviceAccount: serviceAccountOf(readRecord(template, 'spec')),
    pods: [],
  };
}

/**
 * Who made a pod. A Deployment's ReplicaSet is `<deployment>-<pod-template-hash>` and a CronJob's Job is
 * `<cronjob>-<minutes>` (their controllers name them so), which saves watching ReplicaSets and Jobs.
 */
function makerOf(
  snapshot: ClusterSnapshot,
  pod: KubeObject,
  owner: OwnerReference | undefined,
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
