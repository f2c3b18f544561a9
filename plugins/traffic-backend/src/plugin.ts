import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { trafficPermissions } from '@portolan/plugin-traffic-common';
import { ALL_READS, TLS_SECRET } from '@portolan/plugin-traffic-engine';
import {
  trafficClusterSourcesExtensionPoint,
  type ClusterSource,
} from '@portolan/plugin-traffic-node';
import { EntityDirectory } from './catalog/EntityDirectory';
import {
  createClusterFleet,
  type ClusterFleetOptions,
} from './clusters/createClusterFleet';
import { createClusterSources } from './clusters/createClusterSources';
import { readTrafficConfig } from './config/readTrafficConfig';
import { AuthorizedRequestTester } from './requests/AuthorizedRequestTester';
import { createRouter } from './router/createRouter';
import { AuthorizedRouteService } from './selfService/AuthorizedRouteService';
import { RouteService } from './selfService/RouteService';
import { AuthorizedTrafficService } from './service/AuthorizedTrafficService';
import { ChangeSignal } from './service/ChangeSignal';
import { EntityAccess } from './service/EntityAccess';
import { HostDirectory } from './service/HostDirectory';
import { ModelKeeper } from './service/ModelKeeper';
import { TrafficService } from './service/TrafficService';
import { createTelemetryKeeper } from './telemetry/createTelemetryKeeper';

/**
 * Watches clusters, resolves their traffic and serves it under the portal's permissions. Its start waits for nothing: a
 * cluster or catalog that does not answer yet is told as pending in the answers.
 */
export const trafficPlugin = createTrafficPlugin();

/** The plugin with other waits than its own, so that tests need not sit through them. */
export function createTrafficPlugin(
  waits: Pick<ClusterFleetOptions, 'timings' | 'listing'> = {},
) {
  return createBackendPlugin({
    pluginId: 'traffic',
    register(env) {
      const addedSources: ClusterSource[] = [];
      env.registerExtensionPoint(trafficClusterSourcesExtensionPoint, {
        addClusterSource: source => {
          addedSources.push(source);
        },
      });
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          config: coreServices.rootConfig,
          discovery: coreServices.discovery,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          signals: signalsServiceRef,
        },
        async init(deps) {
          const { auditor, auth, catalog, httpAuth, logger, permissions } =
            deps;
          const config = readTrafficConfig(deps.config);
          deps.permissionsRegistry.addPermissions(trafficPermissions);

          const fleet = createClusterFleet({
            sources: createClusterSources({
              config: deps.config,
              kubeconfig: config.kubeconfig,
              auth,
              discovery: deps.discovery,
              added: addedSources,
            }),
            kinds: config.certificates.readSecrets
              ? [...ALL_READS, TLS_SECRET]
              : ALL_READS,
            normalize: { mining: config.mining },
            logger,
            clusterOptions: config.clusters,
            ...waits,
          });
          const entities = new EntityDirectory({
            catalog,
            auth,
            logger,
            refreshIntervalMs: config.entities.refreshIntervalMs,
          });
          const telemetry = createTelemetryKeeper({
            endpoints: config.telemetry,
            logger,
          });
          const keeper = new ModelKeeper({
            fleet,
            entities,
            telemetry,
            egressNat: config.egressNat,
            logger,
            now: () => new Date().toISOString(),
          });
          const signal = new ChangeSignal({ signals: deps.signals, logger });
          keeper.onChange(() => signal.tell());

          const access = new EntityAccess({ catalog, permissions, logger });
          const traffic = new TrafficService({ fleet, entities, keeper });
          deps.httpRouter.use(
            createRouter({
              traffic: new AuthorizedTrafficService({ traffic, access }),
              hosts: new HostDirectory({ keeper, traffic, access }),
              requests: new AuthorizedRequestTester({ keeper, access }),
              routes: new AuthorizedRouteService({
                access,
                routes: new RouteService({
                  fleet,
                  keeper,
                  rules: config.selfService.apply,
                  now: () => new Date(),
                }),
              }),
              httpAuth,
              auditor,
              logger,
            }),
          );

          deps.lifecycle.addStartupHook(() => {
            keeper.start();
            telemetry.start();
            entities.start();
            fleet.start();
          });
          deps.lifecycle.addShutdownHook(async () => {
            entities.stop();
            keeper.stop();
            signal.stop();
            await Promise.all([fleet.stop(), telemetry.stop()]);
          });
        },
      });
    },
  });
}
