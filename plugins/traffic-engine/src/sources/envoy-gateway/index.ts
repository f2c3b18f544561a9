import { CONFIG_MAP, SECRET } from '../../kinds/coreKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { backendDependencies } from './backendDependencies';
import { SOURCE_ID } from './kinds';
import { envoyPolicies, POLICY_READS } from './policyIndex';
import { intercept } from './serve/intercept';
import { judgePolicies } from './status/judgePolicies';

/** Envoy Gateway’s policies on Gateways and routes, and its Backends as ways out (gateway.envoyproxy.io). */
export const envoyGateway: Source = {
  id: SOURCE_ID,
  title: 'Envoy Gateway',
  reads: [...POLICY_READS, ...workloadIndex.reads],
  readsIfGiven: [SECRET, CONFIG_MAP],
  resolve: snapshot => {
    const { policies, problems } = snapshot.index(envoyPolicies);
    const backends = backendDependencies(snapshot);
    return sourceResult({
      policies,
      dependencies: backends.dependencies,
      problems: [...problems, ...backends.problems],
    });
  },
  judgePolicies,
  intercept,
};
