import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import {
  CART,
  CART_ENTITY,
  CART_EVERYTHING,
  CART_INGRESS,
  CART_WORKLOAD,
  component,
} from './__testUtils__/shop';
import { TrafficHarness } from './__testUtils__/TrafficHarness';

const stateOf = (traffic: EntityTraffic, cluster: string) =>
  traffic.clusters.find(({ name }) => name === cluster)?.state;

// Starting a portal takes seconds on a busy machine.
jest.setTimeout(60_000);

describe('the traffic plugin over clusters', () => {
  let portal: TrafficHarness;

  afterEach(() => portal.stop());

  it('shows a route that nobody labelled, as soon as it is there, and forgets it when it goes', async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_WORKLOAD } },
      entities: [CART_ENTITY],
    });
    const before = await portal.until(
      CART,
      ({ binding }) => binding.state === 'bound',
    );
    expect(before.routes).toEqual([]);

    portal.apply('eu', CART_INGRESS);

    const after = await portal.until(CART, ({ routes }) => routes.length > 0);
    expect(after.routes).toMatchObject([
      {
        cluster: 'eu',
        host: { kind: 'exact', value: 'cart.example.com' },
        backends: [
          { ref: { kind: 'Service', name: 'cart' }, entities: [CART] },
        ],
      },
    ]);

    portal.remove('eu', {
      group: 'networking.k8s.io',
      kind: 'Ingress',
      namespace: 'shop',
      name: 'cart',
    });
    await portal.until(CART, ({ routes }) => routes.length === 0);
  });

  it('loses nothing when a cluster stops, says since when, and follows it again', async () => {
    portal = await TrafficHarness.create({
      clusters: {
        eu: { manifests: CART_EVERYTHING },
        us: { manifests: CART_EVERYTHING },
      },
      entities: [CART_ENTITY],
    });
    const before = await portal.until(
      CART,
      ({ routes, clusters }) =>
        routes.length === 2 && clusters.every(c => c.state === 'live'),
    );

    await portal.cluster('us').pause();
    const stale = await portal.until(
      CART,
      traffic => stateOf(traffic, 'us') === 'stale',
    );
    expect(stateOf(stale, 'eu')).toBe('live');
    expect(stale.routes).toEqual(before.routes);
    expect(stale.workloads).toEqual(before.workloads);
    const us = stale.clusters.find(({ name }) => name === 'us');
    expect(us?.since).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    expect(us?.problem?.message).toMatch(/\w+ \w+/);

    await portal.cluster('us').resume();
    const again = await portal.until(
      CART,
      traffic => stateOf(traffic, 'us') === 'live',
    );
    expect(again.routes).toEqual(before.routes);
  });

  it('tells a kind that may not be read as not known, and serves the rest', async () => {
    portal = await TrafficHarness.create({
      clusters: {
        eu: {
          manifests: CART_EVERYTHING,
          users: [
            {
              name: 'portal',
              token: 'token-of-the-portal',
              rules: [
                {
                  verbs: ['get', 'list', 'watch'],
                  groups: ['', 'apps', 'discovery.k8s.io'],
                  resources: ['*'],
                },
              ],
            },
          ],
        },
      },
      entities: [CART_ENTITY],
    });
    const ingressOf = ({ clusters }: EntityTraffic) =>
      clusters[0]?.kinds.find(({ kind }) => kind === 'Ingress')?.status;
    const traffic = await portal.until(
      CART,
      answer =>
        answer.binding.state === 'bound' &&
        ingressOf(answer)?.state === 'denied',
    );
    expect(stateOf(traffic, 'eu')).toBe('partial');
    expect(traffic.routes).toEqual([]);
    expect(ingressOf(traffic)).toMatchObject({
      problem: { reason: 'forbidden' },
    });
  });

  it('tells a cluster whose credential needs a signed-in user, and serves the others', async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_EVERYTHING } },
      entities: [CART_ENTITY],
      alsoConfigured: [
        {
          name: 'people',
          url: 'https://people.example.com',
          authProvider: 'oidc',
          oidcTokenProvider: 'okta',
        },
      ],
    });
    const traffic = await portal.until(
      CART,
      answer => answer.routes.length === 1 && stateOf(answer, 'eu') === 'live',
    );
    expect(
      traffic.clusters.find(({ name }) => name === 'people'),
    ).toMatchObject({
      state: 'unavailable',
      problem: { reason: 'needs-sign-in' },
    });
  });

  it('says what to configure when there is no cluster', async () => {
    portal = await TrafficHarness.create({
      kubernetes: {},
      entities: [CART_ENTITY],
    });
    const traffic = await portal.until(CART, answer =>
      /configured|clusterLocatorMethods/.test(answer.binding.problem ?? ''),
    );
    expect(traffic.binding.state).toBe('unknown');
    const { body } = await portal.get('/v1/clusters');
    expect(body.clusters).toEqual([]);
    expect(body.problem).toMatch(/\w+ \w+/);
  });

  it('says of an entity without annotations that it has none', async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_EVERYTHING } },
      entities: [CART_ENTITY, component('paper')],
    });
    await portal.until(CART, ({ routes }) => routes.length === 1);
    const traffic = await portal.trafficOf('component:default/paper');
    expect(traffic).toMatchObject({
      binding: { state: 'no-annotation', annotations: {} },
      workloads: [],
      routes: [],
    });
  });

  it('reads memory: a page view sends no request to an API server', async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_EVERYTHING } },
      entities: [CART_ENTITY],
    });
    await portal.until(
      CART,
      answer => answer.routes.length === 1 && stateOf(answer, 'eu') === 'live',
    );
    const { requests } = portal.cluster('eu');
    requests.reset();
    for (let view = 0; view < 20; view++) {
      await portal.trafficOf(CART);
    }
    expect(requests.list()).toEqual([]);
  });

  it('starts without a warning while catalog and clusters come up', async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_EVERYTHING } },
      entities: [CART_ENTITY],
    });
    await portal.until(CART, ({ routes }) => routes.length === 1);
    expect(
      portal.log.lines.filter(
        ({ level, plugin }) =>
          plugin === 'traffic' && (level === 'error' || level === 'warn'),
      ),
    ).toEqual([]);
  });
});
