import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import {
  readManifests,
  startFakeCluster,
  type FakeCluster,
} from '@portolan/fake-cluster';
import scaffolderModuleTraffic from '@portolan/plugin-scaffolder-backend-module-traffic';
import trafficPlugin from '@portolan/plugin-traffic-backend';
import request from 'supertest';
import { parse } from 'yaml';

const TEMPLATE = join(
  dirname(
    require.resolve(
      '@portolan/plugin-catalog-backend-module-traffic/package.json',
    ),
  ),
  'templates/new-gateway-route/template.yaml',
);
const NOOR = 'user:default/noor';
const CART = 'component:default/cart';
const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
  labels: { backstage.io/kubernetes-id: cart }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart, image: example.com/cart:1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports: [{ port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: edge }
spec: { controllerName: example.com/edge }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: edge
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: '*.example.com' }]
`;
/** What the form holds when somebody has filled it in. */
const VALUES = {
  entityRef: CART,
  route: {
    cluster: 'eu',
    namespace: 'shop',
    name: 'cart-route',
    gateway: { namespace: 'shop', name: 'public', listener: 'http' },
    hostnames: ['cart.example.com'],
    path: { type: 'PathPrefix', value: '/' },
    method: '',
    backends: [{ namespace: 'shop', service: 'cart', port: 80, weight: 1 }],
    requestTimeout: '',
  },
  review: { includeReferenceGrants: false },
  outcome: 'apply',
};

jest.setTimeout(60_000);

describe('the template "New gateway route", in a dry run of the scaffolder', () => {
  let cluster: FakeCluster;
  let portal: TestBackend;

  const asNoor = (test: request.Test) =>
    test.set('authorization', mockCredentials.user.header(NOOR));
  const dryRun = async (values: object) =>
    asNoor(request(portal.server).post('/api/scaffolder/v2/dry-run')).send({
      template: parse(await readFile(TEMPLATE, 'utf8')),
      values,
      directoryContents: [],
    });
  const routes = () =>
    cluster.list({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' });

  beforeEach(async () => {
    cluster = await startFakeCluster({
      name: 'eu',
      objects: readManifests(MANIFESTS),
      users: [{ name: 'portal', token: 'token-of-the-portal' }],
    });
    portal = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleTraffic,
        trafficPlugin,
        mockServices.permissions.factory(),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: {
                name: 'cart',
                namespace: 'default',
                annotations: { 'backstage.io/kubernetes-id': 'cart' },
              },
              spec: { type: 'service', lifecycle: 'production', owner: NOOR },
            },
          ],
        }),
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: { client: 'better-sqlite3', connection: ':memory:' },
            },
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [
                {
                  type: 'config',
                  clusters: [
                    {
                      name: 'eu',
                      url: cluster.url,
                      authProvider: 'serviceAccount',
                      serviceAccountToken: 'token-of-the-portal',
                      caData: Buffer.from(cluster.caPem).toString('base64'),
                    },
                  ],
                },
              ],
            },
            traffic: { selfService: { apply: [{ cluster: 'eu' }] } },
          },
        }),
      ],
    });
    let places: unknown[] = [];
    while (places.length === 0) {
      const { body } = await asNoor(
        request(portal.server).get(
          '/api/traffic/v1/entities/component/default/cart/route-options',
        ),
      );
      places = body.places ?? [];
    }
  });

  afterEach(async () => {
    await portal.stop();
    await cluster.stop();
  });

  it('says what would happen, and writes nothing', async () => {
    cluster.requests.reset();
    const { status, body } = await dryRun(VALUES);
    expect(status).toBe(200);
    const steps = body.steps.map(({ id }: { id: string }) => id);
    expect(steps).toEqual(['preview', 'apply']);
    expect(JSON.stringify(body.output)).toContain('http://cart.example.com/*');
    expect(
      body.directoryContents.map(({ path }: { path: string }) => path),
    ).toEqual([expect.stringMatching(/cart-route.*\.ya?ml$/)]);
    expect(routes()).toEqual([]);
    const asked = Object.keys(cluster.requests.counts());
    expect(
      asked.filter(name => /^(patch|create|update|delete)/.test(name)),
    ).toEqual([]);
  });

  it('ends with the sentence that refuses the route', async () => {
    const { status, text } = await dryRun({
      ...VALUES,
      route: { ...VALUES.route, namespace: 'kube-system' },
    });
    expect(status).not.toBe(200);
    expect(text).toContain('has no Service in namespace kube-system');
    expect(routes()).toEqual([]);
  });
});
