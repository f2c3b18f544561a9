import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
} from '@backstage/plugin-catalog-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { onBehalfAuth } from './onBehalfAuth';

/** The real catalog with these entities, and the real permission backend with this policy. */
export function catalogFeatures(options: {
  entities: readonly Entity[];
  policy: PermissionPolicy;
}): BackendFeature[] {
  return [
    onBehalfAuth,
    catalogPlugin,
    createBackendModule({
      pluginId: 'catalog',
      moduleId: 'entities-of-the-test',
      register: env =>
        env.registerInit({
          deps: { processing: catalogProcessingExtensionPoint },
          init: async ({ processing }) =>
            processing.addEntityProvider(provide(options.entities)),
        }),
    }),
    permissionPlugin,
    createBackendModule({
      pluginId: 'permission',
      moduleId: 'policy-of-the-test',
      register: env =>
        env.registerInit({
          deps: { extension: policyExtensionPoint },
          init: async ({ extension }) => extension.setPolicy(options.policy),
        }),
    }),
  ];
}

function provide(entities: readonly Entity[]): EntityProvider {
  const location = 'test:entities';
  return {
    getProviderName: () => 'test',
    connect: connection =>
      connection.applyMutation({
        type: 'full',
        entities: entities.map(entity => ({
          locationKey: 'test',
          entity: {
            ...entity,
            metadata: {
              ...entity.metadata,
              annotations: {
                [ANNOTATION_LOCATION]: location,
                [ANNOTATION_ORIGIN_LOCATION]: location,
                ...entity.metadata.annotations,
              },
            },
          },
        })),
      }),
  };
}
