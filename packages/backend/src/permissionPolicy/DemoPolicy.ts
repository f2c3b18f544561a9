import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  trafficGlobalReadPermission,
  trafficRouteCreatePermission,
} from '@portolan/plugin-traffic-common';

/**
 * Everybody may do everything in the demo, but make routes, which is for those who own the component, and read the list of
 * all hosts, which is for those who belong to a team.
 */
export class DemoPolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (isPermission(permission, trafficRouteCreatePermission)) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({
          claims: user?.info.ownershipEntityRefs ?? [],
        }),
      );
    }
    if (isPermission(permission, trafficGlobalReadPermission)) {
      return {
        result: isInTeam(user) ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      };
    }
    return { result: AuthorizeResult.ALLOW };
  }
}

function isInTeam(user: PolicyQueryUser | undefined): boolean {
  return (user?.info.ownershipEntityRefs ?? []).some(ref =>
    ref.startsWith('group:'),
  );
}
