import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { judgeClaims } from './claims';
import { ROUTE } from './kinds';
import { readRoute, type RouteFact } from './RouteFact';

/** A Route with the verdict on its claim to the host. */
export interface JudgedRoute {
  readonly fact: RouteFact;
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
    const verdicts = judgeClaims(facts);
    return facts.map(fact => ({
      fact,
      door: verdicts.get(fact) ?? { state: 'serving', reasons: [] },
    }));
  },
};
