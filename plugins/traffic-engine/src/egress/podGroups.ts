import type { ConnectionEnd, NamedPort } from '../model/drafts';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';
import type { PodFact } from '../topology/Pod';
import { haveSameTraits } from '../topology/podTraits';
import type { WorkloadFact } from '../topology/workloadIndex';

export type PodEnd = Extract<ConnectionEnd, { kind: 'pod' }>;

/** Pods that no policy tells apart. */
export interface PodGroup {
  /** Stands for all of them, and has the addresses of all of them. */
  readonly end: PodEnd;
  /** The pods, or the template where there are none. */
  readonly pods: readonly Pick<PodFact, 'labels'>[];
}

/** The pods of a workload in groups; the same objects for the same workload. */
export type PodGroups = (workload: WorkloadFact) => readonly PodGroup[];

/**
 * Groups pods that agree on the labels any selector mentions, on their named ports, network, account and containers. A workload
 * without pods is judged by its template.
 */
export function createPodGroups(labelKeys: ReadonlySet<string>): PodGroups {
  const keys = [...labelKeys].sort().join(' ');
  const known = new Map<WorkloadFact, readonly PodGroup[]>();
  return workload => {
    let groups = known.get(workload);
    if (!groups) {
      groups = groupsBy(workload, labelKeys, keys);
      known.set(workload, groups);
    }
    return groups;
  };
}

/** The groups that were asked for last, by the keys that they agree on: those change far less often than policies do. */
const lastGroups = new WeakMap<
  WorkloadFact,
  { readonly keys: string; readonly groups: readonly PodGroup[] }
>();

function groupsBy(
  workload: WorkloadFact,
  labelKeys: ReadonlySet<string>,
  keys: string,
): readonly PodGroup[] {
  const last = lastGroups.get(workload);
  if (last?.keys === keys) {
    return last.groups;
  }
  const groups = groupPods(workload, labelKeys);
  lastGroups.set(workload, { keys, groups });
  return groups;
}

function groupPods(
  workload: WorkloadFact,
  labelKeys: ReadonlySet<string>,
): readonly PodGroup[] {
  const { namespace } = workload.ref;
  if (workload.pods.length === 0) {
    return [
      {
        end: {
          kind: 'pod',
          namespace,
          labels: workload.podLabels,
          ips: [],
          hostNetwork: workload.hostNetwork,
          namedPorts: workload.namedPorts,
          serviceAccount: workload.serviceAccount,
        },
        pods: [{ labels: workload.podLabels }],
      },
    ];
  }
  return groupAlike(workload.pods, labelKeys).map(pods => ({
    end: podEnd(pods[0], addressesOf(pods)),
    pods,
  }));
}

/** One pod as policies see it, or several of a kind with the addresses of all. */
export function podEnd(pod: PodFact, ips = pod.ips): PodEnd {
  return {
    kind: 'pod',
    namespace: pod.namespace,
    labels: pod.labels,
    ips,
    hostNetwork: pod.hostNetwork,
    namedPorts: pod.namedPorts,
    containers: pod.containers,
    serviceAccount: pod.serviceAccount,
  };
}

function addressesOf(pods: readonly PodFact[]): readonly string[] {
  if (pods.length === 1) {
    return pods[0].ips;
  }
  const all: string[] = [];
  for (const { ips } of pods) {
    for (const ip of ips) {
      all.push(ip);
    }
  }
  return all;
}

/** The pods by what tells them apart. Nearly always nothing does, which takes no text to see. */
function groupAlike(
  pods: readonly PodFact[],
  labelKeys: ReadonlySet<string>,
): readonly (readonly PodFact[])[] {
  const [first] = pods;
  return pods.every(pod => areAlike(first, pod, labelKeys))
    ? [pods]
    : [...groupBy(pods, pod => alikeText(pod, labelKeys)).values()];
}

function alikeText(pod: PodFact, labelKeys: ReadonlySet<string>): string {
  return [
    pod.hostNetwork,
    labelText(pod.labels, labelKeys),
    portText(pod.namedPorts),
    pod.serviceAccount,
    pod.containers.join(','),
  ].join('\n');
}

function areAlike(
  a: PodFact,
  b: PodFact,
  labelKeys: ReadonlySet<string>,
): boolean {
  return (
    haveSameTraits(a, b) &&
    (a.labels === b.labels ||
      (hasLabelsOf(a.labels, b.labels, labelKeys) &&
        hasLabelsOf(b.labels, a.labels, labelKeys)))
  );
}

/** Whether `b` has every label of `a` that the keys name. */
function hasLabelsOf(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
  labelKeys: ReadonlySet<string>,
): boolean {
  for (const key in a) {
    if (a[key] !== b[key] && labelKeys.has(key)) {
      return false;
    }
  }
  return true;
}

function labelText(
  labels: Readonly<Record<string, string>>,
  labelKeys: ReadonlySet<string>,
): string {
  return Object.entries(labels)
    .filter(([key]) => labelKeys.has(key))
    .sort(([a], [b]) => compareText(a, b))
    .map(pair => pair.join('='))
    .join(',');
}

function portText(ports: readonly NamedPort[]): string {
  return ports
    .map(({ name, port, protocol }) => `${name}=${port}/${protocol}`)
    .join(',');
}
