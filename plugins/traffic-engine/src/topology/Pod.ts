import type { NamedPort } from '../model/drafts';
import type { KubeObject } from '../snapshot/KubeObject';
import {
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../snapshot/read';

/** What policies and Services see of one pod. */
export interface PodFact {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ips: readonly string[];
  readonly ready: boolean;
  readonly hostNetwork: boolean;
  readonly namedPorts: readonly NamedPort[];
  /** Names of its containers, and of those that start before them and may stay beside them. */
  readonly containers: readonly string[];
  readonly serviceAccount: string;
}

const FINISHED: readonly (string | undefined)[] = ['Succeeded', 'Failed'];
const facts = new WeakMap<KubeObject, PodFact>();

/** Whether a pod has run to its end: it takes no traffic and counts for nothing. */
export function isFinished(pod: KubeObject): boolean {
  return FINISHED.includes(readText(pod.status, 'phase'));
}

/** The facts of a pod, read once per object. */
export function podFact(pod: KubeObject): PodFact {
  let fact = facts.get(pod);
  if (!fact) {
    fact = readPod(pod);
    facts.set(pod, fact);
  }
  return fact;
}

function readPod(pod: KubeObject): PodFact {
  const ips = readList(pod.status, 'podIPs').flatMap(
    entry => readText(entry, 'ip') ?? [],
  );
  const firstIp = readText(pod.status, 'podIP');
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    labels: pod.metadata.labels ?? {},
    ips: ips.length > 0 || !firstIp ? ips : [firstIp],
    ready: readList(pod.status, 'conditions').some(
      condition =>
        readText(condition, 'type') === 'Ready' &&
        readText(condition, 'status') === 'True',
    ),
    hostNetwork: readFlag(pod.spec, 'hostNetwork') ?? false,
    namedPorts: namedPortsOf(pod.spec),
    containers: containersOf(pod.spec),
    serviceAccount: serviceAccountOf(pod.spec),
  };
}

/** The names of all containers of a pod spec or a pod template's spec. */
export function containersOf(podSpec: unknown): readonly string[] {
  return ['containers', 'initContainers'].flatMap(field =>
    readList(podSpec, field).flatMap(
      container => readText(container, 'name') ?? [],
    ),
  );
}

/** The account of a pod spec or a pod template's spec; `default` where none is named. */
export function serviceAccountOf(podSpec: unknown): string {
  return readText(podSpec, 'serviceAccountName') || 'default';
}

/** The named container ports of a pod spec or a pod template's spec. */
export function namedPortsOf(podSpec: unknown): readonly NamedPort[] {
  return readList(podSpec, 'containers').flatMap(container =>
    readList(container, 'ports').flatMap(port => {
      const name = readText(port, 'name');
      const number = readNumber(port, 'containerPort');
      return name === undefined || number === undefined
        ? []
        : [
            {
              name,
              port: number,
              protocol: readText(port, 'protocol') ?? 'TCP',
            },
          ];
    }),
  );
}

/** The template of a workload's pods: where it stands depends on the kind. */
export function podTemplateOf(workload: KubeObject) {
  return workload.kind === 'CronJob'
    ? readRecord(
        readRecord(readRecord(workload.spec, 'jobTemplate'), 'spec'),
        'template',
      )
    : readRecord(workload.spec, 'template');
}
