import type { Entity } from '@backstage/catalog-model';
import type { RouteProposal } from '@portolan/plugin-traffic-common';
import { ownersOnlyPolicy } from './__testUtils__/ownersOnlyPolicy';
import { CART_WORKLOAD } from './__testUtils__/shop';
import { TrafficHarness, type Caller } from './__testUtils__/TrafficHarness';

const CART = 'component:default/cart';
const OWNER: Caller = 'user:default/owner';
const OTHER: Caller = 'user:default/other';

function component(name: string, owner: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'backstage.io/kubernetes-id': name },
    },
    spec: { type: 'service', lifecycle: 'production', owner },
  };
}

const ORDERS_WORKLOAD = CART_WORKLOAD.replaceAll('cart', 'orders').split(
  '---\napiVersion: networking',
)[0];
/** Another Service of the cart, in a namespace that has given nothing away. */
const CART_MEDIA = CART_WORKLOAD.replaceAll(
  'namespace: shop',
  'namespace: media',
).replaceAll('name: cart', 'name: cart-media');
const GATEWAY = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
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

const PROPOSAL: RouteProposal = {
  entityRef: CART,
  cluster: 'eu',
  namespace: 'shop',
  name: 'cart-public',
  gateway: { namespace: 'shop', name: 'public', listener: 'http' },
  hostnames: ['cart.example.com'],
  path: { type: 'PathPrefix', value: '/' },
  method: null,
  backends: [{ namespace: 'shop', service: 'cart', port: 80, weight: 1 }],
  requestTimeout: null,
  includeReferenceGrants: false,
};

jest.setTimeout(60_000);

describe('making a route', () => {
  let portal: TrafficHarness;

  beforeEach(async () => {
    portal = await TrafficHarness.create({
      clusters: {
        eu: {
          manifests: [CART_WORKLOAD, CART_MEDIA, ORDERS_WORKLOAD, GATEWAY].join(
            '---',
          ),
        },
      },
      policy: ownersOnlyPolicy,
      entities: [
        component('cart', 'user:default/owner'),
        component('orders', 'user:default/other'),
      ],
      config: {
        traffic: {
          entities: { refreshInterval: '1s' },
          selfService: {
            apply: [{ cluster: 'eu', namespaces: ['shop', 'media'] }],
          },
        },
      },
    });
    await portal.until(
      CART,
      ({ workloads }) =>
        workloads.length === 2 &&
        workloads.every(({ services }) => services.length === 1),
    );
  });
  afterEach(() => portal.stop());

  const propose = (
    verb: 'preview' | 'apply',
    changes: Partial<RouteProposal> = {},
    as: Caller = OWNER,
  ) =>
    portal
      .send('post', `/v1/routes/${verb}`, as)
      .send({ ...PROPOSAL, ...changes });
  const list = (kind: string) =>
    portal.cluster('eu').list({ group: 'gateway.networking.k8s.io', kind });
  const written = () => list('HTTPRoute');

  it('has exactly the effect that the preview said', async () => {
    const preview = await propose('preview');
    expect(preview.status).toBe(200);
    expect(written()).toEqual([]);

    const applied = await propose('apply');
    expect(applied.status).toBe(200);
    expect(applied.body.urls).toEqual(
      preview.body.routes.created.map(({ url }: { url: string }) => url),
    );

    const traffic = await portal.until(CART, ({ routes }) => routes.length > 0);
    expect(traffic.routes).toEqual(preview.body.routes.created);
    expect(traffic.routes[0].reported).toEqual({ state: 'none' });
    expect(traffic.findings.map(({ code }) => code)).toEqual(
      preview.body.findings.introduced.map(
        ({ code }: { code: string }) => code,
      ),
    );
  });

  it('is done once, however often it is asked for', async () => {
    const first = await propose('apply');
    expect(first.body.objects).toEqual([
      expect.objectContaining({ action: 'created' }),
    ]);
    await portal.until(CART, ({ routes }) => routes.length > 0);
    const second = await propose('apply');
    expect(second.status).toBe(200);
    expect(second.body.objects).toEqual([
      expect.objectContaining({ action: 'unchanged' }),
    ]);
    expect(written()).toHaveLength(1);
  });

  it('gives a host to one of two people who want it in the same second', async () => {
    const answers = await Promise.all([
      propose('apply'),
      propose(
        'apply',
        {
          entityRef: 'component:default/orders',
          name: 'orders-public',
          backends: [
            { namespace: 'shop', service: 'orders', port: 80, weight: 1 },
          ],
        },
        OTHER,
      ),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const told = answers.find(({ status }) => status === 409);
    expect(told?.body.error.message).toMatch(
      /cart\.example\.com.* is answered by HTTPRoute shop\/.* already/,
    );
    expect(written()).toHaveLength(1);
  });

  it.each<{
    name: string;
    changes: Partial<RouteProposal>;
    as?: Caller;
    status: number;
    message: RegExp;
  }>([
    {
      name: 'who does not own the component',
      changes: {},
      as: OTHER,
      status: 403,
      message: /^You may not make routes for component:default\/cart/,
    },
    {
      name: 'who names a Service of somebody else',
      changes: {
        backends: [
          { namespace: 'shop', service: 'orders', port: 80, weight: 1 },
        ],
      },
      status: 400,
      message: /^backends\[0\]: Service shop\/orders .* is not one of/,
    },
    {
      name: 'who names a namespace where the component does not run',
      changes: { namespace: 'kube-system' },
      status: 400,
      message: /^namespace: component:default\/cart has no Service in/,
    },
    {
      name: 'who names a cluster that is not there',
      changes: { cluster: 'mars' },
      status: 404,
      message: /no cluster is named "mars"/,
    },
    {
      name: 'who names a Gateway that vanished',
      changes: { gateway: { namespace: 'shop', name: 'gone', listener: null } },
      status: 400,
      message: /^gateway: no listener of Gateway shop\/gone/,
    },
    {
      name: 'who names a host that the API refuses',
      changes: { hostnames: ['Cart.example.com'] },
      status: 400,
      message: /spec\.hostnames\[0\] must be a lower-case DNS name/,
    },
    {
      name: 'who tries to leave the YAML',
      changes: { name: 'x\n---\nkind: Secret' },
      status: 400,
      message: /metadata\.name must be lower-case letters/,
    },
  ])('refuses a person $name', async ({ changes, as, status, message }) => {
    const response = await propose('apply', changes, as);
    expect(response.status).toBe(status);
    expect(response.body.error.message).toMatch(message);
    expect(written()).toEqual([]);
  });

  it('leaves an object of that name which is not its own as it is', async () => {
    portal.apply(
      'eu',
      `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart-public, namespace: shop }
spec:
  parentRefs: [{ name: public }]
  hostnames: [theirs.example.com]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
`,
    );
    await portal.until(CART, ({ routes }) => routes.length > 0);
    const response = await propose('apply');
    expect(response.status).toBe(409);
    expect(response.body.error.message).toMatch(/was not made by this portal/);
  });

  it('passes on what the server says of the object, and nothing of the account', async () => {
    portal.cluster('eu').faults.set({
      type: 'status',
      status: 403,
      resource: 'httproutes',
      verb: 'patch',
    });
    const response = await propose('apply');
    expect(response.status).toBe(400);
    expect(response.body.error.message).toMatch(
      /^The portal has no right to write HTTPRoute shop\/cart-public/,
    );
    expect(response.text).not.toContain('portal"');
    expect(written()).toEqual([]);
  });

  describe('that needs a ReferenceGrant', () => {
    const acrossNamespaces: Partial<RouteProposal> = {
      backends: [
        { namespace: 'media', service: 'cart-media', port: 80, weight: 1 },
      ],
      includeReferenceGrants: true,
    };
    /** The dry run of the route passes, and its write does not. */
    const refuseTheSecondWrite = () =>
      portal.cluster('eu').faults.set({
        type: 'status',
        status: 503,
        resource: 'httproutes',
        verb: 'patch',
        after: 1,
      });

    it('makes both', async () => {
      const preview = await propose('preview', {
        ...acrossNamespaces,
        includeReferenceGrants: false,
      });
      expect(preview.body.neededGrants).toEqual([
        expect.objectContaining({ namespace: 'media', included: false }),
      ]);
      const applied = await propose('apply', acrossNamespaces);
      expect(applied.status).toBe(200);
      expect(
        applied.body.objects.map(
          ({ ref, action }: { ref: { kind: string }; action: string }) =>
            `${ref.kind} ${action}`,
        ),
      ).toEqual(['ReferenceGrant created', 'HTTPRoute created']);
      const { routes } = await portal.until(
        CART,
        traffic => traffic.routes.length > 0,
      );
      expect(routes[0].backends[0].state).toBe('resolved');
    });

    it('takes the grant back when the route cannot be written', async () => {
      refuseTheSecondWrite();
      const response = await propose('apply', acrossNamespaces);
      expect(response.body.error.message).toMatch(
        /is busy and did not take HTTPRoute shop\/cart-public.* in a moment\.$/,
      );
      expect(response.status).toBe(400);
      expect(written()).toEqual([]);
      expect(list('ReferenceGrant')).toEqual([]);
    });

    it('says what is left when it cannot be taken back either', async () => {
      refuseTheSecondWrite();
      portal.cluster('eu').faults.set({
        type: 'status',
        status: 403,
        resource: 'referencegrants',
        verb: 'delete',
      });
      const response = await propose('apply', acrossNamespaces);
      expect(response.status).toBe(503);
      expect(response.body.error.message).toMatch(
        /is busy and did not take HTTPRoute .* Before that ReferenceGrant media\/.* could not be taken back: remove it/,
      );
      expect(list('ReferenceGrant')).toHaveLength(1);

      portal.cluster('eu').faults.clear();
      const again = await propose('apply', acrossNamespaces);
      expect(again.status).toBe(200);
      expect(list('ReferenceGrant')).toHaveLength(1);
    });
  });

  it('tells what the form can offer', async () => {
    const response = await portal.get(
      '/v1/entities/component/default/cart/route-options',
      OWNER,
    );
    expect(response.body.places).toEqual([
      expect.objectContaining({
        namespace: 'media',
        listeners: [
          expect.objectContaining({
            accepts: 'no',
            reason: 'NotAllowedByListeners',
          }),
        ],
      }),
      expect.objectContaining({
        cluster: 'eu',
        namespace: 'shop',
        apply: { state: 'allowed' },
        // Its own first; one of another namespace is a choice too, with a ReferenceGrant.
        services: ['shop/cart', 'media/cart-media'].map(name =>
          expect.objectContaining({
            service: expect.objectContaining({
              namespace: name.split('/')[0],
              name: name.split('/')[1],
            }),
          }),
        ),
        listeners: [
          expect.objectContaining({ listener: 'http', accepts: 'yes' }),
        ],
      }),
    ]);
  });

  it('lists hosts without those of entities that the reader may not see', async () => {
    await propose('apply');
    await portal.until(CART, ({ routes }) => routes.length > 0);
    const hostsFor = async (as: Caller) => {
      const { body } = await portal.get('/v1/hosts', as);
      return body.hosts?.map(
        (row: { host: { value: string } }) => row.host.value,
      );
    };
    expect(await hostsFor(OWNER)).toEqual(['cart.example.com']);
    expect(await hostsFor(OTHER)).toEqual([]);
    const stranger = await portal.get('/v1/hosts', 'user:default/stranger');
    expect(stranger.status).toBe(403);
    expect(stranger.body.error.message).toMatch(
      /traffic\.global\.read is denied/,
    );
  });
});
