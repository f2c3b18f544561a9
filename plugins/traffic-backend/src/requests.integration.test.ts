import {
  requestExplanationSchema,
  type RequestExplanation,
} from '@portolan/plugin-traffic-common';
import { TrafficHarness, type Caller } from './__testUtils__/TrafficHarness';
import { ownersOnlyPolicy } from './__testUtils__/ownersOnlyPolicy';

const application = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template: { metadata: { labels: { app: ${name} } } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}-route, namespace: shop }
spec:
  parentRefs: [{ name: public }]
  hostnames: [shop.io]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /${name} } }]
      backendRefs: [{ name: ${name}, port: 80 }]
    - matches: [{ path: { type: Exact, value: /old-${name} } }]
      filters: [{ type: RequestRedirect, requestRedirect: { hostname: new.io } }]
---`;
const WORLD = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: any }
spec: { controllerName: example.com/any }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: any
  listeners: [{ name: web, port: 80, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: backoffice, namespace: shop }
spec:
  gatewayClassName: any
  listeners: [{ name: web, port: 8080, protocol: HTTP }]
---
${application('cart')}
${application('till')}
`;

const component = (name: string, owner: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-label-selector': `app=${name}` },
  },
  spec: { type: 'service', lifecycle: 'production', owner },
});

// Starting a portal takes seconds on a busy machine.
jest.setTimeout(60_000);

describe('asking about a request', () => {
  let portal: TrafficHarness;

  beforeAll(async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: WORLD } },
      policy: ownersOnlyPolicy,
      entities: [
        component('cart', 'user:default/owner'),
        component('till', 'user:default/other'),
      ],
    });
    await portal.until(
      'component:default/cart',
      ({ routes }) => routes.length > 0,
    );
  });
  afterAll(() => portal.stop());

  async function ask(
    url: string,
    caller: Caller = 'user:default/owner',
  ): Promise<RequestExplanation> {
    const { body } = await portal
      .send('post', '/v1/entities/component/default/cart/request', caller)
      .send({ url });
    return requestExplanationSchema.parse(body);
  }

  it('tells the owner which rule of the entity wins', async () => {
    const { answers } = await ask('http://shop.io/cart/1');
    expect(answers).toMatchObject([
      {
        cluster: 'eu',
        winner: { object: { name: 'cart-route' }, ruleIndex: 0 },
        outcome: { kind: 'forward', shares: [{ backend: { name: 'cart' } }] },
      },
    ]);
  });

  it('tells of a redirect that stands beside the entity’s own rules', async () => {
    const { answers } = await ask('http://shop.io/old-cart');
    expect(answers[0].outcome).toMatchObject({
      kind: 'respond',
      status: 302,
      location: 'http://new.io/old-cart',
    });
  });

  it('says that another rule wins, and not whose', async () => {
    const explanation = await ask('http://shop.io/till');
    expect(explanation.answers).toMatchObject([
      { winner: null, outcome: { kind: 'hidden' } },
    ]);
    expect(JSON.stringify({ ...explanation, question: null })).not.toContain(
      'till',
    );
  });

  it('names the other rule to those who may read its entity', async () => {
    for (const caller of ['user:default/auditor', 'service'] as const) {
      const { answers } = await ask('http://shop.io/till', caller);
      expect(answers[0].winner?.object.name).toBe('till-route');
    }
  });

  it('leaves rules of others out of the runners-up, and counts them', async () => {
    const { answers } = await ask('http://shop.io/nothing');
    expect(answers[0].outcome).toMatchObject({ kind: 'respond', status: 404 });
    expect(
      answers[0].runnersUp.map(({ object, lostBy }) => [object.name, lostBy]),
    ).toEqual([
      ['cart-route', 'path'],
      ['cart-route', 'path'],
    ]);
    expect(answers[0].moreRunnersUp).toBe(2);
  });

  it.each([
    { body: { url: 'shop.io' }, says: 'is no URL' },
    { body: { url: 'http://me:pw@shop.io' }, says: 'user name' },
    {
      body: { url: 'http://shop.io', cluster: 'mars' },
      says: 'no cluster mars',
    },
  ])('says what is wrong with $body', async ({ body, says }) => {
    const response = await portal
      .send('post', '/v1/entities/component/default/cart/request', 'service')
      .send(body);
    expect(response.status).toBe(200);
    expect(response.body.problem).toContain(says);
    expect(response.body.answers).toEqual([]);
  });

  it.each([
    { body: {}, says: 'url' },
    { body: { url: 1 }, says: 'url' },
    { body: { url: 'http://a.io', headers: { a: 1 } }, says: 'headers.a' },
    { body: { url: `http://a.io/${'a'.repeat(9000)}` }, says: 'url' },
    { body: [], says: 'The body' },
  ])('refuses a body that is no question', async ({ body, says }) => {
    const response = await portal
      .send('post', '/v1/entities/component/default/cart/request', 'service')
      .send(body);
    expect(response.status).toBe(400);
    expect(response.body.error.message).toContain(says);
  });
});
