import {
  authorizationPolicies,
  type AuthorizationPolicy,
} from '../../../istio/facts/authorizationPolicies';
import type {
  IstioObject,
  IstioObjects,
} from '../../../istio/facts/istioObjects';
import {
  requestAuthentications,
  type RequestAuthentication,
} from '../../../istio/facts/requestAuthentications';
import { meshConfig } from '../../../istio/meshConfig';
import { GATEWAY_API_GROUP } from '../../../kinds/gatewayApiKinds';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { inOrderOfActions } from '../policies/securityPolicies';
import { selects, type PolicySubject } from '../policies/selectPolicies';
import { GATEWAY_NAME, type GatewayPods } from './gatewayPods';

interface Targeting {
  readonly selector: { matchLabels: Readonly<Record<string, string>> } | null;
  readonly targetRef: Target | null;
  readonly targetRefs: readonly Target[];
}

type Target = {
  readonly group: string | null;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
};

/** What the proxy of one Gateway, or of one of its workloads, enforces. */
export interface EnforcedPolicies {
  readonly authorizations: readonly AuthorizationPolicy[];
  readonly authentications: readonly RequestAuthentication[];
}

/** What each workload of a Gateway enforces; of workloads that are not known whatever might be meant for them. */
export function policiesOfGateway(
  snapshot: ClusterSnapshot,
  { subjects, areKnown }: GatewayPods,
): readonly EnforcedPolicies[] {
  return subjects.map(subject => ({
    authorizations: inOrderOfActions(
      attached(snapshot, snapshot.index(authorizationPolicies), {
        subject,
        areKnown,
      }),
    ),
    authentications: attached(
      snapshot,
      snapshot.index(requestAuthentications),
      { subject, areKnown },
    ),
  }));
}

/** Targets of a policy with their paths; `targetRef` is the older form, and not read beside the newer. */
export function targetsOfPolicy({
  targetRef,
  targetRefs,
}: Targeting): readonly { target: Target; path: string }[] {
  return targetRefs.length > 0
    ? targetRefs.map((target, index) => ({
        target,
        path: `spec.targetRefs[${index}]`,
      }))
    : [...(targetRef ? [{ target: targetRef, path: 'spec.targetRef' }] : [])];
}

/** Whether a target is a Gateway of the policy's own namespace: it names no other (istiod, ShouldAttachPolicy). */
export function isGatewayOf({ group, kind, namespace }: Target, own: string) {
  return (
    group === GATEWAY_API_GROUP &&
    kind === 'Gateway' &&
    (namespace === null || namespace === '' || namespace === own)
  );
}

function attached<T extends Targeting>(
  snapshot: ClusterSnapshot,
  objects: IstioObjects<T>,
  { subject, areKnown }: { subject: PolicySubject; areKnown: boolean },
): readonly IstioObject<T>[] {
  const { rootNamespace } = snapshot.index(meshConfig);
  const name = subject.labels[GATEWAY_NAME];
  return [...new Set([rootNamespace, subject.namespace])].flatMap(namespace =>
    objects.inNamespace(namespace).filter(({ ref, spec }) => {
      const targets = targetsOfPolicy(spec);
      return targets.length === 0
        ? !areKnown || selects(spec.selector, subject)
        : ref.namespace === subject.namespace &&
            targets.some(
              ({ target }) =>
                isGatewayOf(target, ref.namespace) && target.name === name,
            );
    }),
  );
}
