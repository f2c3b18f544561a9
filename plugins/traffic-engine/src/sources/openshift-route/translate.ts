import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { claimsOf, verdictOf, type Claim } from './claims';
import { ROUTE } from './kinds';
import { readRoute, type RouteFact } from './RouteFact';

/** A Route with the verdict on its claim to the host. */
export interface JudgedRoute {
  readonly fact: RouteFact;
  readonly claim: Claim;
  readonly door: RouteVerdict;
}

/** All Routes of a cluster, in the order of their names. */
export const openshiftRoutes: SnapshotIndex<readonly JudgedRoute[]> = {
  name: 'openshift-routes',
  reads: [ROUTE],
  build: snapshot => {
    const facts = snapshot
      .list(ROUTE)
      .map(route => readRoute(snapshot.cluster, route));
    const claims = claimsOf(facts);
    return facts.flatMap(fact => {
      const claim = claims.get(fact);
      return claim ? [{ fact, claim, door: verdictOf(fact, claim) }] : [];
    });
  },
};
