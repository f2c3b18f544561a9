import type { ConnectionEnd, NamedPort } from '../model/drafts';
import { compareText } from '../snapshot/compareText';
import type { PodFact } from '../topology/Pod';
import type { WorkloadFact } from '../topology/workloadIndex';

export type PodEnd = Extract<ConnectionEnd, { kind: 'pod' }>;

/** Pods that no policy tells apart. */
export interface PodGroup {
  /** Stands for all of them, and has the addresses of all of them. */
  readonly end: PodEnd;
  /** The labels of each pod. */
  readonly labels: readonly Readonly<Record<string, string>>[];
}

/** The pods of a workload in groups; the same objects for the same workload. */
export type PodGroups = (workload: WorkloadFact) => readonly PodGroup[];

/**
 * Groups pods that agree on the labels any selector mentions, on their named ports, network, account and containers. A workload
 * without pods is judged by its template.
 */
export function createPodGroups(labelKeys: ReadonlySet<string>): PodGroups {
  const known = new WeakMap<WorkloadFact, readonly PodGroup[]>();
  return workload => {
    let groups = known.get(workload);
    if (!groups) {
      groups = groupPods(workload, labelKeys);
      known.set(workload, groups);
    }
    return groups;
  };
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
        labels: [workload.podLabels],
      },
    ];
  }
  return groupAlike(workload.pods, labelKeys).map(pods => {
    const [{ name: _name, ready: _ready, ...facts }] = pods;
    const ips: string[] = [];
    for (const each of pods) {
      ips.push(...each.ips);
    }
    return {
      end: { kind: 'pod', ...facts, namespace, ips },
      labels: pods.map(pod => pod.labels),
    };
  });
}

/** The pods by what tells them apart. Most are like the one before, which takes no text to see. */
function groupAlike(
  pods: readonly PodFact[],
  labelKeys: ReadonlySet<string>,
): readonly (readonly PodFact[])[] {
  const [first] = pods;
  let last = [first];
  const all = [last];
  // Only where pods differ is a text needed to find the group of the next.
  let groups: Map<string, PodFact[]> | undefined;
  for (let position = 1; position < pods.length; position++) {
    const pod = pods[position];
    if (areAlike(last[0], pod, labelKeys)) {
      last.push(pod);
      continue;
    }
    groups ??= new Map([[alikeText(first, labelKeys), last]]);
    const key = alikeText(pod, labelKeys);
    const known = groups.get(key);
    if (known) {
      known.push(pod);
      last = known;
    } else {
      last = [pod];
      all.push(last);
      groups.set(key, last);
    }
  }
  return all;
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
    a.hostNetwork === b.hostNetwork &&
    a.serviceAccount === b.serviceAccount &&
    a.containers.length === b.containers.length &&
    a.containers.every((name, position) => name === b.containers[position]) &&
    a.namedPorts.length === b.namedPorts.length &&
    a.namedPorts.every((port, position) => {
      const other = b.namedPorts[position];
      return (
        port.name === other.name &&
        port.port === other.port &&
        port.protocol === other.protocol
      );
    }) &&
    hasLabelsOf(a.labels, b.labels, labelKeys) &&
    hasLabelsOf(b.labels, a.labels, labelKeys)
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
