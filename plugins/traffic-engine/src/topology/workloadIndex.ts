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
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';
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

const TEMPLATE_KINDS: readonly KindRef[] = [
  DEPLOYMENT,
  STATEFUL_SET,
  DAEMON_SET,
  CRON_JOB,
];

/** All workloads of a cluster with their pods. */
export const workloadIndex: SnapshotIndex<WorkloadIndex> = {
  name: 'workloads',
  reads: [...TEMPLATE_KINDS, POD],
  build: buildWorkloadIndex,
};

function buildWorkloadIndex(snapshot: ClusterSnapshot): WorkloadIndex {
  const facts = new Map<string, WorkloadFact & { pods: PodFact[] }>();
  for (const kind of TEMPLATE_KINDS) {
    for (const object of snapshot.list(kind)) {
      const ref = refTo(snapshot.cluster, object);
      facts.set(refKey(ref), templateFact(ref, object));
    }
  }
  const byPod = new Map<string, string>();
  for (const pod of snapshot.list(POD)) {
    if (isFinished(pod)) {
      continue;
    }
    const fact = podFact(pod);
    const ref = makerOf(snapshot, pod);
    const key = refKey(ref);
    byPod.set(`${fact.namespace}/${fact.name}`, key);
    const known = facts.get(key);
    if (known) {
      known.pods.push(fact);
    } else {
      facts.set(key, {
        ref,
        labels: fact.labels,
        podLabels: fact.labels,
        namedPorts: fact.namedPorts,
        hostNetwork: fact.hostNetwork,
        containers: fact.containers,
        serviceAccount: fact.serviceAccount,
        pods: [fact],
      });
    }
  }
  const all = [...facts.values()].sort((a, b) => compareRefs(a.ref, b.ref));
  const byNamespace = groupBy(all, fact => fact.ref.namespace);
  return {
    all,
    inNamespace: namespace => byNamespace.get(namespace) ?? [],
    get: ref => facts.get(refKey(ref)),
    ofPod: (namespace, podName) =>
      facts.get(byPod.get(`${namespace}/${podName}`) ?? ''),
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
function makerOf(snapshot: ClusterSnapshot, pod: KubeObject): ObjectRef {
  const owner = (pod.metadata.ownerReferences ?? []).find(
    reference => reference.controller,
  );
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
    const hash = pod.metadata.labels?.['pod-template-hash'];
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
