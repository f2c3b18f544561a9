import { NAMESPACE, NODE } from '../../kinds/coreKinds';
import { sourceResult, type Source } from '../Source';
import { adminPolicyIndex } from './adminPolicyIndex';
import { createAdminPolicyJudge } from './adminPolicyJudge';

/**
 * ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2) and the kinds it replaces, AdminNetworkPolicy and
 * BaselineAdminNetworkPolicy (v1alpha1): the tiers before and after NetworkPolicy.
 */
export const adminNetworkPolicy: Source = {
  id: 'admin-network-policy',
  title: 'Policies of administrators',
  reads: [...adminPolicyIndex.reads, NAMESPACE, NODE],
  resolve: snapshot =>
    sourceResult({
      judges: [
        createAdminPolicyJudge(snapshot, 'admin'),
        createAdminPolicyJudge(snapshot, 'baseline'),
      ],
      problems: snapshot.index(adminPolicyIndex).problems,
    }),
};
