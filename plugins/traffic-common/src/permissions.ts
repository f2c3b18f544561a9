import { createPermission } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';

/** Reading the routes and dependencies of one catalog entity; asked on every read. */
export const trafficEntityReadPermission = createPermission({
  name: 'traffic.entity.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Making a route for one catalog entity; asked again at every preview and every write. */
export const trafficRouteCreatePermission = createPermission({
  name: 'traffic.route.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Reading the list of all hosts; rows of entities that the reader may not read are left out all the same. */
export const trafficGlobalReadPermission = createPermission({
  name: 'traffic.global.read',
  attributes: { action: 'read' },
});

export const trafficPermissions = [
  trafficEntityReadPermission,
  trafficRouteCreatePermission,
  trafficGlobalReadPermission,
];
