import type { KindRef } from '../../kinds/KindRef';
import {
  BACKEND_TRAFFIC_POLICY,
  CLIENT_TRAFFIC_POLICY,
  ENVOY_EXTENSION_POLICY,
  ENVOY_PATCH_POLICY,
  SECURITY_POLICY,
} from './kinds';
import { BACKEND_TRAFFIC_FIELDS } from './policies/backendTrafficFields';
import { CLIENT_TRAFFIC_FIELDS } from './policies/clientTrafficFields';
import { EXTENSION_FIELDS, PATCH_FIELDS } from './policies/extensionFields';
import type { PolicyFields } from './policies/PolicyField';
import { SECURITY_FIELDS } from './policies/securityFields';

/** One kind of policy; those that compete for a target replace each other, the others add up. */
export interface EnvoyPolicyKind {
  readonly kind: KindRef;
  readonly fields: PolicyFields;
  readonly competes: boolean;
}

export const POLICY_KINDS: readonly EnvoyPolicyKind[] = [
  { kind: SECURITY_POLICY, fields: SECURITY_FIELDS, competes: true },
  {
    kind: BACKEND_TRAFFIC_POLICY,
    fields: BACKEND_TRAFFIC_FIELDS,
    competes: true,
  },
  {
    kind: CLIENT_TRAFFIC_POLICY,
    fields: CLIENT_TRAFFIC_FIELDS,
    competes: true,
  },
  { kind: ENVOY_EXTENSION_POLICY, fields: EXTENSION_FIELDS, competes: true },
  { kind: ENVOY_PATCH_POLICY, fields: PATCH_FIELDS, competes: false },
];
