import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { POLICY_TARGET_KINDS } from '../../kinds/gatewayApiKinds';
import type { PolicyTarget } from '../../model/drafts';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { resultOf } from '../../sources/resultOf';
import type { Check, FindingDraft } from '../Check';

/** A policy that is attached to an object which is not there. */
export const policyTargetsNothing: Check = {
  id: 'policy-targets-nothing',
  code: 'TRF150',
  severity: 'warning',
  title: 'Policy targets nothing',
  message:
    '{{kind}} {{policy}} is for {{target}}, which does not exist, so it protects and changes nothing.',
  fix: 'Correct the target of {{kind}} {{policy}}: it names objects of its own namespace alone.',
  reads: [...POLICY_TARGET_KINDS],
  run: ({ snapshots, sources }) =>
    snapshots.flatMap(snapshot =>
      sources.flatMap(source =>
        resultOf(source, snapshot).policies.flatMap(({ object, targets }) =>
          targets.flatMap(target =>
            isMissing(snapshot, target)
              ? draftOf(source.id, object, target)
              : [],
          ),
        ),
      ),
    ),
};

/** Only a target that the policy names by itself can be wrong. */
function isMissing(snapshot: ClusterSnapshot, target: PolicyTarget): boolean {
  const { ref, path } = target;
  const kind = POLICY_TARGET_KINDS.find(
    known => known.group === ref.group && known.kind === ref.kind,
  );
  return (
    path !== undefined &&
    kind !== undefined &&
    lookUp(snapshot, kind, ref.namespace, ref.name).state === 'missing'
  );
}

function draftOf(
  source: string,
  policy: ObjectRef,
  { ref, path = 'spec' }: PolicyTarget,
): FindingDraft[] {
  return [
    {
      at: { source, object: policy, path },
      params: {
        kind: policy.kind,
        policy: `${policy.namespace}/${policy.name}`,
        target: `${ref.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${
          ref.name
        }`,
      },
      related: [ref],
      entities: [],
    },
  ];
}
