import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import { startFakeCluster, type FakeCluster } from '@portolan/fake-cluster';
import { DatabaseRows } from './__testUtils__/DatabaseRows';
import { ownersOnlyPolicy } from './__testUtils__/ownersOnlyPolicy';
import {
  TrafficHarness,
  trafficPath,
  type Caller,
} from './__testUtils__/TrafficHarness';

const CART = 'component:default/cart';

/** Each is planted once; none may come out anywhere. */
const CANARIES = {
  secretData: 'canary-secret-data',
  secretText: 'canary-secret-text',
  secretAnnotation: 'canary-secret-last-applied',
  configMap: 'canary-config-map',
  envValue: 'canary-env-value',
  argument: 'canary-argument',
  command: 'canary-command',
  podEnv: 'canary-pod-env',
  lastApplied: 'canary-deployment-last-applied',
  podAnnotation: 'canary-pod-annotation',
  ingressSnippet: 'canary-ingress-snippet',
  managedFields: 'canary-managed-fields',
  serverMessage: 'canary-message-of-the-api-server',
  privateKey: 'canary-private-key',
  urlUser: 'canary-user-of-a-url',
  urlPassword: 'canary-password-of-a-url',
  oddPassword: 'canary-password-without-escapes',
  mapUser: 'canary-user-in-a-config-map',
  mapPassword: 'canary-password-in-a-config-map',
  urlQuery: 'canary-query-of-a-url',
  argumentUser: 'canary-user-in-an-argument',
  portalToken: 'canary-token-of-the-portal',
  kubeconfigToken: 'canary-token-in-the-kubeconfig',
} as const;

/** For shop.example.com, until 2046; its key was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBVzCB/aADAgECAgEBMAoGCCqGSM49BAMCMC4xGjAYBgNVBAMTEUV4YW1wbGUg
QXV0aG9yaXR5MRAwDgYDVQQKEwdFeGFtcGxlMB4XDTI2MDEwMTAwMDAwMFoXDTQ2
MDEwMTAwMDAwMFowGzEZMBcGA1UEAxMQc2hvcC5leGFtcGxlLmNvbTBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABMbH5FMJISxK3Socwy3p3DXs5WaWVR3Jsfb626Mf
kf+gQ7b5q6Z7BdrpneGVjYHakRQqe9YX8oWnZqRY2qDiP5ijHzAdMBsGA1UdEQQU
MBKCEHNob3AuZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDSQAwRgIhAPPYHt6oWHu+
WR+Py1pr/0v3GtaO8p5EEFyKFSeQfpTVAiEArwhJ4hOgu9CD6QAgpBxtStYvTpGH
zcq0L0Z+/cindf0=
-----END CERTIFICATE-----
`;

const base64 = (text: string) => Buffer.from(text).toString('base64');

const MANIFESTS = `
apiVersion: v1
kind: Secret
metadata:
  name: cart
  namespace: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":"${
      CANARIES.secretAnnotation
    }"}'
data: { password: ${base64(CANARIES.secretData)} }
stringData: { other: ${CANARIES.secretText} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: cart, namespace: shop }
data:
  key: ${CANARIES.configMap}
  RATES_URL: https://${CANARIES.mapUser}:${
  CANARIES.mapPassword
}@rates.tideline.io/?token=${CANARIES.urlQuery}
---
apiVersion: v1
kind: Secret
metadata: { name: cart-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: ${base64(CERTIFICATE)}
  tls.key: ${base64(`-----BEGIN PRIVATE KEY-----\n${CANARIES.privateKey}\n`)}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"spec":"${
      CANARIES.lastApplied
    }"}'
  managedFields:
    - manager: ${CANARIES.managedFields}
      operation: Update
      apiVersion: apps/v1
      fieldsType: FieldsV1
      fieldsV1: {}
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart, backstage.io/kubernetes-id: cart } }
    spec:
      containers:
        - name: cart
          image: example.com/cart:1
          command: [run, --key=${CANARIES.command}]
          args:
            - --password
            - ${CANARIES.argument}
            - --audit=https://${CANARIES.argumentUser}@audit.tideline.io
          env:
            - { name: PASSWORD, value: ${CANARIES.envValue} }
            - name: DATABASE_URL
              value: postgres://${CANARIES.urlUser}:${
  CANARIES.urlPassword
}@db.tideline.io/cart
            - name: ODD_URL
              value: postgres://u:${CANARIES.oddPassword}/@#@odd.tideline.io/x
          envFrom: [{ configMapRef: { name: cart } }]
---
apiVersion: v1
kind: Pod
metadata:
  name: cart-1
  namespace: shop
  labels: { app: cart, backstage.io/kubernetes-id: cart }
  annotations: { example.com/note: ${CANARIES.podAnnotation} }
spec:
  containers:
    - name: cart
      image: example.com/cart:1
      env: [{ name: PASSWORD, value: ${CANARIES.podEnv} }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: cart
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/configuration-snippet: >-
      proxy_set_header Authorization "Basic ${CANARIES.ingressSnippet}";
spec:
  ingressClassName: edge
  tls: [{ hosts: [cart.example.com], secretName: cart-tls }]
  rules:
    - host: cart.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: cart, port: { number: 80 } } }
`;

const ENTITY: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'cart',
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-id': 'cart' },
  },
  spec: {
    type: 'service',
    lifecycle: 'production',
    owner: 'user:default/owner',
  },
};

const CALLERS: readonly Caller[] = [
  'anonymous',
  'user:default/auditor',
  'user:default/owner',
  'user:default/other',
  'service',
];

// Starting a portal takes seconds on a busy machine.
jest.setTimeout(60_000);

describe('canaries planted in clusters and credentials', () => {
  const rows = new DatabaseRows(['catalog', 'traffic']);
  let directory: string;
  let second: FakeCluster;
  let portal: TrafficHarness;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'traffic-canaries-'));
    second = await startFakeCluster({
      name: 'us',
      users: [{ name: 'portal', token: CANARIES.kubeconfigToken }],
    });
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, second.kubeconfig('portal'));
    portal = await TrafficHarness.create({
      clusters: {
        eu: { manifests: MANIFESTS, token: CANARIES.portalToken },
      },
      config: {
        traffic: {
          entities: { refreshInterval: '1s' },
          certificates: { readSecrets: true },
          kubeconfig: [{ path: kubeconfig }],
        },
      },
      entities: [ENTITY],
      policy: ownersOnlyPolicy,
      features: rows.features,
    });
    await portal.until(
      CART,
      ({ routes, clusters }) =>
        routes.length === 1 &&
        clusters.length === 2 &&
        clusters.every(cluster => cluster.state === 'live'),
    );
  });

  afterAll(async () => {
    await portal.stop();
    await second.stop();
    await rm(directory, { recursive: true });
  });

  it('come out in no response, log line or database row', async () => {
    const answers = await readEverything();
    // A server that fails and says why, and one that refuses the token, are told too.
    portal.cluster('eu').faults.set({
      type: 'status',
      status: 500,
      message: CANARIES.serverMessage,
    });
    portal.cluster('eu').faults.set({ type: 'cut-watch' });
    second.faults.set({
      type: 'status',
      status: 403,
      message: CANARIES.serverMessage,
    });
    second.faults.set({ type: 'cut-watch' });
    await portal.until(CART, ({ clusters }) =>
      clusters.every(cluster => cluster.state !== 'live'),
    );
    answers.push(...(await readEverything()));

    const places = [
      ...answers,
      ...portal.log.lines.map(({ text }) => `log ${text}`),
      ...(await rows.read()),
    ];

    expect(places.filter(place => place.startsWith('catalog.'))).not.toEqual(
      [],
    );
    expect(
      places.filter(place => /cart\.example\.com/.test(place)),
    ).not.toEqual([]);
    // What may be known came through the same objects.
    for (const known of [
      'db.tideline.io',
      'audit.tideline.io',
      'rates.tideline.io',
      '2046-01-01T00:00:00.000Z',
    ]) {
      expect(answers.filter(answer => answer.includes(known))).not.toEqual([]);
    }
    const escaped = Object.values(CANARIES).flatMap(canary =>
      places.filter(
        place => place.includes(canary) || place.includes(base64(canary)),
      ),
    );
    expect(escaped).toEqual([]);
    const addresses = [portal.cluster('eu').url, second.url].map(
      url => new URL(url).host,
    );
    expect(
      answers.filter(answer => addresses.some(host => answer.includes(host))),
    ).toEqual([]);
  });

  async function readEverything(): Promise<string[]> {
    const answers: string[] = [];
    for (const caller of CALLERS) {
      for (const path of [
        trafficPath(CART),
        trafficPath('component:default/nobody'),
        '/v1/entities/component/default/cart/route-options',
        '/v1/clusters',
        '/v1/hosts',
        '/openapi.json',
        '/v1/everything',
      ]) {
        const { status, headers, text } = await portal.get(path, caller);
        answers.push(
          `${caller} ${path} ${status} ${JSON.stringify(headers)} ${text}`,
        );
      }
    }
    return answers;
  }
});
