import type { KubeObject } from '../snapshot/KubeObject';
import type { MinedFacts } from '../snapshot/ObjectFacts';
import { podTemplateOf } from '../topology/Pod';
import { minePodSpec } from './mining/minePodSpec';
import type { MiningOptions } from './mining/MiningOptions';

const MINED_BY_TEMPLATE: readonly string[] = ['StatefulSet', 'DaemonSet'];

/** What the pod template of a workload names. */
export function mineTemplate(
  workload: KubeObject,
  options: MiningOptions,
): MinedFacts | undefined {
  const job = workload.kind === 'CronJob' ? 'jobTemplate.spec.' : '';
  return minePodSpec(podTemplateOf(workload).spec, {
    at: `spec.${job}template.spec`,
    options,
  });
}

/** What a pod names, unless it is one of many that are made from a template which is mined itself. */
export function minePod(
  pod: KubeObject,
  options: MiningOptions,
): MinedFacts | undefined {
  return hasMinedTemplate(pod)
    ? undefined
    : minePodSpec(pod.spec, { at: 'spec', options });
}

/** A Deployment's ReplicaSet is `<deployment>-<pod-template-hash>`; those of other makers have no template that is read. */
function hasMinedTemplate({ metadata }: KubeObject): boolean {
  const owner = (metadata.ownerReferences ?? []).find(
    reference => reference.controller,
  );
  const hash = metadata.labels?.['pod-template-hash'];
  return (
    owner !== undefined &&
    (MINED_BY_TEMPLATE.includes(owner.kind) ||
      (owner.kind === 'ReplicaSet' &&
        hash !== undefined &&
        owner.name.endsWith(`-${hash}`)))
  );
}
