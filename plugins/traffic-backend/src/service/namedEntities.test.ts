import {
  fixtureBackend,
  fixtureCluster,
  fixtureDependency,
  fixtureFinding,
  fixtureRef,
  fixtureRoute,
  fixtureTraffic,
  fixtureWorkload,
} from '@portolan/plugin-traffic-common/fixtures';
import { hideEntities, listNamedEntities } from './namedEntities';

const CART = 'component:default/cart';
const WORKLOAD_RIVAL = 'component:default/workload-rival';
const ROUTE_RIVAL = 'component:default/route-rival';
const CALLER_RIVAL = 'component:default/caller-rival';
const CALLED = 'component:default/called';
const RESOURCE = 'resource:default/outside';
const DETAIL_RIVAL = 'api:default/rival';
const FINDING_RIVAL = 'component:default/finding-rival';
const OWNER = 'group:default/rival-owners';
const PROBLEM_RIVAL = 'component:default/rival-of-problem';
const ALL = [
  WORKLOAD_RIVAL,
  ROUTE_RIVAL,
  CALLER_RIVAL,
  CALLED,
  RESOURCE,
  DETAIL_RIVAL,
  FINDING_RIVAL,
  OWNER,
  PROBLEM_RIVAL,
];

const shared = fixtureWorkload('c1', 'shop/cart', CART);
const traffic = fixtureTraffic({
  clusters: [fixtureCluster({ name: 'c1', title: 'One', now: new Date(0) })],
  workloads: [
    {
      ...shared,
      claims: [
        ...shared.claims,
        { ...shared.claims[0], entityRef: WORKLOAD_RIVAL },
      ],
    },
  ],
  routes: [
    fixtureRoute('c1', {
      backends: [
        fixtureBackend('c1', 'shop/cart', { entities: [CART, ROUTE_RIVAL] }),
      ],
    }),
  ],
  dependencies: [
    fixtureDependency('c1', {
      id: `Deployment|${RESOURCE}`,
      entities: [CART, CALLER_RIVAL],
      destination: { kind: 'entity', entityRef: RESOURCE },
      destinationEntities: [CALLED],
      evidence: [
        {
          rung: 'declared-workload',
          source: 'catalog',
          provenance: null,
          detail: DETAIL_RIVAL,
        },
      ],
      hairpin: ['c1/HTTPRoute/shop/called'],
    }),
  ],
  findings: [
    fixtureFinding({
      code: 'TRF301',
      at: {
        source: 'gateway-api',
        object: fixtureRef('c1', 'HTTPRoute', 'shop/cart'),
        path: 'spec.hostnames[0]',
      },
      entities: [CART, FINDING_RIVAL],
      params: { host: 'shop.example.com', owners: `${OWNER}, ${CART}` },
      message: `shop.example.com is claimed by ${OWNER}, ${CART}.`,
      fix: `Talk to "${OWNER}".`,
    }),
  ],
  problems: [
    {
      severity: 'info',
      object: fixtureRef('c1', 'HTTPRoute', 'shop/cart'),
      path: 'spec',
      message: `It is for "${PROBLEM_RIVAL}".`,
    },
  ],
});

const isEntityRef = (word: string) => [CART, ...ALL].includes(word);

describe('listNamedEntities', () => {
  it('finds entities in every place that can name one, text included', () => {
    expect([...listNamedEntities(traffic, isEntityRef)].sort()).toEqual(
      [CART, ...ALL].sort(),
    );
  });
});

describe('hideEntities', () => {
  it('returns the same answer when nobody is hidden', () => {
    expect(hideEntities(traffic, new Set())).toBe(traffic);
  });

  it('names no hidden entity anywhere, keeps the facts and counts', () => {
    const answer = hideEntities(traffic, new Set(ALL));

    const text = JSON.stringify(answer);
    expect(ALL.filter(entityRef => text.includes(entityRef))).toEqual([]);
    expect(answer.hiddenEntities).toBe(ALL.length);
    expect(answer.routes).toHaveLength(1);
    expect(answer.workloads[0].claims).toEqual(shared.claims);
    expect(answer.dependencies[0].destination).toEqual({
      kind: 'entity',
      entityRef: '(not visible to you)',
    });
    expect(answer.dependencies[0].hairpin).toEqual([]);
    expect(answer.findings[0]).toMatchObject({
      entities: [CART],
      params: {
        host: 'shop.example.com',
        owners: `(not visible to you), ${CART}`,
      },
      message:
        'shop.example.com is claimed by (not visible to you), component:default/cart.',
      fix: 'Talk to "(not visible to you)".',
    });
  });

  it('hides only those it is told to', () => {
    const answer = hideEntities(traffic, new Set([ROUTE_RIVAL]));

    expect(answer.routes[0].backends[0].entities).toEqual([CART]);
    expect(answer.workloads).toEqual(traffic.workloads);
    expect(answer.findings).toEqual(traffic.findings);
  });
});
