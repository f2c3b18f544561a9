import { sidecars } from '../../istio/facts/sidecars';
import { sourceResult, type Source } from '../Source';
import { createAuthorizationJudge } from './authorizationJudge';
import { declareEntries } from './declareEntries';
import { declareRoutes } from './declareRoutes';
import { declareSidecars } from './declareSidecars';
import { createEgressGuide } from './egressGuide';
import { READS, READS_IF_GIVEN } from './kinds';
import { createPeerAuthenticationJudge } from './peerAuthenticationJudge';
import { createSidecarJudge } from './sidecarJudge';

/** Istio's ways out: hosts outside the mesh, who names them, what the proxies let through, and through which gateway. */
export const istioEgress: Source = {
  id: 'istio-egress',
  title: 'Istio ways out',
  reads: READS,
  readsIfGiven: READS_IF_GIVEN,
  resolve: snapshot => {
    const entries = declareEntries(snapshot);
    const named = declareSidecars(snapshot);
    return sourceResult({
      dependencies: [
        ...entries.dependencies,
        ...named.dependencies,
        ...declareRoutes(snapshot),
      ],
      judges: [
        createSidecarJudge(snapshot),
        createPeerAuthenticationJudge(snapshot),
        createAuthorizationJudge(snapshot),
      ],
      waysOut: [createEgressGuide(snapshot)],
      problems: [
        ...entries.problems,
        ...named.problems,
        ...snapshot.index(sidecars).unreadable,
      ],
    });
  },
};
