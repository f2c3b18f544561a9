import {
  BACKEND_TLS_POLICY,
  gatewayApiTranslation,
} from '../../sources/gateway-api';
import type { Check } from '../Check';

/** A BackendTLSPolicy that an older one for the same Service keeps out of force. */
export const backendTlsPolicyConflicted: Check = {
  id: 'backend-tls-policy-conflicted',
  code: 'TRF113',
  severity: 'warning',
  title: 'BackendTLSPolicy conflicted',
  message:
    'BackendTLSPolicy {{policy}} is for {{targets}}, but an older policy is for the same, so it is not in force.',
  fix: 'Delete one of the two policies, or name a port of the Service in sectionName: a policy for a port comes before one for the whole Service.',
  reads: [BACKEND_TLS_POLICY],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot
        .index(gatewayApiTranslation)
        .backendTlsPolicies.all.filter(({ ancestors }) =>
          ancestors.some(({ accepted }) => accepted.reason === 'Conflicted'),
        )
        .map(({ ref, fact }) => ({
          at: { source: 'gateway-api', object: ref, path: 'spec.targetRefs' },
          params: {
            policy: `${ref.namespace}/${ref.name}`,
            targets: fact.targets
              .map(
                ({ kind, name, sectionName }) =>
                  `${kind} ${ref.namespace}/${name}${
                    sectionName ? ` port ${sectionName}` : ''
                  }`,
              )
              .join(', '),
          },
          related: [],
          entities: [],
        })),
    ),
};
