import type { ConnectionEnd, NamedPort } from '../model/drafts';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';
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
  const groups = groupBy(workload.pods, pod =>
    [
      pod.hostNetwork,
      labelText(pod.labels, labelKeys),
      portText(pod.namedPorts),
      pod.serviceAccount,
      pod.containers.join(','),
    ].join('\n'),
  );
  return [...groups.values()].map(pods => {
    const [{ name: _name, ready: _ready, ...facts }] = pods;
    const ips = pods.flatMap(each => each.ips);
    return {
      end: { kind: 'pod', ...facts, namespace, ips },
      labels: pods.map(pod => pod.labels),
    };
  });
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
