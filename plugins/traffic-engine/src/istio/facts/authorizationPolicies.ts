import { z } from 'zod';
import { AUTHORIZATION_POLICY } from '../kinds';
import {
  listOf,
  optional,
  policyTarget,
  text,
  texts,
  workloadSelector,
} from './fields';
import { istioReader, type IstioObject } from './istioObjects';

const source = z.object({
  principals: texts,
  notPrincipals: texts,
  requestPrincipals: texts,
  notRequestPrincipals: texts,
  namespaces: texts,
  notNamespaces: texts,
  serviceAccounts: texts,
  notServiceAccounts: texts,
  trustDomains: texts,
  notTrustDomains: texts,
  ipBlocks: texts,
  notIpBlocks: texts,
  remoteIpBlocks: texts,
  notRemoteIpBlocks: texts,
});

const operation = z.object({
  hosts: texts,
  notHosts: texts,
  ports: texts,
  notPorts: texts,
  methods: texts,
  notMethods: texts,
  paths: texts,
  notPaths: texts,
});

const rule = z.object({
  from: listOf(z.object({ source: optional(source) })),
  to: listOf(z.object({ operation: optional(operation) })),
  when: listOf(z.object({ key: z.string(), values: texts, notValues: texts })),
});
export type AuthorizationRule = z.output<typeof rule>;

const authorizationPolicySpec = z.object({
  selector: workloadSelector,
  targetRef: optional(policyTarget),
  targetRefs: listOf(policyTarget),
  action: text,
  provider: optional(z.object({ name: text })),
  rules: listOf(rule),
});

export type AuthorizationPolicy = IstioObject<
  z.output<typeof authorizationPolicySpec>
>;

export const authorizationPolicies = istioReader(
  AUTHORIZATION_POLICY,
  authorizationPolicySpec,
);

const TRUE: readonly string[] = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** Whether a policy is only tried: proxies count what it would do, and enforce nothing (`istio.io/dry-run`). */
export function isDryRun({
  annotations,
}: Pick<AuthorizationPolicy, 'annotations'>): boolean {
  return TRUE.includes(annotations['istio.io/dry-run'] ?? '');
}

/** What proxies do by a policy: its action, ALLOW by default, and nothing by AUDIT or one that is only tried. */
export function enforcedAction(
  policy: AuthorizationPolicy,
): 'CUSTOM' | 'DENY' | 'ALLOW' | 'nothing' {
  if (isDryRun(policy)) {
    return 'nothing';
  }
  switch (policy.spec.action ?? 'ALLOW') {
    case 'CUSTOM':
      return 'CUSTOM';
    case 'DENY':
      return 'DENY';
    case 'ALLOW':
      return 'ALLOW';
    default:
      return 'nothing';
  }
}
