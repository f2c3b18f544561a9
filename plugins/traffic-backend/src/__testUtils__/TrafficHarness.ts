import {
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type { JsonObject } from '@backstage/types';
import {
  readManifests,
  startFakeCluster,
  type FakeCluster,
  type FakeClusterOptions,
  type ObjectRef,
} from '@portolan/fake-cluster';
import {
  entityTrafficSchema,
  type EntityTraffic,
} from '@portolan/plugin-traffic-common';
import request from 'supertest';
import { createTrafficPlugin } from '../plugin';
import { catalogFeatures } from './catalogFeatures';
import { Changes } from './Changes';
import { CollectedLog } from './CollectedLog';

const TOKEN = 'token-of-the-portal';

/** Who asks: nobody, a user by reference, or another backend. */
export type Caller = 'anonymous' | 'service' | `user:${string}`;

export interface TrafficHarnessOptions {
  /** By name; `manifests` is a YAML text with any number of documents. */
  clusters?: Readonly<
    Record<
      string,
      Partial<FakeClusterOptions> & { manifests?: string; token?: string }
    >
  >;
  entities?: readonly Entity[];
  /** Given: the real catalog and the real permission backend decide. Absent: everyone may read everything. */
  policy?: PermissionPolicy;
  /** Replaces the `kubernetes` section that would name the clusters. */
  kubernetes?: JsonObject;
  /** Clusters of the configuration that are not there, beside those that are. */
  alsoConfigured?: readonly JsonObject[];
  config?: JsonObject;
  features?: readonly BackendFeature[];
}

/** A portal with our plugin and clusters served over the real protocol, spoken to in the words of the domain. */
export class TrafficHarness {
  readonly log: CollectedLog;
  readonly #backend: TestBackend;
  readonly #clusters: ReadonlyMap<string, FakeCluster>;
  readonly #changes: Changes;

  private constructor(options: {
    backend: TestBackend;
    clusters: ReadonlyMap<string, FakeCluster>;
    changes: Changes;
    log: CollectedLog;
  }) {
    this.#backend = options.backend;
    this.#clusters = options.clusters;
    this.#changes = options.changes;
    this.log = options.log;
  }

  static async create(options: TrafficHarnessOptions): Promise<TrafficHarness> {
    const clusters = new Map<string, FakeCluster>();
    for (const [name, cluster] of Object.entries(options.clusters ?? {})) {
      const { manifests = '', token = TOKEN, ...rest } = cluster;
      clusters.set(
        name,
        await startFakeCluster({
          name,
          objects: readManifests(manifests),
          users: [{ name: 'portal', token }],
          ...rest,
        }),
      );
    }
    const log = new CollectedLog();
    const changes = new Changes();
    const { entities = [], policy } = options;
    const backend = await startTestBackend({
      features: [
        createTrafficPlugin({
          timings: { denialConfirmMs: 0, retryMinMs: 20, retryMaxMs: 100 },
        }),
        log.feature,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: { client: 'better-sqlite3', connection: ':memory:' },
            },
            permission: { enabled: policy !== undefined },
            kubernetes:
              options.kubernetes ??
              kubernetesSection(clusters, options.alsoConfigured ?? []),
            traffic: { entities: { refreshInterval: '1s' } },
            ...options.config,
          },
        }),
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({ publish: async () => changes.tell() }),
        }),
        ...(policy
          ? catalogFeatures({ entities, policy })
          : [
              catalogServiceMock.factory({ entities: [...entities] }),
              mockServices.permissions.factory({
                result: AuthorizeResult.ALLOW,
              }),
            ]),
        ...(options.features ?? []),
      ],
    });
    return new TrafficHarness({ backend, clusters, changes, log });
  }

  cluster(name: string): FakeCluster {
    const cluster = this.#clusters.get(name);
    if (!cluster) {
      throw new Error(`This portal has no cluster "${name}".`);
    }
    return cluster;
  }

  /** Puts every document of a YAML text into a cluster. */
  apply(cluster: string, manifests: string): void {
    readManifests(manifests).forEach(object =>
      this.cluster(cluster).apply(object),
    );
  }

  remove(cluster: string, ref: ObjectRef): void {
    this.cluster(cluster).remove(ref);
  }

  /** Asks the HTTP API as somebody. */
  get(path: string, as: Caller = 'service'): request.Test {
    return request(this.#backend.server)
      .get(`/api/traffic${path}`)
      .set('authorization', authorizationOf(as));
  }

  /** Any request to the HTTP API, as somebody. */
  send(
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    as: Caller,
  ): request.Test {
    return request(this.#backend.server)
      [method](`/api/traffic${path}`)
      .set('authorization', authorizationOf(as));
  }

  /** The traffic of `component:default/cart`, as another backend would read it. */
  async trafficOf(entityRef: string): Promise<EntityTraffic> {
    const response = await this.get(trafficPath(entityRef));
    if (response.status !== 200) {
      throw new Error(
        `${entityRef}: ${response.status} ${JSON.stringify(response.body)}`,
      );
    }
    return entityTrafficSchema.parse(response.body);
  }

  /**
   * The first answer that the check accepts: read now, and again after each change that the portal signals. Rejects with
   * the last answer when that never happens.
   */
  async until(
    entityRef: string,
    check: (traffic: EntityTraffic) => boolean,
  ): Promise<EntityTraffic> {
    return this.#changes.until(async () => {
      const response = await this.get(trafficPath(entityRef));
      const traffic = entityTrafficSchema.safeParse(response.body);
      return traffic.success && check(traffic.data)
        ? { done: true, value: traffic.data }
        : { done: false, last: response.body };
    });
  }

  /** Resolves when every cluster was read as far as it can be, and every entity has been looked up. */
  async settled(): Promise<void> {
    await this.#changes.until(async () => {
      const { body } = await this.get('/v1/clusters');
      const names = [...this.#clusters.keys()];
      const settled = names.every(name =>
        body.clusters.some(
          (cluster: { name: string; state: string }) =>
            cluster.name === name && cluster.state !== 'pending',
        ),
      );
      return settled
        ? { done: true, value: undefined }
        : { done: false, last: body };
    });
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
    await Promise.all(
      [...this.#clusters.values()].map(cluster => cluster.stop()),
    );
  }
}

/** The path of an entity's traffic in the HTTP API. */
export function trafficPath(entityRef: string): string {
  const [kind, rest] = entityRef.split(':');
  return `/v1/entities/${kind}/${rest}/traffic`;
}

function kubernetesSection(
  clusters: ReadonlyMap<string, FakeCluster>,
  others: readonly JsonObject[],
): JsonObject {
  return {
    serviceLocatorMethod: { type: 'multiTenant' },
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [
          ...[...clusters.values()].map(cluster => ({
            name: cluster.name,
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: cluster.users[0].token,
            caData: Buffer.from(cluster.caPem).toString('base64'),
          })),
          ...others,
        ],
      },
    ],
  };
}

function authorizationOf(caller: Caller): string {
  switch (caller) {
    case 'anonymous':
      return mockCredentials.none.header();
    case 'service':
      return mockCredentials.service.header();
    default:
      return mockCredentials.user.header(caller);
  }
}
