import { compareAge, targetKey } from '../../join/attachPolicies';
import { AS_BACKEND } from '../../kinds/gatewayApiKinds';
import type { AttachedPolicy } from '../../model/drafts';
import { groupBy } from '../../snapshot/groupBy';
import { resultOf } from '../../sources/resultOf';
import type { Check, FindingDraft } from '../Check';

/** A policy that loses against an older one of its kind on the same target. */
export const policiesOnOneTarget: Check = {
  id: 'policies-on-one-target',
  code: 'TRF151',
  severity: 'warning',
  title: 'Two policies on one target',
  message:
    '{{kind}} {{policy}} is for {{target}}, but {{winner}} is for it too and is older or comes first by name, so {{policy}} is not in force there.',
  fix: 'Put what both set into one {{kind}}, or give one of them another target.',
  reads: [],
  run: ({ snapshots, sources }) =>
    snapshots.flatMap(snapshot =>
      sources.flatMap(source =>
        listLosers(source.id, resultOf(source, snapshot).policies),
      ),
    ),
};

function listLosers(
  source: string,
  policies: readonly AttachedPolicy[],
): readonly FindingDraft[] {
  const claims = policies.flatMap(policy =>
    policy.targets.map(target => ({ policy, target })),
  );
  const contests = groupBy(
    claims,
    ({ policy, target }) => `${policy.family}|${targetKey(target)}`,
  );
  return [...contests.values()].flatMap(contest => {
    const [winner, ...losers] = [
      ...new Map(
        contest
          .filter(({ policy }) => policy.accepted !== 'not-accepted')
          .map(claim => [claim.policy, claim]),
      ).values(),
    ].sort((a, b) => compareAge(a.policy, b.policy));
    return losers.map(({ policy, target }): FindingDraft => {
      const { object } = policy;
      const { ref, section } = target;
      return {
        at: { source, object, path: target.path ?? 'spec' },
        params: {
          kind: object.kind,
          policy: `${object.namespace}/${object.name}`,
          target: `${ref.kind} ${ref.namespace}/${ref.name}${
            section && section !== AS_BACKEND ? `:${section}` : ''
          }`,
          winner: `${winner.policy.object.namespace}/${winner.policy.object.name}`,
        },
        related: [winner.policy.object, ref],
        entities: [],
        controllerDisagrees: policy.accepted === 'accepted',
      };
    });
  });
}
