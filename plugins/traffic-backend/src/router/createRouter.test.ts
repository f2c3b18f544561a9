import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  fixtureCluster,
  fixtureTraffic,
} from '@portolan/plugin-traffic-common/fixtures';
import express from 'express';
import request from 'supertest';
import { createOpenApiDocument } from '../openapi/createOpenApiDocument';
import { createRouter } from './createRouter';

const PATH = '/v1/entities/component/default/cart/traffic';
const TEN_MEGABYTES = 10 * 1024 * 1024;

function answerAt(minute: number, title = 'Europe') {
  const now = new Date(Date.UTC(2026, 10, 21, 10, minute));
  return fixtureTraffic({
    clusters: [fixtureCluster({ name: 'eu', title, now })],
  });
}

describe('createRouter', () => {
  const logger = mockServices.logger.mock();
  const auditor = mockServices.auditor.mock();
  const event = { success: jest.fn(), fail: jest.fn() };
  const trafficOf = jest.fn();
  const listClusters = jest.fn();
  const preview = jest.fn();
  const apply = jest.fn();
  const app = express()
    .use(
      createRouter({
        traffic: { trafficOf, listClusters },
        hosts: { listHosts: jest.fn() },
        requests: { explain: jest.fn() },
        routes: { optionsOf: jest.fn(), preview, apply },
        httpAuth: mockServices.httpAuth(),
        auditor,
        logger,
      }),
    )
    .use(mockErrorHandler());

  beforeEach(() => {
    jest.resetAllMocks();
    auditor.createEvent.mockResolvedValue(event);
    trafficOf.mockResolvedValue(answerAt(0));
    listClusters.mockReturnValue({ clusters: [] });
  });

  it('answers an entity, asked in any case, as the caller', async () => {
    const response = await request(app).get(
      '/v1/entities/Component/Default/Cart/traffic?cluster=eu',
    );
    expect(response.status).toBe(200);
    expect(response.body).toEqual(answerAt(0));
    expect(trafficOf).toHaveBeenCalledWith('component:default/cart', {
      credentials: mockCredentials.user(),
      cluster: 'eu',
    });
    expect(response.headers['cache-control']).toBe('private, no-cache');
    expect(auditor.createEvent).not.toHaveBeenCalled();
  });

  it('answers 304 as long as the facts are the same, however old the last proof', async () => {
    const first = await request(app).get(PATH);
    trafficOf.mockResolvedValue(answerAt(5));
    const second = await request(app)
      .get(PATH)
      .set('if-none-match', first.headers.etag);
    expect(second.status).toBe(304);
    expect(second.text).toBe('');

    trafficOf.mockResolvedValue(answerAt(5, 'Europe, west'));
    const third = await request(app)
      .get(PATH)
      .set('if-none-match', first.headers.etag);
    expect(third.status).toBe(200);
    expect(third.headers.etag).not.toBe(first.headers.etag);
  });

  it('writes a refused read into the audit log', async () => {
    trafficOf.mockRejectedValue(new NotAllowedError('Not yours.'));
    const response = await request(app).get(PATH);
    expect(response.status).toBe(403);
    expect(response.body.error).toEqual({
      name: 'NotAllowedError',
      message: 'Not yours.',
    });
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'entity-read',
        meta: { entityRef: 'component:default/cart' },
      }),
    );
    expect(event.fail).toHaveBeenCalledTimes(1);
  });

  it('describes itself', async () => {
    const response = await request(app).get('/openapi.json');
    expect(response.status).toBe(200);
    expect(response.body).toEqual(createOpenApiDocument());
  });

  it.each([
    {
      name: 'a kind with a slash',
      path: '/v1/entities/comp%2Fonent/default/cart/traffic',
      status: 400,
      message:
        'The kind of the entity in the path must be letters and digits, such as "component".',
    },
    {
      name: 'a name that climbs',
      path: '/v1/entities/component/default/..%2F..%2Fsecrets/traffic',
      status: 400,
      message: /^The name of the entity in the path must be/,
    },
    {
      name: 'a namespace that is too long',
      path: `/v1/entities/component/${'n'.repeat(64)}/cart/traffic`,
      status: 400,
      message:
        'The namespace of the entity in the path has more than 63 characters.',
    },
    {
      name: 'a path that cannot be decoded',
      path: '/v1/entities/component/default/%E0%A4%A/traffic',
      status: 400,
      message: 'The path holds a "%" that does not encode a character.',
    },
    {
      name: 'a query parameter that is not known',
      path: `${PATH}?labelSelector=x`,
      status: 400,
      message: 'The query parameter "labelSelector" is not known here.',
    },
    {
      name: 'a cluster given twice',
      path: `${PATH}?cluster=a&cluster=b`,
      status: 400,
      message: 'The query parameter "cluster" must be given once.',
    },
    {
      name: 'an unknown path',
      path: '/v2/everything',
      status: 404,
      message:
        'There is nothing at /v2/everything. The traffic API is described at /api/traffic/openapi.json.',
    },
  ])('refuses $name with a sentence', async ({ path, status, message }) => {
    const response = await request(app).get(path);
    expect(response.status).toBe(status);
    expect(response.body.error.message).toMatch(message);
    expect(response.body.error.stack).toBeUndefined();
    expect(trafficOf).not.toHaveBeenCalled();
  });

  it('refuses a body of 10 MB, and goes on serving', async () => {
    const refused = await request(app)
      .get(PATH)
      .set('content-type', 'application/json')
      .send(Buffer.alloc(TEN_MEGABYTES, 'x').toString());
    expect(refused.status).toBe(413);
    expect(refused.body.error.message).toBe(
      'This part of the traffic API takes no request body; send the request again without one.',
    );
    await request(app).get(PATH).expect(200);
  });

  it.each(['post', 'put', 'patch', 'delete'] as const)(
    'refuses %s with a sentence',
    async method => {
      const response = await request(app)[method](PATH);
      expect(response.status).toBe(405);
      expect(response.headers.allow).toBe('GET, HEAD');
      expect(response.body.error.message).toMatch(/only reads, with GET/);
    },
  );

  it('says nothing of an error that is not meant for the caller', async () => {
    trafficOf.mockRejectedValue(new Error('token=abc at 10.0.0.1'));
    const response = await request(app).get(PATH);
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('abc');
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('answers an unknown entity with 404', async () => {
    trafficOf.mockRejectedValue(new NotFoundError('No such entity.'));
    const response = await request(app).get(PATH);
    expect(response.status).toBe(404);
    expect(response.body.error.message).toBe('No such entity.');
  });

  describe('proposals', () => {
    const proposal = {
      entityRef: 'component:default/cart',
      cluster: 'eu',
      namespace: 'shop',
      name: 'cart',
      gateway: { namespace: 'infra', name: 'public', listener: null },
      hostnames: ['cart.example.com'],
      path: { type: 'PathPrefix', value: '/' },
      method: null,
      backends: [{ namespace: 'shop', service: 'cart', port: 80, weight: 1 }],
      requestTimeout: null,
      includeReferenceGrants: false,
    };

    it('are applied as the caller, with an audit event', async () => {
      apply.mockResolvedValue({ objects: [], urls: [] });
      const response = await request(app)
        .post('/v1/routes/apply')
        .send(proposal);
      expect(response.status).toBe(200);
      expect(apply).toHaveBeenCalledWith(proposal, {
        credentials: mockCredentials.user(),
      });
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({ eventId: 'route-apply' }),
      );
      expect(event.success).toHaveBeenCalledTimes(1);
    });

    it('that are refused leave an audit event too', async () => {
      apply.mockRejectedValue(new NotAllowedError('Not yours.'));
      const response = await request(app)
        .post('/v1/routes/apply')
        .send(proposal);
      expect(response.status).toBe(403);
      expect(event.fail).toHaveBeenCalledTimes(1);
    });

    it.each([
      {
        name: 'no JSON',
        body: '{',
        status: 400,
        message: 'The body of the request is not JSON.',
      },
      {
        name: 'a field that is not known',
        body: JSON.stringify({ ...proposal, force: true }),
        status: 400,
        message: 'The body has no field "force".',
      },
      {
        name: 'a weight that is a text',
        body: JSON.stringify({
          ...proposal,
          backends: [{ ...proposal.backends[0], weight: '1' }],
        }),
        status: 400,
        message: /^backends\.0\.weight: /,
      },
      {
        name: 'an entity reference that is none',
        body: JSON.stringify({ ...proposal, entityRef: 'cart' }),
        status: 400,
        message: /^entityRef: must be an entity reference/,
      },
      {
        name: '10 MB',
        body: Buffer.alloc(TEN_MEGABYTES, ' ').toString(),
        status: 413,
        message: 'A proposal may have at most 100 kB.',
      },
    ])('with $name are refused', async ({ body, status, message }) => {
      const response = await request(app)
        .post('/v1/routes/preview')
        .set('content-type', 'application/json')
        .send(body);
      expect(response.status).toBe(status);
      expect(response.body.error.message).toMatch(message);
      expect(preview).not.toHaveBeenCalled();
    });
  });

  it('does not answer somebody who is not signed in', async () => {
    for (const path of [PATH, '/v1/clusters', '/openapi.json']) {
      const response = await request(app)
        .get(path)
        .set('authorization', mockCredentials.none.header());
      expect({ path, status: response.status }).toEqual({ path, status: 401 });
    }
  });
});
