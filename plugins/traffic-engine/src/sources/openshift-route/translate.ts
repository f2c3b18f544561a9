import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { claimsOf, isWildcard, SETTINGS, type Claim } from './claims';
import { hostFault } from './hostFault';
import { judgeClaim, settingsOf } from './judgeClaim';
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
    const claims = claimsOf(facts.filter(fact => !hostFault(fact)));
    const wildcards = facts.filter(isWildcard);
    return facts.flatMap(fact => {
      const fault = hostFault(fact);
      if (fault !== undefined) {
        return [refusedFor(fact, fault)];
      }
      const claim = claims.get(fact);
      const settings = settingsOf(
        wildcards.filter(
          ({ routers }) =>
            fact.routers.length === 0 ||
            routers.some(({ name }) =>
              fact.routers.some(other => other.name === name),
            ),
        ),
      );
      return claim
        ? [{ fact, claim, door: judgeClaim(fact, claim, settings) }]
        : [];
    });
  },
};

function refusedFor(fact: RouteFact, reason: string): JudgedRoute {
  return {
    fact,
    claim: new Map(SETTINGS.map(setting => [setting, fact])),
    door: {
      state: 'detached',
      reasons: [{ code: 'NotAttached', params: { by: 'the router', reason } }],
    },
  };
}
