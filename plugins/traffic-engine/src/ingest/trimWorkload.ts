import type { KubeObject } from '../snapshot/KubeObject';
import {
  isRecord,
  readLabels,
  readRecord,
  type UnknownRecord,
} from '../snapshot/read';
import { compact, pick, pickEach } from './fields';

const CONTAINER_FIELDS = ['name', 'image', 'ports', 'restartPolicy'] as const;
const WORKLOAD_STATUS = [
  'replicas',
  'readyReplicas',
  'availableReplicas',
  'numberReady',
  'desiredNumberScheduled',
  'active',
] as const;

type Parts = Pick<KubeObject, 'spec' | 'status'>;

/** What is kept of a pod: where it runs, its containers' ports, its addresses and whether it is ready. */
export function trimPod(pod: KubeObject): Parts {
  return {
    spec: trimPodSpec(pod.spec),
    status: trimPodStatus(pod.status),
  };
}

/** What is kept of a node: its addresses. Its conditions, which its kubelet writes again and again, say nothing of traffic. */
export function trimNode({ status }: KubeObject): Parts {
  return {
    status: isRecord(status)
      ? compact({ addresses: pickEach(status.addresses, ['type', 'address']) })
      : undefined,
  };
}

/** What is kept of what makes pods: its selector, its counts, and of the template what pods inherit. */
export function trimWorkload(workload: KubeObject): Parts {
  return {
    spec: compact({
      ...pick(workload.spec, [
        'replicas',
        'selector',
        'serviceName',
        'suspend',
      ]),
      template: trimTemplate(readRecord(workload, 'spec').template),
    }),
    status: pick(workload.status, WORKLOAD_STATUS),
  };
}

/** Like a workload, whose template lies inside of its job's. */
export function trimCronJob(cronJob: KubeObject): Parts {
  const { template } = readRecord(
    readRecord(cronJob.spec, 'jobTemplate'),
    'spec',
  );
  return {
    spec: compact({
      ...pick(cronJob.spec, ['suspend', 'schedule']),
      jobTemplate: { spec: compact({ template: trimTemplate(template) }) },
    }),
  };
}

function trimTemplate(template: unknown): UnknownRecord | undefined {
  return isRecord(template)
    ? compact({
        metadata: compact({
          ...pick(template.metadata, ['labels']),
          annotations: egressNotes(template.metadata),
        }),
        spec: trimPodSpec(template.spec),
      })
    : undefined;
}

/** Of a pod's annotations those that say how it leaves the cluster: others are many and long. */
export function egressNotes(
  metadata: unknown,
): Readonly<Record<string, string>> | undefined {
  const kept = Object.entries(readLabels(metadata, 'annotations')).filter(
    ([name]) => name.startsWith('egress.projectcalico.org/'),
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function trimPodSpec(spec: unknown): UnknownRecord | undefined {
  return isRecord(spec)
    ? compact({
        ...pick(spec, ['nodeName', 'hostNetwork', 'serviceAccountName']),
        containers: pickEach(spec.containers, CONTAINER_FIELDS),
        initContainers: pickEach(spec.initContainers, CONTAINER_FIELDS),
      })
    : undefined;
}

function trimPodStatus(status: unknown): UnknownRecord | undefined {
  if (!isRecord(status)) {
    return undefined;
  }
  const conditions = Array.isArray(status.conditions)
    ? status.conditions
        .filter(condition => isRecord(condition) && condition.type === 'Ready')
        .map(condition => pick(condition, ['type', 'status']))
    : undefined;
  return compact({
    ...pick(status, ['phase', 'podIP', 'podIPs', 'hostIP']),
    conditions,
  });
}
