import {
  authorizationPolicies,
  enforcedAction,
} from '../../istio/facts/authorizationPolicies';
import { AUTHORIZATION_POLICY } from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import { CONFIG_MAP } from '../../kinds/coreKinds';
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
  reads: [AUTHORIZATION_POLICY, CONFIG_MAP],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot.index(authorizationPolicies).all.flatMap(policy => {
        const { ref, spec } = policy;
        return enforcedAction(policy) === 'ALLOW' && spec.rules.length === 0
          ? [
              {
                at: { source: 'istio', object: ref, path: 'spec' },
                params: {
                  policy: `${ref.namespace}/${ref.name}`,
                  workloads: describeWorkloads(
                    ref.namespace === snapshot.index(meshConfig).rootNamespace
                      ? 'any namespace'
                      : `namespace ${ref.namespace}`,
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
  where: string,
  labels: readonly [string, string][],
): string {
  return labels.length === 0
    ? `all workloads of ${where}`
    : `workloads of ${where} with ${labels
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(', ')}`;
}
