import {
  fixtureBackend,
  fixtureDependency,
  fixtureFinding,
  fixtureRef,
  fixtureRoute,
  fixtureWorkload,
} from '@portolan/plugin-traffic-common/fixtures';
import type { TrafficModel } from '@portolan/plugin-traffic-engine';
import { createEntityIndex } from './EntityIndex';

const CART = 'component:default/cart';
const PAY = 'component:default/pay';

const shared = fixtureRoute('eu', {
  id: 'shared',
  backends: [
    fixtureBackend('eu', 'shop/cart', { entities: [CART] }),
    fixtureBackend('eu', 'shop/pay', { entities: [PAY, CART] }),
  ],
});
const refused = fixtureRoute('eu', {
  id: 'refused',
  backends: [
    fixtureBackend('eu', 'shop/pay', {
      state: 'forbidden',
      reason: 'RefNotPermitted',
      entities: [],
    }),
  ],
});
const nobodys = fixtureRoute('eu', {
  id: 'nobodys',
  backends: [
    fixtureBackend('eu', 'shop/gone', { state: 'missing', entities: [] }),
  ],
});
const dependency = fixtureDependency('eu', {
  evidence: [
    {
      rung: 'permitted',
      source: 'network-policy',
      provenance: {
        source: 'network-policy',
        object: fixtureRef('eu', 'NetworkPolicy', 'shop/cart-egress'),
        path: 'spec.egress[0]',
      },
    },
  ],
  destination: { kind: 'host', host: 'api.example.com' },
});
const finding = fixtureFinding({
  code: 'TRF101',
  at: {
    source: 'gateway-api',
    object: fixtureRef('eu', 'HTTPRoute', 'shop/cart'),
    path: 'spec',
  },
  message: 'Something is missing.',
  entities: [PAY],
});
function fixtureProblem(kind: string, name: string) {
  return {
    severity: 'warning' as const,
    object: fixtureRef('eu', kind, name),
    path: 'spec',
    message: 'The field cannot be read.',
  };
}
const model: TrafficModel = {
  gateways: [],
  listeners: [],
  attachments: [],
  policies: [],
  routes: [shared, refused, nobodys],
  workloads: [
    fixtureWorkload('eu', 'shop/cart', CART),
    fixtureWorkload('eu', 'shop/pay', PAY),
  ],
  dependencies: [dependency],
  findings: [finding],
  problems: [
    fixtureProblem('NetworkPolicy', 'shop/cart-egress'),
    fixtureProblem('HTTPRoute', 'shop/elsewhere'),
    fixtureProblem('Service', 'shop/pay'),
  ],
};

describe('createEntityIndex', () => {
  const index = createEntityIndex(model);
  const routesOf = (entityRef: string) =>
    index.factsOf(entityRef).routes.map(({ id }) => id);

  it('finds a route by every entity behind its backends, once each', () => {
    expect(routesOf(CART)).toEqual(['shared']);
  });

  it('finds a refused route by the entities of the Service that it names', () => {
    expect(routesOf(PAY)).toEqual(['shared', 'refused']);
  });

  it('finds workloads, dependencies and findings by those they concern', () => {
    const cart = index.factsOf(CART);
    const pay = index.factsOf(PAY);
    expect(cart.workloads.map(({ ref }) => ref.name)).toEqual(['cart']);
    expect(cart.dependencies).toEqual([dependency]);
    expect(cart.findings).toEqual([]);
    expect(pay.findings).toEqual([finding]);
    expect(pay.dependencies).toEqual([]);
  });

  it('tells of problems only with objects that the entity’s own facts rest on', () => {
    const namesOf = (entityRef: string) =>
      index.factsOf(entityRef).problems.map(({ object }) => object.name);
    expect(namesOf(CART)).toEqual(['cart-egress']);
    expect(namesOf(PAY)).toEqual(['pay']);
  });

  it('has nothing about an entity that nothing concerns', () => {
    expect(index.factsOf('component:default/nobody')).toEqual({
      workloads: [],
      routes: [],
      dependencies: [],
      findings: [],
      problems: [],
    });
  });
});
