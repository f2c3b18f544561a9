import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CART,
  CART_ENTITY,
  CART_EVERYTHING,
  CART_INGRESS,
  CART_WORKLOAD,
} from './__testUtils__/shop';
import { TrafficHarness, trafficPath } from './__testUtils__/TrafficHarness';

const FIVE_MEGABYTES = 5 * 1024 * 1024;
const TEN_MEGABYTES = 2 * FIVE_MEGABYTES;
/** The password of every URL that is planted here. */
const CANARY = 'canary-in-bad-input';

// Starting a portal takes seconds on a busy machine.
jest.setTimeout(60_000);

describe('bad input', () => {
  let portal: TrafficHarness;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'traffic-bad-input-'));
  });
  afterEach(async () => {
    await portal.stop();
    await rm(directory, { recursive: true });
  });

  async function openShop() {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_EVERYTHING } },
      entities: [CART_ENTITY],
    });
    return portal.until(
      CART,
      ({ routes, clusters }) =>
        routes.length === 1 && clusters[0].state === 'live',
    );
  }

  it.each([
    {
      name: 'a kind that nobody knows',
      leaves: 'not-selected',
      manifest: `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`,
    },
    {
      name: 'objects without spec or status',
      // A policy that cannot be read may select any pod.
      leaves: 'unknown',
      manifest: `
apiVersion: v1
kind: Service
metadata: { name: bare, namespace: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: bare, namespace: shop }
---
apiVersion: v1
kind: Pod
metadata: { name: bare, namespace: shop }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: bare, namespace: shop }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: bare, namespace: shop }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: bare, namespace: shop }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: bare, namespace: shop }
`,
    },
    {
      name: 'nulls where lists and groups belong',
      leaves: 'open',
      manifest: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: nulls, namespace: shop, annotations: null, labels: null }
spec: { rules: null, tls: null, defaultBackend: null }
status: { loadBalancer: { ingress: null } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: nulls, namespace: shop }
spec: { podSelector: null, ingress: null, egress: [{ to: null, ports: null }], policyTypes: null }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: nulls, namespace: shop }
spec:
  parentRefs: [{ group: null, kind: null, name: edge }]
  hostnames: null
  rules: [{ matches: null, filters: null, backendRefs: [{ group: null, kind: null, name: cart, port: 80 }] }]
status: { parents: null }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: nulls, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
endpoints: null
ports: null
`,
    },
    {
      name: 'values of the wrong type',
      // A policy that cannot be read may select any pod.
      leaves: 'unknown',
      manifest: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: wrong, namespace: shop }
spec: { rules: "all of them" }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: wrong, namespace: shop }
spec: { podSelector: [], egress: [{ to: [{ ipBlock: { cidr: 300.1.2.3/99 } }], ports: [{ port: { a: 1 } }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: wrong, namespace: shop }
spec: { ports: [eighty, null, 80], selector: cart }
`,
    },
    {
      name: 'policies and settings for ways out that cannot be read',
      // A policy that cannot be read may select any pod.
      leaves: 'unknown',
      manifest: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: overlapping-and-malformed, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/8, 192.0.2.0/24, 10.0.0.0/99] }
        - ipBlock: { cidr: 10.1.0.0/16 }
        - ipBlock: { cidr: "2001:db8::/32", except: [10.0.0.0/8] }
      ports: [{ port: 70000 }, { port: -1 }, { port: 443, endPort: 80 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: unknown-operator, namespace: shop }
spec:
  podSelector: { matchExpressions: [{ key: app, operator: Like, values: [c] }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: large, namespace: shop }
data:
  RATES_URL: https://someone:${CANARY}@rates.example.com/x
  BLOB: "https://someone:${CANARY}@blob.example.com/${'x'.repeat(
        FIVE_MEGABYTES,
      )}"
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: loader, namespace: shop }
spec:
  template:
    metadata: { labels: { app: loader } }
    spec: { containers: [{ name: main, image: a:1, envFrom: [{ configMapRef: { name: large } }], env: [{ name: URL, value: "postgres://u:${CANARY}@@odd.example.com:99999999/x" }] }] }
`,
    },
  ])(
    '$name: nothing breaks and nothing is lost',
    async ({ manifest, leaves }) => {
      const before = await openShop();

      portal.apply('eu', manifest);
      portal.apply(
        'eu',
        CART_INGRESS.replaceAll('cart.example', 'new.example'),
      );
      const after = await portal.until(CART, ({ routes }) =>
        routes.some(route => route.host.value === 'new.example.com'),
      );

      expect(after.workloads.map(withoutIsolation)).toEqual(
        before.workloads.map(withoutIsolation),
      );
      expect(
        after.workloads.map(({ isolation }) => isolation?.egress.state),
      ).toEqual([leaves]);
      expect(after.clusters[0].state).toBe('live');
      expect(
        portal.log.lines.filter(
          ({ level, plugin }) => plugin === 'traffic' && level === 'error',
        ),
      ).toEqual([]);
      const answers = await Promise.all(
        [trafficPath(CART), '/v1/hosts', '/v1/clusters'].map(path =>
          portal.get(path),
        ),
      );
      expect(
        [
          ...answers.map(({ text }) => text),
          ...portal.log.lines.map(({ text }) => text),
        ].filter(text => text.includes(CANARY)),
      ).toEqual([]);
    },
  );

  it('a manifest that is no YAML: the last good state stays, and other files are followed', async () => {
    await writeFile(join(directory, 'workload.yaml'), CART_WORKLOAD);
    await writeFile(join(directory, 'ingress.yaml'), CART_INGRESS);
    portal = await TrafficHarness.create({
      clusters: { eu: { fixturesDir: directory } },
      entities: [CART_ENTITY],
    });
    await portal.until(CART, ({ routes }) => routes.length === 1);

    await writeFile(join(directory, 'workload.yaml'), 'kind: [Service\n\t- x:');
    await writeFile(
      join(directory, 'ingress.yaml'),
      CART_INGRESS.replaceAll('cart.example', 'new.example'),
    );

    const after = await portal.until(CART, ({ routes }) =>
      routes.some(route => route.host.value === 'new.example.com'),
    );
    expect(after.binding.state).toBe('bound');
    expect(after.routes).toHaveLength(1);
  });

  it('a body of 10 MB is refused with a sentence, and everything else goes on', async () => {
    const before = await openShop();
    for (const path of [trafficPath(CART), '/v1/clusters']) {
      const response = await portal
        .send('post', path, 'service')
        .set('content-type', 'application/json')
        .send(JSON.stringify('x'.repeat(TEN_MEGABYTES)));
      expect(response.status).toBe(413);
      expect(response.body.error.message).toMatch(/takes no request body/);
    }
    expect((await portal.trafficOf(CART)).routes).toEqual(before.routes);
  });

  it('an unknown cluster is named, with those that are known', async () => {
    await openShop();
    const response = await portal.get(`${trafficPath(CART)}?cluster=mars`);
    expect(response.status).toBe(404);
    expect(response.body.error.message).toBe(
      'No cluster is named "mars". Known are: eu.',
    );
  });
});

function withoutIsolation<T extends { isolation?: unknown }>(workload: T) {
  const { isolation, ...facts } = workload;
  return facts;
}
