import { CONFIG_MAP, NAMESPACE, SECRET, SERVICE } from '../../kinds/coreKinds';
import {
  POLICY_TARGET_KINDS,
  REFERENCE_GRANT,
} from '../../kinds/gatewayApiKinds';
import type { KindRef } from '../../kinds/KindRef';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { attachedPolicies } from './attachedPolicies';
import { BACKEND, ENVOY_PROXY, HTTP_ROUTE_FILTER } from './kinds';
import { POLICY_KINDS } from './policyKinds';

/** What policies, and what they are attached to, are read from. */
export const POLICY_READS: readonly KindRef[] = [
  ...POLICY_KINDS.map(({ kind }) => kind),
  BACKEND,
  ENVOY_PROXY,
  HTTP_ROUTE_FILTER,
  ...POLICY_TARGET_KINDS,
  REFERENCE_GRANT,
  NAMESPACE,
  SERVICE,
];

/** The policies of a cluster; kept while nothing that they are read from changes, since every request asks for them. */
export const envoyPolicies: SnapshotIndex<ReturnType<typeof attachedPolicies>> =
  {
    name: 'envoy-gateway-policies',
    reads: [...POLICY_READS, SECRET, CONFIG_MAP],
    build: attachedPolicies,
  };
