import { createRuleJudge } from '../../egress/ruleTables/ruleTableJudge';
import { NAMESPACE, NODE } from '../../kinds/coreKinds';
import { sourceResult, type Source } from '../Source';
import { egressFirewalls, firewallTable } from './egressFirewall';
import { createEgressIpGuide, egressIps } from './egressIp';
import { EGRESS_FIREWALL, EGRESS_IP, SOURCE_ID } from './kinds';

/** EgressFirewall and EgressIP of OVN-Kubernetes (k8s.ovn.org). */
export const ovnKubernetes: Source = {
  id: SOURCE_ID,
  title: 'OVN-Kubernetes',
  reads: [EGRESS_FIREWALL, EGRESS_IP, NAMESPACE, NODE],
  resolve: snapshot =>
    sourceResult({
      judges: [createRuleJudge(firewallTable(snapshot))],
      waysOut: [createEgressIpGuide(snapshot)],
      problems: [
        ...snapshot.index(egressFirewalls).problems,
        ...snapshot.index(egressIps).problems,
      ],
    }),
};
