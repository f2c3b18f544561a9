import { createRuleJudge } from '../../egress/ruleTables/ruleTableJudge';
import { NAMESPACE, NODE } from '../../kinds/coreKinds';
import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { antreaDependencies } from './dependencies';
import { createEgressGuide, egresses } from './egress';
import { antreaGroups } from './groups';
import {
  ANTREA_CLUSTER_NETWORK_POLICY,
  ANTREA_NETWORK_POLICY,
  EGRESS,
  SOURCE_ID,
  TIER,
} from './kinds';
import { antreaPolicies, antreaTable } from './policyTables';

/** Antrea's tiers before and after NetworkPolicy, and the addresses of its Egresses (crd.antrea.io). */
export const antrea: Source = {
  id: SOURCE_ID,
  title: 'Antrea',
  reads: [
    ANTREA_CLUSTER_NETWORK_POLICY,
    ANTREA_NETWORK_POLICY,
    TIER,
    EGRESS,
    NAMESPACE,
    NODE,
    ...antreaGroups.reads,
    ...workloadIndex.reads,
  ],
  prepares: [antreaDependencies],
  resolve: snapshot =>
    sourceResult({
      dependencies: snapshot.index(antreaDependencies),
      judges: [
        createRuleJudge(
          antreaTable(snapshot, { isBaseline: false, order: 12 }),
        ),
        createRuleJudge(antreaTable(snapshot, { isBaseline: true, order: 35 })),
      ],
      waysOut: [createEgressGuide(snapshot)],
      problems: [
        ...snapshot.index(antreaPolicies).problems,
        ...snapshot.index(egresses).problems,
      ],
    }),
};
