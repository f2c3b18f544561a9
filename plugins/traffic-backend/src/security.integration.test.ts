import type { Entity } from '@backstage/catalog-model';
import type { Response } from 'supertest';
import {
  CONFIDENTIAL,
  ownersOnlyPolicy,
} from './__testUtils__/ownersOnlyPolicy';
import { createOpenApiDocument } from './openapi/createOpenApiDocument';
import { TrafficHarness, type Caller } from './__testUtils__/TrafficHarness';

const CLAIM = { 'backstage.io/kubernetes-label-selector': 'app=cart' };
const POD = `
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: cart, image: example.com/cart:1 }] }
`;

function component(
  name: string,
  options: { owner: string; labels?: Record<string, string> },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: CLAIM,
      labels: options.labels,
    },
    spec: { type: 'service', lifecycle: 'production', owner: options.owner },
  };
}

const CART = '/v1/entities/component/default/cart/traffic';
const BURIED = '/v1/entities/component/default/buried/traffic';

/** In this order: nobody, a user who may read all traffic, the owner, another user, another backend. */
const CALLERS: readonly Caller[] = [
  'anonymous',
  'user:default/auditor',
  'user:default/owner',
  'user:default/other',
  'service',
];

const REQUEST = '/v1/entities/component/default/cart/request';
const QUESTION = { url: 'https://cart.example.com/' };

/** The status that each caller gets, in the order of CALLERS. */
const MATRIX: readonly {
  method: 'get' | 'post' | 'delete';
  path: string;
  body?: object;
  expected: readonly number[];
}[] = [
  {
    method: 'post',
    path: REQUEST,
    body: QUESTION,
    expected: [401, 200, 200, 403, 200],
  },
  {
    method: 'post',
    path: '/v1/entities/component/default/buried/request',
    body: QUESTION,
    expected: [401, 404, 404, 404, 200],
  },
  {
    method: 'post',
    path: '/v1/entities/component/default/nobody/request',
    body: QUESTION,
    expected: [401, 404, 404, 404, 404],
  },
  { method: 'post', path: REQUEST, expected: [401, 400, 400, 400, 400] },
  { method: 'get', path: REQUEST, expected: [401, 405, 405, 405, 405] },
  { method: 'get', path: CART, expected: [401, 200, 200, 403, 200] },
  { method: 'get', path: BURIED, expected: [401, 404, 404, 404, 200] },
  {
    method: 'get',
    path: '/v1/entities/component/default/nobody/traffic',
    expected: [401, 404, 404, 404, 404],
  },
  {
    method: 'get',
    path: `${CART}?cluster=eu`,
    expected: [401, 200, 200, 403, 200],
  },
  {
    method: 'get',
    path: `${CART}?cluster=mars`,
    expected: [401, 404, 404, 403, 404],
  },
  {
    method: 'get',
    path: '/v1/entities/component/default/-/traffic',
    expected: [401, 400, 400, 400, 400],
  },
  { method: 'post', path: CART, expected: [401, 405, 405, 405, 405] },
  { method: 'delete', path: CART, expected: [401, 405, 405, 405, 405] },
  {
    method: 'get',
    path: '/v1/clusters',
    expected: [401, 200, 200, 200, 200],
  },
  {
    method: 'post',
    path: '/v1/clusters',
    expected: [401, 405, 405, 405, 405],
  },
  { method: 'get', path: '/v1/hosts', expected: [401, 200, 200, 200, 200] },
  {
    method: 'get',
    path: '/v1/entities/component/default/cart/route-options',
    expected: [401, 403, 200, 403, 200],
  },
  {
    method: 'post',
    path: '/v1/routes/preview',
    expected: [401, 400, 400, 400, 400],
  },
  {
    method: 'post',
    path: '/v1/routes/apply',
    expected: [401, 400, 400, 400, 400],
  },
  {
    method: 'get',
    path: '/v1/routes/apply',
    expected: [401, 405, 405, 405, 405],
  },
  {
    method: 'get',
    path: '/openapi.json',
    expected: [401, 200, 200, 200, 200],
  },
  {
    method: 'get',
    path: '/v1/everything',
    expected: [401, 404, 404, 404, 404],
  },
];

// Starting a portal takes seconds on a busy machine.
jest.setTimeout(60_000);

describe('who gets what', () => {
  let portal: TrafficHarness;

  beforeAll(async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: POD } },
      policy: ownersOnlyPolicy,
      entities: [
        component('cart', { owner: 'user:default/owner' }),
        component('rival', { owner: 'user:default/other' }),
        component('buried', {
          owner: 'user:default/owner',
          labels: { [CONFIDENTIAL]: 'yes' },
        }),
      ],
    });
    await portal.until(
      'component:default/cart',
      ({ workloads }) => workloads[0]?.claims.length === 3,
    );
  });
  afterAll(() => portal.stop());

  it.each(MATRIX)(
    '$method $path',
    async ({ method, path, body: sent, expected }) => {
      const answers: Response[] = [];
      for (const caller of CALLERS) {
        const asked = portal.send(method, path, caller);
        answers.push(await (sent ? asked.send(sent) : asked));
      }
      expect(answers.map(({ status }) => status)).toEqual(expected);
      for (const { body } of answers.slice(1).filter(({ error }) => error)) {
        expect(body.error.message).toMatch(/\w+ \w+/);
        expect(body.error.stack).toBeUndefined();
      }
    },
  );

  it('is asked of every operation that the API describes', () => {
    const asked = MATRIX.map(({ method, path }) => `${method} ${path}`);
    const { paths } = createOpenApiDocument();
    const missing = Object.entries(Object(paths)).flatMap(
      ([path, operations]) =>
        Object.keys(Object(operations))
          .map(method => `${method} ${path}`)
          .filter(operation => {
            const pattern = operation.replace(/\{\w+\}/g, '[^/]+');
            return !asked.some(one => new RegExp(`^${pattern}$`).test(one));
          }),
    );
    expect(missing).toEqual([]);
  });

  it('tells every reader of an entity only of the others that this reader may see', async () => {
    const claims = async (caller: Caller) => {
      const { body } = await portal.get(CART, caller);
      return {
        named: body.workloads[0].claims.map(
          ({ entityRef }: { entityRef: string }) => entityRef,
        ),
        hidden: body.hiddenEntities,
      };
    };
    const cart = 'component:default/cart';
    const rival = 'component:default/rival';
    const buried = 'component:default/buried';

    expect(await claims('service')).toEqual({
      named: [buried, cart, rival],
      hidden: undefined,
    });
    expect(await claims('user:default/auditor')).toEqual({
      named: [cart, rival],
      hidden: 1,
    });
    expect(await claims('user:default/owner')).toEqual({
      named: [cart],
      hidden: 2,
    });
  });

  it('answers the same for a confidential entity and one that does not exist', async () => {
    const refusal = async (name: string) => {
      const { status, body, headers } = await portal.get(
        `/v1/entities/component/default/${name}/traffic`,
        'user:default/other',
      );
      const told = JSON.stringify([status, body, Object.keys(headers)]);
      return told.replaceAll(name, '…');
    };
    expect(await refusal('buried')).toBe(await refusal('nobody'));
  });

  it('writes each refused read into the audit log, and no read that was answered', async () => {
    portal.log.lines.length = 0;
    await portal.get(CART, 'user:default/owner');
    expect(auditLines(portal)).toEqual([]);

    await portal.get(CART, 'user:default/other');
    const lines = auditLines(portal);
    expect(lines.filter(line => /status: 'failed'/.test(line))).toHaveLength(1);
    for (const line of lines) {
      expect(line).toContain('user:default/other');
      expect(line).toContain('component:default/cart');
    }
  });

  it('caches nothing between callers', async () => {
    const first = await portal.get(CART, 'user:default/owner');
    const other = await portal
      .get(CART, 'user:default/other')
      .set('if-none-match', first.headers.etag);
    expect(other.status).toBe(403);
    expect(other.headers.etag).not.toBe(first.headers.etag);
    expect(other.headers['cache-control']).toBe('no-store');
    expect(first.headers['cache-control']).toBe('private, no-cache');
  });
});

function auditLines(portal: TrafficHarness): string[] {
  return portal.log.lines
    .filter(line => line.plugin === 'traffic' && /entity-read/.test(line.text))
    .map(line => line.text);
}
