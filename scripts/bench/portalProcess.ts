import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
  type LoggerService,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answerParent } from './ChildProcess';
import { measureColdStart } from './coldStart';
import {
  benchPlugin,
  catalogModule,
  directKubernetes,
  everybodyModule,
  portalConfig,
  proxyOnlyModule,
  type BenchCluster,
  type PortalServices,
} from './portalFeatures';

let services: PortalServices | undefined;
let config: RootConfigService | undefined;
let logger: LoggerService | undefined;
let source: 'direct' | 'proxy' = 'direct';
const stalls = monitorEventLoopDelay({ resolution: 1 });

const offers = {
  start: async (options: {
    port: number;
    cluster: BenchCluster;
    source: 'direct' | 'proxy';
    entities: Entity[];
    withTraffic: boolean;
  }) => {
    const { port, cluster, entities } = options;
    source = options.source;
    const backend = createBackend();
    backend.add(
      portalConfig({
        port,
        kubernetes:
          source === 'direct'
            ? directKubernetes(cluster)
            : {
                serviceLocatorMethod: { type: 'multiTenant' },
                clusterLocatorMethods: [],
              },
      }),
    );
    backend.add(import('@backstage/plugin-auth-backend'));
    backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
    backend.add(import('@backstage/plugin-permission-backend'));
    backend.add(everybodyModule);
    backend.add(import('@backstage/plugin-catalog-backend'));
    backend.add(catalogModule(entities));
    backend.add(import('@backstage/plugin-kubernetes-backend'));
    if (source === 'proxy') {
      backend.add(proxyOnlyModule(cluster));
    }
    if (options.withTraffic) {
      backend.add(import('@portolan/plugin-traffic-backend'));
    }
    backend.add(
      createBackendPlugin({
        pluginId: 'bench-root',
        register: env =>
          env.registerInit({
            deps: {
              rootConfig: coreServices.rootConfig,
              rootLogger: coreServices.rootLogger,
            },
            init: async deps => {
              config = deps.rootConfig;
              logger = deps.rootLogger;
            },
          }),
      }),
    );
    const ready = new Promise<PortalServices>(resolve =>
      backend.add(benchPlugin(resolve)),
    );
    await backend.start();
    services = await ready;
  },
  coldStart: async (_: {}) => {
    if (!services || !config || !logger) {
      throw new Error('The portal has not been started.');
    }
    return measureColdStart({ services, config, source, logger });
  },
  startStallWatch: async (_: {}) => {
    stalls.reset();
    stalls.enable();
  },
  longestStallMs: async (_: {}) => stalls.max / 1e6,
};
export type PortalOffers = typeof offers;

answerParent(offers);
