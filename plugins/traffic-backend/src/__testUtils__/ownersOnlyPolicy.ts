import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
} from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import {
  trafficEntityReadPermission,
  trafficGlobalReadPermission,
  trafficRouteCreatePermission,
} from '@portolan/plugin-traffic-common';

/** Entities with this label are seen by no user. */
export const CONFIDENTIAL = 'confidential';

/**
 * A policy as portals write it: the catalog is open but for confidential entities, and the traffic of an entity is for its
 * owners, by a condition that the catalog evaluates, and so is making routes for it. One user, the auditor, may read all
 * traffic; another, the stranger, may not read the list of all hosts.
 */
export const ownersOnlyPolicy: PermissionPolicy = {
  handle: async ({ permission }, user) => {
    if (isPermission(permission, trafficEntityReadPermission)) {
      return user?.info.userEntityRef === 'user:default/auditor'
        ? { result: AuthorizeResult.ALLOW }
        : createCatalogConditionalDecision(
            permission,
            catalogConditions.isEntityOwner({
              claims: user?.info.ownershipEntityRefs ?? [],
            }),
          );
    }
    if (isPermission(permission, trafficRouteCreatePermission)) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({
          claims: user?.info.ownershipEntityRefs ?? [],
        }),
      );
    }
    if (isPermission(permission, trafficGlobalReadPermission)) {
      const isStranger = user?.info.userEntityRef === 'user:default/stranger';
      return {
        result: isStranger ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
      };
    }
    if (isPermission(permission, catalogEntityReadPermission)) {
      return createCatalogConditionalDecision(permission, {
        not: catalogConditions.hasLabel({ label: CONFIDENTIAL }),
      });
    }
    return { result: AuthorizeResult.ALLOW };
  },
};
