import { ambientTunnels } from '../../istio/ambientTunnel';
import { serviceEntries } from '../../istio/facts/serviceEntries';
import { sidecars } from '../../istio/facts/sidecars';
import { virtualServices } from '../../istio/facts/virtualServices';
import { steppedIndex } from '../../snapshot/ClusterSnapshot';
import { sourceResult, type Source } from '../Source';
import type { Declared } from './attribute';
import { createAuthorizationJudge } from './authorizationJudge';
import { declareEntries } from './declareEntries';
import { declareRoutes } from './declareRoutes';
import { declareSidecars } from './declareSidecars';
import { createEgressGuide } from './egressGuide';
import { READS, READS_IF_GIVEN } from './kinds';
import { createPeerAuthenticationJudge } from './peerAuthenticationJudge';
import { createSidecarJudge } from './sidecarJudge';

/** What ServiceEntries, Sidecars and VirtualServices declare, each in a step of its own. */
const declaredWays = steppedIndex<Declared>({
  name: 'istio-egress declared',
  reads: [...READS, ...READS_IF_GIVEN],
  *buildInSteps(snapshot) {
    yield* snapshot.indexInSteps(sidecars);
    yield* snapshot.indexInSteps(serviceEntries);
    yield* snapshot.indexInSteps(virtualServices);
    const entries = declareEntries(snapshot);
    yield;
    const named = declareSidecars(snapshot);
    yield;
    return {
      dependencies: [
        ...entries.dependencies,
        ...named.dependencies,
        ...declareRoutes(snapshot),
      ],
      problems: [...entries.problems, ...named.problems],
    };
  },
});

/** Istio's ways out: hosts outside the mesh, who names them, what the proxies let through, and through which gateway. */
export const istioEgress: Source = {
  id: 'istio-egress',
  title: 'Istio ways out',
  reads: READS,
  readsIfGiven: READS_IF_GIVEN,
  prepares: [declaredWays],
  resolve: snapshot => {
    const { dependencies, problems } = snapshot.index(declaredWays);
    return sourceResult({
      dependencies,
      judges: [
        createSidecarJudge(snapshot),
        createPeerAuthenticationJudge(snapshot),
        createAuthorizationJudge(snapshot),
      ],
      tunnels: snapshot.index(ambientTunnels),
      waysOut: [createEgressGuide(snapshot)],
      problems: [...problems, ...snapshot.index(sidecars).unreadable],
    });
  },
};
