import { NAMESPACE } from '../../kinds/coreKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { egressDependencies } from './egressDependencies';
import { NETWORK_POLICY } from './kinds';
import { createNetworkPolicyJudge } from './networkPolicyJudge';
import { policyIndex } from './policyIndex';

/** NetworkPolicy (networking.k8s.io/v1): what it opens, and its answer for any connection. */
export const networkPolicy: Source = {
  id: 'network-policy',
  title: 'NetworkPolicy',
  reads: [NETWORK_POLICY, NAMESPACE, ...workloadIndex.reads],
  prepares: [policyIndex, egressDependencies],
  resolve: snapshot =>
    sourceResult({
      dependencies: snapshot.index(egressDependencies),
      judges: [createNetworkPolicyJudge(snapshot)],
      problems: snapshot.index(policyIndex).problems,
    }),
};
