import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
  type AuthService,
  type BackendFeature,
  type DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
  type CatalogService,
} from '@backstage/plugin-catalog-node';
import { kubernetesClusterSupplierExtensionPoint } from '@backstage/plugin-kubernetes-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import Router from 'express-promise-router';
import { trafficEntityReadPermission } from '@portolan/plugin-traffic-common';

export interface BenchCluster {
  url: string;
  caPem: string;
  token: string;
}

/** The services that code in the benchmark's own plugin gets from the portal. */
export interface PortalServices {
  auth: AuthService;
  discovery: DiscoveryService;
  catalog: CatalogService;
}

/** A cluster for the direct source: written in the configuration with all that it needs. */
export function directKubernetes(cluster: BenchCluster): JsonObject {
  return {
    serviceLocatorMethod: { type: 'multiTenant' },
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [
          {
            name: 'bench',
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: cluster.token,
            caData: Buffer.from(cluster.caPem).toString('base64'),
          },
        ],
      },
    ],
  };
}

/** A kubernetes plugin that alone knows the cluster, so that it can be reached only through its proxy. */
export function proxyOnlyModule(cluster: BenchCluster): BackendFeature {
  return createBackendModule({
    pluginId: 'kubernetes',
    moduleId: 'bench-cluster',
    register: env =>
      env.registerInit({
        deps: { suppliers: kubernetesClusterSupplierExtensionPoint },
        init: async ({ suppliers }) =>
          suppliers.addClusterSupplier({
            getClusters: async () => [
              {
                name: 'bench',
                url: cluster.url,
                caData: Buffer.from(cluster.caPem).toString('base64'),
                authMetadata: {
                  'kubernetes.io/auth-provider': 'serviceAccount',
                  serviceAccountToken: cluster.token,
                },
              },
            ],
          }),
      }),
  });
}

export function catalogModule(entities: readonly Entity[]): BackendFeature {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bench-entities',
    register: env =>
      env.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        init: async ({ processing }) =>
          processing.addEntityProvider({
            getProviderName: () => 'bench',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: entities.map(entity => ({
                  entity,
                  locationKey: 'bench',
                })),
              }),
          }),
      }),
  });
}

/** A policy that is asked, and allows everything. */
export const everybodyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'bench-policy',
  register: env =>
    env.registerInit({
      deps: { extension: policyExtensionPoint },
      init: async ({ extension }) =>
        extension.setPolicy({
          handle: async () => ({ result: AuthorizeResult.ALLOW }),
        }),
    }),
});

/**
 * A plugin that hands out the portal's services, and serves the bare minimum that any page about an entity costs: one
 * authenticated catalog read and one authorize, in parallel.
 */
export function benchPlugin(give: (services: PortalServices) => void) {
  return createBackendPlugin({
    pluginId: 'bench',
    register: env =>
      env.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          discovery: coreServices.discovery,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          permissions: coreServices.permissions,
        },
        init: async deps => {
          const { auth, catalog, discovery, httpAuth, permissions } = deps;
          const router = Router();
          router.get('/bare/:kind/:namespace/:name', async (req, res) => {
            const { kind, namespace, name } = req.params;
            const credentials = await httpAuth.credentials(req);
            const resourceRef = `${kind}:${namespace}/${name}`;
            await Promise.all([
              catalog.getEntityByRef(resourceRef, { credentials }),
              permissions.authorize(
                [{ permission: trafficEntityReadPermission, resourceRef }],
                { credentials },
              ),
            ]);
            res.json({});
          });
          deps.httpRouter.use(router);
          deps.lifecycle.addStartupHook(() =>
            give({ auth, catalog, discovery }),
          );
        },
      }),
  });
}

/** The configuration of a small portal with guest sign-in and nothing on disk. */
export function portalConfig(options: {
  port: number;
  kubernetes: JsonObject;
}): BackendFeature {
  const baseUrl = `http://127.0.0.1:${options.port}`;
  return createServiceFactory({
    service: coreServices.rootConfig,
    deps: {},
    factory: () =>
      Object.assign(
        new ConfigReader({
          app: { baseUrl, title: 'Bench' },
          backend: {
            baseUrl,
            listen: { host: '127.0.0.1', port: options.port },
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
          auth: {
            environment: 'development',
            providers: {
              guest: {
                userEntityRef: 'user:default/bench',
                dangerouslyAllowOutsideDevelopment: true,
              },
            },
          },
          permission: { enabled: true },
          kubernetes: options.kubernetes,
        }),
        { subscribe: () => ({ unsubscribe: () => {} }) },
      ),
  });
}
