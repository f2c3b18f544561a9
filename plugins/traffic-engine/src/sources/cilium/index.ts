import {
  createClosingJudge,
  createRuleJudge,
} from '../../egress/ruleTables/ruleTableJudge';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { ciliumDependencies } from './dependencies';
import { createEgressGuide, egressGateways } from './egressGateway';
import { CILIUM_EGRESS_GATEWAY_POLICY, SOURCE_ID } from './kinds';
import { ciliumPolicies, TABLE_READS } from './policyTable';

/** Between NetworkPolicy, whose rules count as Cilium’s own, and the baseline of administrators. */
const CLOSING = { layer: 'cilium-default-deny', order: 25 } as const;

/** CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and CiliumEgressGatewayPolicy (cilium.io). */
export const cilium: Source = {
  id: SOURCE_ID,
  title: 'Cilium',
  reads: [...TABLE_READS, CILIUM_EGRESS_GATEWAY_POLICY, ...workloadIndex.reads],
  prepares: [ciliumDependencies],
  resolve: snapshot => {
    const { problems } = snapshot.index(ciliumPolicies);
    const { table, dependencies } = snapshot.index(ciliumDependencies);
    return sourceResult({
      dependencies,
      judges: [createRuleJudge(table), createClosingJudge(table, CLOSING)],
      waysOut: [createEgressGuide(snapshot)],
      problems: [...problems, ...snapshot.index(egressGateways).problems],
    });
  },
};
