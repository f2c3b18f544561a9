import { createPermission } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';

/** Reading the routes and dependencies of one catalog entity; asked on every read. */
export const trafficEntityReadPermission = createPermission({
  name: 'traffic.entity.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

export const trafficPermissions = [trafficEntityReadPermission];
