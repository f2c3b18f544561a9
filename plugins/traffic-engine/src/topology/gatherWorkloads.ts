import type { ObjectRef } from '@portolan/plugin-traffic-common';
import {
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  POD,
  STATEFUL_SET,
} from '../kinds/coreKinds';
import { groupOf, type KindRef } from '../kinds/KindRef';
import { refKey, refTo } from '../model/refs';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { compareText } from '../snapshot/compareText';
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
import type { WorkloadFact } from './workloadIndex';

const HASH_LABEL = 'pod-template-hash';

/** The kinds that make pods, in the order of refs, so that what is listed kind by kind is nearly sorted. */
export const TEMPLATE_KINDS: readonly KindRef[] = [
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  STATEFUL_SET,
];

/** So many pods are read in one step: a few milliseconds. */
const PODS_PER_STEP = 2_000;
const WORKLOADS_PER_STEP = 1_000;

const NO_LABELS: Readonly<Record<string, string>> = {};

/** What makes pods, with those that it made. */
interface Maker {
  /** Of its ref. */
  readonly key: string;
  readonly ref: ObjectRef;
  /** Absent for one that no object of a known kind stands for. */
  readonly object?: KubeObject;
  readonly pods: PodFact[];
}

/** All workloads, and how they were found: what has not changed of it is taken over by the next who gathers them. */
export interface CarriedWorkloads {
  /** By the key of the ref. */
  readonly facts: ReadonlyMap<string, WorkloadFact>;
  readonly makers: ReadonlyMap<string, Maker>;
  /** The pods as they came, with what was read of each and who made it: nobody for one that has run to its end. */
  readonly objects: readonly KubeObject[];
  readonly pods: readonly SeenPod[];
  readonly makerAt: readonly (Maker | undefined)[];
  /** The objects that make pods, kind by kind: who made a pod is found among them. */
  readonly templates: readonly (readonly KubeObject[])[];
}

/** Puts all pods of a cluster to what made them. */
export function* gatherWorkloads(
  snapshot: ClusterSnapshot,
  before?: CarriedWorkloads,
): Generator<void, CarriedWorkloads> {
  const templates = TEMPLATE_KINDS.map(kind => snapshot.list(kind));
  const makers = new Map<string, Maker>();
  for (const list of templates) {
    for (const object of list) {
      const ref = refTo(snapshot.cluster, object);
      const key = refKey(ref);
      makers.set(key, { key, ref, object, pods: [] });
    }
    yield;
  }
  const makerBefore = templates.every((list, position) =>
    isSameList(list, before?.templates[position] ?? []),
  )
    ? before?.makerAt
    : undefined;
  const makerOfPod = createMakerOf(snapshot, makers);
  const sameMaker = createSameMaker(makers);
  const positionOf = createPositionOf(before?.objects ?? []);
  const objects = snapshot.unsorted(POD);
  const pods: SeenPod[] = [];
  const makerAt: (Maker | undefined)[] = [];
  for (let position = 0; position < objects.length; position++) {
    const object = objects[position];
    const known = positionOf(object, position);
    const pod = (known >= 0 && before?.pods[known]) || seePod(object);
    let maker: Maker | undefined;
    if (!pod.isFinished) {
      const same = known >= 0 ? makerBefore?.[known] : undefined;
      maker = same ? sameMaker(same) : makerOfPod(object, pod);
      maker.pods.push(pod);
    }
    pods.push(pod);
    makerAt.push(maker);
    if (position % PODS_PER_STEP === 0) {
      yield;
    }
  }
  const facts = new Map<string, WorkloadFact>();
  for (const [key, maker] of makers) {
    facts.set(key, workloadFact(maker, before));
    if (facts.size % WORKLOADS_PER_STEP === 0) {
      yield;
    }
  }
  return { facts, makers, objects, pods, makerAt, templates };
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((item, position) => item === b[position]))
  );
}

/**
 * Where an object was in an older list, or -1. Lists keep their order from one version to the next, so that it is nearly always
 * at the same place, or a few places before or behind.
 */
function createPositionOf(
  before: readonly KubeObject[],
): (object: KubeObject, position: number) => number {
  let shift = 0;
  let positions: ReadonlyMap<KubeObject, number> | undefined;
  return (object, position) => {
    for (let expected = position + shift; expected < position + shift + 2; ) {
      if (before[expected] === object) {
        shift = expected - position;
        return expected;
      }
      expected += 1;
    }
    const { length } = before;
    if (length === 0 || isNamesake(before[position + shift], object)) {
      return -1;
    }
    positions ??= new Map(before.map((each, at) => [each, at]));
    const found = positions.get(object) ?? -1;
    shift = found >= 0 ? found - position : shift;
    return found;
  };
}

/** A new version of the object in its old place. */
function isNamesake(before: KubeObject | undefined, now: KubeObject): boolean {
  return (
    before?.metadata.name === now.metadata.name &&
    before.metadata.namespace === now.metadata.namespace
  );
}

/** The maker that stands for one of before; pods of one maker come one after the other. */
function createSameMaker(makers: Map<string, Maker>): (same: Maker) => Maker {
  let last: { same: Maker; maker: Maker } | undefined;
  return same => {
    if (last?.same !== same) {
      last = { same, maker: madeBy(makers, same) };
    }
    return last.maker;
  };
}

function madeBy(
  makers: Map<string, Maker>,
  { key, ref }: Pick<Maker, 'key' | 'ref'>,
): Maker {
  let maker = makers.get(key);
  if (!maker) {
    maker = { key, ref, pods: [] };
    makers.set(key, maker);
  }
  return maker;
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
    return madeBy(makers, { key: refKey(ref), ref });
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

/** What an object says of the pods that it makes; else what the first of them says. The fact of before where it is the same. */
function workloadFact(
  { key, ref, object, pods }: Maker,
  before: CarriedWorkloads | undefined,
): WorkloadFact {
  sortByName(pods);
  const known = before?.facts.get(key);
  if (
    known &&
    before?.makers.get(key)?.object === object &&
    isSameList(known.pods, pods)
  ) {
    return known;
  }
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
