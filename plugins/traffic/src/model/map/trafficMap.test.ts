import {
  cartTraffic,
  checkoutTraffic,
  fixtureRoute,
  manyRoutesTraffic,
} from '@portolan/plugin-traffic-common/fixtures';
import { buildTrafficMap } from './buildTrafficMap';
import { collapseMap } from './collapseMap';
import { layoutMap } from './layoutMap';

const now = new Date('2026-09-15T10:00:00Z');
const nameDestination = () => 'destination';
const cart = buildTrafficMap(cartTraffic({ now }), ({ destination }) =>
  JSON.stringify(destination.kind),
);

function edgeInto(label: string) {
  const node = cart.nodes.find(each => each.label === label);
  return cart.edges.find(({ to }) => to === node?.id);
}

describe('buildTrafficMap', () => {
  it('draws one node for the same thing in two clusters', () => {
    const hosts = cart.nodes.filter(
      ({ label }) => label === 'shop.tideline.example',
    );
    expect(hosts).toHaveLength(1);
    expect(hosts[0].clusters).toEqual(['prod-eu', 'prod-us']);
  });

  it('goes from the address to the destination', () => {
    const columns = new Set(cart.nodes.map(({ column }) => column));
    expect([...columns]).toEqual([
      'address',
      'door',
      'route',
      'service',
      'workload',
      'destination',
    ]);
    const ids = new Set(cart.nodes.map(({ id }) => id));
    cart.edges.forEach(({ from, to }) => {
      expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
    });
  });

  it.each([
    { label: 'shop/gift-wrap', broken: 'missing', shares: [0.5] },
    { label: 'shop/cart-tenants', broken: 'no-endpoints', shares: [] },
    { label: 'shop/cart-v2', broken: undefined, shares: [0.1] },
    { label: '"peers"', broken: 'denied', shares: [] },
    { label: '"host"', broken: 'unknown', shares: [] },
  ])('leads to $label: $broken', ({ label, broken, shares }) => {
    expect(edgeInto(label)).toMatchObject({ shares });
    expect(edgeInto(label)?.broken).toBe(broken);
  });

  it('goes out through egress gateways, and draws the hosts of one domain as one', () => {
    const map = buildTrafficMap(checkoutTraffic({ now }), ({ destination }) =>
      destination.kind === 'host' ? destination.host : '',
    );
    const labels = new Map(map.nodes.map(({ id, label }) => [id, label]));
    const links = map.edges.map(
      ({ from, to }) => `${labels.get(from)} > ${labels.get(to)}`,
    );
    expect(links).toEqual(
      expect.arrayContaining([
        'shop/checkout > istio-egress/egress',
        'istio-egress/egress > api.stripe.example',
        'shop/checkout > collect.tracker.example',
        'shop/checkout > *.mail.example',
      ]),
    );
    expect(links).not.toContain('shop/checkout > api.stripe.example');
    expect(links.filter(link => link.includes('mail.example'))).toHaveLength(1);
  });

  it('draws a route that no gateway takes as broken', () => {
    const map = buildTrafficMap(
      {
        routes: [
          fixtureRoute('eu', { predicted: { state: 'detached', reasons: [] } }),
        ],
        workloads: [],
        dependencies: [],
      },
      nameDestination,
    );
    expect(map.edges.find(({ to }) => to.startsWith('route'))?.broken).toBe(
      'detached',
    );
  });
});

describe('collapseMap', () => {
  const many = buildTrafficMap(
    manyRoutesTraffic({ now, count: 500 }),
    ({ id }) => id,
  );

  it('keeps a few of a long column and leads to the rest as a whole', () => {
    const collapsed = collapseMap(many, () => 6);
    const routes = collapsed.columns.find(({ column }) => column === 'route');
    expect(routes?.nodes).toHaveLength(6);
    expect(routes?.rest).toMatchObject({ count: 494 });
    expect(
      collapsed.edges.filter(({ to }) => to === routes?.rest?.id),
    ).toHaveLength(1);
  });

  it('keeps what is in trouble', () => {
    const collapsed = collapseMap(cart, () => 1);
    const services = collapsed.columns.find(
      ({ column }) => column === 'service',
    );
    expect(services?.nodes[0].trouble).toBeDefined();
  });

  it('draws all of a column that is one longer than allowed', () => {
    const collapsed = collapseMap(cart, () => 3);
    expect(
      collapsed.columns.find(({ column }) => column === 'door'),
    ).toMatchObject({ nodes: { length: 3 } });
  });
});

describe('layoutMap', () => {
  const collapsed = collapseMap(cart, () => 6);
  const layout = layoutMap(collapsed, {
    availableWidth: 1000,
    noteLinesOf: () => 1,
  });

  it('fits six columns into a page of 1280 pixels', () => {
    expect(layout.width).toBeLessThanOrEqual(1000);
  });

  it('never lets two nodes overlap', () => {
    const boxes = [...layout.boxes.values()];
    boxes.forEach((a, index) =>
      boxes.slice(index + 1).forEach(b => {
        const apart =
          a.x + a.width <= b.x ||
          b.x + b.width <= a.x ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }),
    );
  });

  it('keeps names readable where there is no room', () => {
    const narrow = layoutMap(collapsed, {
      availableWidth: 300,
      noteLinesOf: () => 0,
    });
    expect(narrow.columns[0].width).toBeGreaterThan(100);
  });
});
