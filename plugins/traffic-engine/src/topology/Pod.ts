import type { NamedPort } from '../model/drafts';
import type { KubeObject, OwnerReference } from '../snapshot/KubeObject';
import { readOnce } from '../snapshot/readOnce';
import {
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../snapshot/read';
import { LikeTheLast, type PodTraits } from './podTraits';

/** What policies and Services see of one pod. */
export interface PodFact extends PodTraits {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ips: readonly string[];
  readonly ready: boolean;
}

/** All that is read of one pod: the one look at 50,000 pods that a resolution takes finds everything in one place. */
export interface SeenPod extends PodFact {
  /** It has run to its end: it takes no traffic and counts for nothing. */
  readonly isFinished: boolean;
  /** Who controls it; null for a pod that nobody made. */
  readonly owner: OwnerReference | null;
}

const FINISHED: readonly (string | undefined)[] = ['Succeeded', 'Failed'];

/** What is read of a pod. */
export const seePod = readOnce<SeenPod>(readPod);

/** Whether a pod has run to its end. */
export function isFinished(pod: KubeObject): boolean {
  return seePod(pod).isFinished;
}

/** The facts of a pod. */
export function podFact(pod: KubeObject): PodFact {
  return seePod(pod);
}

const last = new LikeTheLast();

function readPod(pod: KubeObject): SeenPod {
  const ips = readList(pod.status, 'podIPs').flatMap(
    entry => readText(entry, 'ip') ?? [],
  );
  const firstIp = readText(pod.status, 'podIP');
  const traits = last.traits(readTraits(pod.spec));
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    labels: last.labels(pod.metadata.labels ?? {}),
    ips: ips.length > 0 || !firstIp ? ips : [firstIp],
    ready: readList(pod.status, 'conditions').some(
      condition =>
        readText(condition, 'type') === 'Ready' &&
        readText(condition, 'status') === 'True',
    ),
    hostNetwork: traits.hostNetwork,
    namedPorts: traits.namedPorts,
    containers: traits.containers,
    serviceAccount: traits.serviceAccount,
    isFinished: FINISHED.includes(readText(pod.status, 'phase')),
    owner: last.owner(
      pod.metadata.ownerReferences?.find(reference => reference.controller) ??
        null,
    ),
  };
}

/** The traits of a pod spec or a pod template's spec; the account is `default` where none is named. */
export function readTraits(podSpec: unknown): PodTraits {
  return {
    hostNetwork: readFlag(podSpec, 'hostNetwork') ?? false,
    namedPorts: namedPortsOf(podSpec),
    containers: ['containers', 'initContainers'].flatMap(field =>
      readList(podSpec, field).flatMap(
        container => readText(container, 'name') ?? [],
      ),
    ),
    serviceAccount: readText(podSpec, 'serviceAccountName') || 'default',
  };
}

function namedPortsOf(podSpec: unknown): readonly NamedPort[] {
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
