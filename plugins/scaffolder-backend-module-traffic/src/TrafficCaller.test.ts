import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { cartEffect } from './__testUtils__/cartEffect';
import { createRouteInput, toProposal } from './actions/routeInput';
import { TrafficCaller } from './TrafficCaller';
import { z } from 'zod/v3';

const NOOR = mockCredentials.user('user:default/noor');
const PROPOSAL = toProposal(
  createRouteInput(z).parse({
    entityRef: 'component:default/cart',
    cluster: 'prod-eu',
    namespace: 'shop',
    name: 'cart-new',
    gateway: { namespace: 'infra', name: 'public' },
    backends: [{ service: 'cart', port: 8080 }],
  }),
);

function callWith(answer: () => Promise<Response>) {
  const fetched = jest.fn(
    async (_input: string | URL | Request, _init?: RequestInit) => answer(),
  );
  const caller = new TrafficCaller({
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
    fetch: fetched,
  });
  return {
    fetched,
    asked: () => caller.preview(PROPOSAL, { credentials: NOOR }),
  };
}

describe('TrafficCaller', () => {
  it('asks as the person who started the task', async () => {
    const { fetched, asked } = callWith(async () =>
      Response.json(cartEffect()),
    );
    await expect(asked()).resolves.toEqual(cartEffect());
    const [, init] = fetched.mock.calls[0];
    expect(new Headers(init?.headers).get('authorization')).toBe(
      mockCredentials.service.header({
        onBehalfOf: NOOR,
        targetPluginId: 'traffic',
      }),
    );
  });

  it("fails with the backend's own sentence", async () => {
    const sentence = 'You may not make routes for component:default/cart.';
    const { asked } = callWith(async () =>
      Response.json(
        {
          error: { name: 'NotAllowedError', message: sentence },
          response: { statusCode: 403 },
        },
        { status: 403 },
      ),
    );
    await expect(asked()).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: sentence,
    });
  });

  it('says what is missing when a router in front answers', async () => {
    const { asked } = callWith(
      async () => new Response('no such page', { status: 404 }),
    );
    await expect(asked()).rejects.toThrow(
      /status 404 .*plugin-traffic-backend installed/,
    );
  });

  it('names no address when nobody listens', async () => {
    const { asked } = callWith(async () => {
      throw new TypeError('fetch failed: connect ECONNREFUSED 10.1.2.3:7007');
    });
    await expect(asked()).rejects.toThrow(
      'The traffic backend cannot be reached. Try again when it runs.',
    );
  });
});
