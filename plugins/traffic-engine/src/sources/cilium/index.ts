import {
  createClosingJudge,
  createRuleJudge,
} from '../../egress/ruleTables/ruleTableJudge';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { listDependencies } from './dependencies';
import { createEgressGuide, egressGateways } from './egressGateway';
import { CILIUM_EGRESS_GATEWAY_POLICY, SOURCE_ID } from './kinds';
import { ciliumPolicies, ciliumTable, TABLE_READS } from './policyTable';

/** Between NetworkPolicy, whose rules count as Cilium’s own, and the baseline of administrators. */
const CLOSING = { layer: 'cilium-default-deny', order: 25 } as const;

/** CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and CiliumEgressGatewayPolicy (cilium.io). */
export const cilium: Source = {
  id: SOURCE_ID,
  title: 'Cilium',
  reads: [...TABLE_READS, CILIUM_EGRESS_GATEWAY_POLICY, ...workloadIndex.reads],
  resolve: snapshot => {
    const { facts, problems } = snapshot.index(ciliumPolicies);
    const table = ciliumTable(snapshot);
    return sourceResult({
      dependencies: listDependencies(snapshot, facts, table),
      judges: [createRuleJudge(table), createClosingJudge(table, CLOSING)],
      waysOut: [createEgressGuide(snapshot)],
      problems: [...problems, ...snapshot.index(egressGateways).problems],
    });
  },
};
