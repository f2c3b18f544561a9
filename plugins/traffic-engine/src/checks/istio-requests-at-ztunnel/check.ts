import { namespaceLabels } from '../../egress/namespaceLabels';
import {
  authorizationPolicies,
  enforcedAction,
  type AuthorizationPolicy,
} from '../../istio/facts/authorizationPolicies';
import { AUTHORIZATION_POLICY } from '../../istio/kinds';
import { membershipOfWorkload } from '../../istio/meshMembership';
import { meshConfig } from '../../istio/meshConfig';
import { listRequestFields } from '../../istio/requestRules';
import { NAMESPACE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';

/** An AuthorizationPolicy about requests is enforced by ztunnel, which sees none. */
export const istioRequestsAtZtunnel: Check = {
  id: 'istio-requests-at-ztunnel',
  code: 'TRF442',
  severity: 'warning',
  title: 'Rule about requests where none are seen',
  message:
    'AuthorizationPolicy {{policy}} goes by {{fields}} of requests, and pods of {{workload}} are in the ambient mesh, where ztunnel sees none: {{effect}}.',
  fix: 'Serve the Service through a waypoint (istio.io/use-waypoint) and name it in targetRefs of AuthorizationPolicy {{policy}} instead of its selector.',
  reads: [
    AUTHORIZATION_POLICY,
    NAMESPACE,
    ...meshConfig.reads,
    ...workloadIndex.reads,
  ],
  run: ({ snapshots }) => snapshots.flatMap(findUnseen),
};

function findUnseen(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const asking = snapshot.index(authorizationPolicies).all.flatMap(policy => {
    const found = policy.spec.rules
      .map((rule, index) => ({ index, fields: listRequestFields(rule) }))
      .find(({ fields }) => fields.length > 0);
    return found && hasEffect(policy) ? [{ policy, ...found }] : [];
  });
  if (asking.length === 0) {
    return [];
  }
  const namespaces = snapshot.index(namespaceLabels);
  const { rootNamespace } = snapshot.index(meshConfig);
  const ambient = snapshot
    .index(workloadIndex)
    .all.filter(
      workload => membershipOfWorkload(workload, namespaces) === 'ambient',
    );
  return asking.flatMap(({ policy, index, fields }) => {
    const { ref, spec } = policy;
    const workload = ambient.find(
      each =>
        (ref.namespace === rootNamespace ||
          ref.namespace === each.ref.namespace) &&
        matchLabels(
          { matchLabels: spec.selector?.matchLabels },
          each.podLabels,
        ),
    );
    return workload ? [toFinding({ policy, index, fields, workload })] : [];
  });
}

/** Policies with targets are enforced by waypoints and gateways; ztunnel leaves out CUSTOM and what is only tried. */
function hasEffect(policy: AuthorizationPolicy): boolean {
  const { targetRef, targetRefs } = policy.spec;
  const action = enforcedAction(policy);
  return (
    targetRef === null &&
    targetRefs.length === 0 &&
    (action === 'ALLOW' || action === 'DENY')
  );
}

function toFinding(options: {
  policy: AuthorizationPolicy;
  index: number;
  fields: readonly string[];
  workload: WorkloadFact;
}): FindingDraft {
  const { policy, index, fields, workload } = options;
  const { ref } = policy;
  return {
    at: {
      source: 'istio-egress',
      object: ref,
      path: `spec.rules[${index}]`,
    },
    params: {
      policy: `${ref.namespace}/${ref.name}`,
      fields: fields.join(', '),
      workload: `${workload.ref.kind} ${workload.ref.namespace}/${workload.ref.name}`,
      effect:
        enforcedAction(policy) === 'ALLOW'
          ? 'the rule is left out and allows nothing'
          : 'the rule holds without that, and denies more than it says',
    },
    related: [workload.ref],
    entities: [],
  };
}
