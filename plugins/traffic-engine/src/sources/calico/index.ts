import { workloadIndex } from '../../topology/workloadIndex';
import { sourceResult, type Source } from '../Source';
import { listDependencies } from './dependencies';
import { createEgressGuide } from './egressGateways';
import { egressPolicies } from './egressPolicies';
import { createJudges } from './judges';
import { ipPools } from './ipPools';
import { SOURCE_ID } from './kinds';
import { calicoPolicies } from './policies';
import { createPoolGuide } from './poolAddresses';

/** Calico's tiers of policies before and after NetworkPolicy (projectcalico.org, crd.projectcalico.org). */
export const calico: Source = {
  id: SOURCE_ID,
  title: 'Calico',
  reads: [
    ...calicoPolicies.reads,
    ...egressPolicies.reads,
    ...ipPools.reads,
    ...workloadIndex.reads,
  ],
  resolve: snapshot =>
    sourceResult({
      dependencies: listDependencies(snapshot),
      judges: createJudges(snapshot),
      waysOut: [createEgressGuide(snapshot), createPoolGuide(snapshot)],
      problems: [
        ...snapshot.index(calicoPolicies).problems,
        ...snapshot.index(egressPolicies).problems,
        ...snapshot.index(ipPools).problems,
      ],
    }),
};
