import { analyze } from '../analyze/analyze';
import { listServerHosts } from './listServerHosts';

const component = (name: string, spec: object, annotations: object = {}) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: { 'backstage.io/kubernetes-id': name, ...annotations },
  },
  spec: { owner: 'team', ...spec },
});
const workload = (name: string, env: object[] = []) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name,
    namespace: 'shop',
    labels: { 'backstage.io/kubernetes-id': name },
  },
  spec: {
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, env }] },
    },
  },
});
const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: name }, ports: [{ port: 80 }] },
});
const url = (value: string) => [{ name: 'A_URL', value }];

const ingressOf = (paths: Record<string, string>, tls = true) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'own', namespace: 'shop' },
  spec: {
    ingressClassName: 'web',
    ...(tls && { tls: [{ hosts: ['api.tideline.io'] }] }),
    rules: [
      {
        host: 'api.tideline.io',
        http: {
          paths: Object.entries(paths).map(([path, name]) => ({
            path,
            pathType: 'Prefix',
            backend: { service: { name, port: { number: 80 } } },
          })),
        },
      },
    ],
  },
});
const ingressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'web' },
  spec: { controller: 'k8s.io/ingress-nginx' },
};

const dependenciesOf = (objects: readonly object[]) =>
  analyze(objects.map(object => ({ object }))).dependencies.map(
    ({ destination, declared, evidence, ...rest }) => ({
      to:
        destination.kind === 'entity'
          ? destination.entityRef
          : destination.kind,
      declared: declared.answer,
      evidence: evidence.map(({ rung, source }) => `${rung} by ${source}`),
      owners: rest.destinationEntities,
      group: rest.destinationGroup,
      hairpin: rest.hairpin?.length,
    }),
  );

describe('what the catalog declares', () => {
  const stock = [workload('stock'), service('stock')];
  const byCatalog = 'declared-workload by catalog';

  it('is a dependency on the entity where nothing else is known', () => {
    expect(
      dependenciesOf([
        workload('cart'),
        ...stock,
        component('cart', { dependsOn: ['resource:default/db'] }),
      ]),
    ).toEqual([
      {
        to: 'resource:default/db',
        declared: 'yes',
        evidence: [byCatalog],
        owners: ['resource:default/db'],
      },
    ]);
  });

  it.each([
    { name: 'the component', uses: { dependsOn: ['stock'] }, provides: {} },
    {
      name: 'an API that it provides',
      uses: { consumesApis: ['Stock-API'] },
      provides: { providesApis: ['stock-api'] },
    },
  ])('is evidence of the way to the Service of $name', ({ uses, provides }) => {
    expect(
      dependenciesOf([
        workload('cart', url('http://stock:80')),
        ...stock,
        component('cart', uses),
        component('stock', provides),
      ]),
    ).toEqual([
      {
        to: 'service',
        declared: 'yes',
        evidence: ['mined by configuration', byCatalog],
        owners: ['component:default/stock'],
      },
    ]);
  });

  it.each([
    {
      name: 'that the entity says is its own',
      objects: [
        component('cart', { dependsOn: ['resource:default/stripe'] }),
        {
          ...component(
            'stripe',
            {},
            { 'portolan.dev/hosts': 'api.stripe.com' },
          ),
          kind: 'Resource',
        },
      ],
      owner: 'resource:default/stripe',
    },
    {
      name: 'that the definition of the API names',
      objects: [
        component('cart', { consumesApis: ['stripe'] }),
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'API',
          metadata: { name: 'stripe' },
          spec: {
            type: 'openapi',
            owner: 'team',
            definition: 'servers:\n  - url: https://api.stripe.com/v1\n',
          },
        },
      ],
      owner: 'api:default/stripe',
    },
  ])('is evidence of the way to a host $name', ({ objects, owner }) => {
    expect(
      dependenciesOf([
        workload('cart', url('https://api.stripe.com')),
        ...objects,
      ]),
    ).toEqual([
      {
        to: 'host',
        declared: 'yes',
        evidence: ['mined by configuration', byCatalog],
        owners: [owner],
      },
    ]);
  });

  it('is evidence of what was only seen', () => {
    const [{ declared, evidence }, ...others] = dependenciesOf([
      workload('cart'),
      component('cart', { dependsOn: ['stripe'] }),
      component('stripe', {}, { 'portolan.dev/hosts': 'api.stripe.com' }),
      {
        apiVersion: 'portolan.dev/v1',
        kind: 'Telemetry',
        metadata: { name: 'cluster' },
        spec: {
          windowSeconds: 600,
          states: [{ state: 'answered', preset: 'istio-sidecar' }],
          covered: [{ namespace: 'shop', workload: 'cart' }],
          calls: [
            {
              preset: 'istio-sidecar',
              namespace: 'shop',
              workload: 'cart',
              destination: { kind: 'host', host: 'api.stripe.com' },
              ratePerSecond: 1,
              lastSeen: '2026-01-01T00:00:00Z',
            },
          ],
        },
      },
    ]);
    expect(others).toEqual([]);
    expect({ declared, evidence }).toEqual({
      declared: 'yes',
      evidence: ['observed by istio-sidecar', byCatalog],
    });
  });

  it.each([
    { name: 'a text', dependsOn: 'component:default/stock' },
    { name: 'other things', dependsOn: [1, null, ''] },
  ])('is nothing where the list is $name', ({ dependsOn }) => {
    expect(
      dependenciesOf([workload('cart'), component('cart', { dependsOn })]),
    ).toEqual([]);
  });
});

describe('whose a host outside is', () => {
  const to = (host: string) => workload('cart', url(`https://${host}`));
  const api = (definition: string) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'rates' },
    spec: { type: 'openapi', owner: 'team', definition },
  });
  const ingress = [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'web' },
      spec: { controller: 'example.com/any' },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'stock', namespace: 'shop' },
      spec: {
        ingressClassName: 'web',
        tls: [{ hosts: ['stock.tideline.io'] }],
        rules: [
          {
            host: 'stock.tideline.io',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'stock', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
    workload('stock'),
    service('stock'),
    component('stock', {}),
  ];

  it.each([
    {
      name: 'the entity that says so',
      objects: [
        to('api.stripe.com'),
        component(
          'payments',
          {},
          { 'portolan.dev/hosts': 'x.io, *.Stripe.com' },
        ),
      ],
      expected: { owners: ['component:default/payments'] },
    },
    {
      name: 'our own, behind the public gateway',
      objects: [to('stock.tideline.io'), ...ingress],
      expected: { owners: ['component:default/stock'], hairpin: 1 },
    },
    {
      name: 'not our own on another port',
      objects: [to('stock.tideline.io:8443'), ...ingress],
      expected: { owners: [], group: 'tideline.io' },
    },
    {
      name: 'the API whose definition names it',
      objects: [
        to('api.rates.io'),
        api(
          'openapi: 3.0.0\nservers:\n  - url: https://api.rates.io/v1\npaths: {}\n',
        ),
      ],
      expected: { owners: ['api:default/rates'] },
    },
    {
      name: 'grouped by its registrable domain',
      objects: [to('a.b.shop.co.uk')],
      expected: { owners: [], group: 'shop.co.uk' },
    },
  ])('$name', ({ objects, expected }) => {
    expect(dependenciesOf(objects)).toEqual([
      expect.objectContaining({
        to: 'host',
        group: undefined,
        hairpin: undefined,
        ...expected,
      }),
    ]);
  });
});

describe('our own host, called from inside', () => {
  const owners = (value: string, tls?: boolean) =>
    dependenciesOf([
      workload('cart', url(value)),
      ingressClass,
      ingressOf({ '/orders': 'orders', '/': 'stock' }, tls),
      ...['orders', 'stock'].flatMap(name => [
        workload(name),
        service(name),
        component(name, {}),
      ]),
    ]).map(({ owners: refs, hairpin }) => [refs, hairpin]);

  it.each([
    {
      name: 'is that of the route that would serve the path',
      value: 'https://api.tideline.io/orders/v1?token=x',
      expected: [[['component:default/orders'], 1]],
    },
    {
      name: 'is that of another route on another path',
      value: 'https://api.tideline.io/ordersummary',
      expected: [[['component:default/stock'], 1]],
    },
    {
      name: 'is that of all its routes where no path is known',
      value: 'https://api.tideline.io',
      expected: [[['component:default/orders', 'component:default/stock'], 2]],
    },
    {
      name: 'is found where TLS ends before the door',
      value: 'https://api.tideline.io/orders',
      tls: false,
      expected: [[['component:default/orders'], 1]],
    },
    {
      name: 'is not found on a port that nobody opens',
      value: 'https://api.tideline.io:8443/orders',
      expected: [[[], undefined]],
    },
  ])('$name', ({ value, tls, expected }) => {
    expect(owners(value, tls)).toEqual(expected);
  });
});

describe('listServerHosts', () => {
  it.each([
    {
      name: 'YAML',
      text: 'openapi: 3.1.0\nservers:\n- url: https://B.io/v1\n- url: https://a.io\n  description: x\npaths:\n  /servers:\n    get: {}\n',
      expected: ['a.io', 'b.io'],
    },
    {
      name: 'JSON',
      text: '{"openapi":"3.1.0","servers":[{"url":"https://a.io:8443/"}]}',
      expected: ['a.io'],
    },
    {
      name: 'version 2',
      text: "swagger: '2.0'\nhost: a.io:8080\nbasePath: /\n",
      expected: ['a.io'],
    },
    {
      name: 'relative and variable URLs',
      text: 'servers:\n  - url: /v1\n  - url: https://{region}.a.io\n  - {}\n',
      expected: [],
    },
    { name: 'no OpenAPI', text: 'syntax = "proto3";', expected: [] },
    { name: 'broken JSON', text: '{"servers":', expected: [] },
    { name: 'broken YAML', text: 'servers:\n  - [', expected: [] },
    { name: 'credentials', text: 'host: user:canary@a.io\n', expected: [] },
  ])('$name', ({ text, expected }) => {
    expect(listServerHosts(text)).toEqual(expected);
  });
});
