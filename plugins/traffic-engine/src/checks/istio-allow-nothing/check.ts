import { authorizationPolicies } from '../../istio/facts/authorizationPolicies';
import { AUTHORIZATION_POLICY, ROOT_NAMESPACE } from '../../istio/kinds';
import { actionOf } from '../../sources/istio/policies/securityPolicies';
import type { Check } from '../Check';

/** An ALLOW policy without rules, which denies every request that no other policy allows. */
export const istioAllowNothing: Check = {
  id: 'istio-allow-nothing',
  code: 'TRF138',
  severity: 'info',
  title: 'Policy that allows nothing',
  message:
    'AuthorizationPolicy {{policy}} allows nothing, so every request to {{workloads}} is denied that no other policy allows.',
  fix: 'If all requests were to be let in, give {{policy}} one empty rule (`rules: [{}]`); if this is the default that all others build on, leave it.',
  reads: [AUTHORIZATION_POLICY],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot.index(authorizationPolicies).all.flatMap(policy => {
        const { ref, spec } = policy;
        return actionOf(policy) === 'ALLOW' && spec.rules.length === 0
          ? [
              {
                at: { source: 'istio', object: ref, path: 'spec' },
                params: {
                  policy: `${ref.namespace}/${ref.name}`,
                  workloads: describeWorkloads(
                    ref.namespace,
                    Object.entries(spec.selector?.matchLabels ?? {}),
                  ),
                },
                entities: [],
              },
            ]
          : [];
      }),
    ),
};

function describeWorkloads(
  namespace: string,
  labels: readonly [string, string][],
): string {
  const where =
    namespace === ROOT_NAMESPACE ? 'any namespace' : `namespace ${namespace}`;
  return labels.length === 0
    ? `all workloads of ${where}`
    : `workloads of ${where} with ${labels
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(', ')}`;
}
