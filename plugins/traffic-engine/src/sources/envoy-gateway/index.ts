import { NAMESPACE, SECRET, SERVICE } from '../../kinds/coreKinds';
import {
  POLICY_TARGET_KINDS,
  REFERENCE_GRANT,
} from '../../kinds/gatewayApiKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { attachedPolicies } from './attachedPolicies';
import { backendDependencies } from './backendDependencies';
import { BACKEND, ENVOY_PROXY, HTTP_ROUTE_FILTER, SOURCE_ID } from './kinds';
import { POLICY_KINDS } from './policyKinds';
import { intercept } from './serve/intercept';

/** Envoy Gateway’s policies on Gateways and routes, and its Backends as ways out (gateway.envoyproxy.io). */
export const envoyGateway: Source = {
  id: SOURCE_ID,
  title: 'Envoy Gateway',
  reads: [
    ...POLICY_KINDS.map(({ kind }) => kind),
    BACKEND,
    ENVOY_PROXY,
    HTTP_ROUTE_FILTER,
    ...POLICY_TARGET_KINDS,
    REFERENCE_GRANT,
    NAMESPACE,
    SERVICE,
    ...workloadIndex.reads,
  ],
  readsIfGiven: [SECRET],
  resolve: snapshot => {
    const { policies, problems } = attachedPolicies(snapshot);
    const backends = backendDependencies(snapshot);
    return sourceResult({
      policies,
      dependencies: backends.dependencies,
      problems: [...problems, ...backends.problems],
    });
  },
  intercept,
};
