import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { mockServices } from '@backstage/backend-test-utils';
import { KubernetesPluginClusterSource } from './KubernetesPluginClusterSource';

const signal = new AbortController().signal;

describe('KubernetesPluginClusterSource', () => {
  let server: Server | undefined;

  /** A portal whose kubernetes plugin answers as told; undefined: nothing listens there. */
  async function sourceOf(
    plugin: RequestListener | undefined,
    options: { needed?: boolean } = {},
  ) {
    const started = createServer(plugin).listen(0, '127.0.0.1');
    await once(started, 'listening');
    const address = started.address();
    const port =
      typeof address === 'object' && address !== null ? address.port : 0;
    if (plugin) {
      server = started;
    } else {
      await new Promise(resolve => {
        started.close(resolve);
      });
    }
    return new KubernetesPluginClusterSource({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
      isNeeded: () => options.needed ?? true,
    });
  }

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const answer =
    (status: number, body: unknown): RequestListener =>
    (_request, response) =>
      response.writeHead(status).end(JSON.stringify(body));
  const portalError = (status: number, name: string) =>
    answer(status, {
      error: { name, message: 'canary https://10.0.0.1' },
      response: { statusCode: status },
    });

  it('lists the clusters of the plugin with its own service credentials', async () => {
    const seen: string[] = [];
    const source = await sourceOf((request, response) => {
      seen.push(
        `${request.url} ${request.headers.authorization?.slice(0, 11)}`,
      );
      response.end(
        JSON.stringify({
          items: [
            { name: 'eks', title: 'Europe', authProvider: 'aws' },
            { name: 'gke', authProvider: 'google', dashboardUrl: 'https://d' },
          ],
        }),
      );
    });
    expect(await source.listClusters({ signal })).toMatchObject([
      { name: 'eks', title: 'Europe', access: { usable: true } },
      {
        name: 'gke',
        title: 'gke',
        dashboardUrl: 'https://d',
        access: { usable: false, problem: { reason: 'needs-sign-in' } },
      },
    ]);
    expect(seen).toEqual(['/api/kubernetes/clusters Bearer mock']);
  });

  it.each([
    { status: 401, reason: 'unauthorized', message: /`backend\.auth`/ },
    { status: 403, reason: 'forbidden', message: /service credentials/ },
    {
      status: 404,
      reason: 'not-configured',
      message: /not installed in this backend, or .* no `kubernetes:` section/,
    },
    { status: 503, reason: 'server-error', message: /\(503\)/ },
    { status: 200, reason: 'invalid-response', message: /unknown form/ },
  ])('says what a $status means', async ({ status, reason, message }) => {
    const source = await sourceOf(answer(status, { canary: true }));
    await expect(source.listClusters({ signal })).rejects.toMatchObject({
      problem: { reason, message: expect.stringMatching(message) },
    });
  });

  it('says so when the portal does not answer at all', async () => {
    const source = await sourceOf(undefined);
    await expect(source.listClusters({ signal })).rejects.toMatchObject({
      problem: {
        reason: 'unreachable',
        message: 'The kubernetes plugin of this portal does not answer.',
      },
    });
  });

  it('misses nothing where the plugin is absent and no cluster needs it', async () => {
    const source = await sourceOf(answer(404, {}), { needed: false });
    expect(await source.listClusters({ signal })).toEqual([]);
  });

  it('asks the proxy for the cluster by name, without compression on watches', async () => {
    const seen: Array<Record<string, unknown>> = [];
    const source = await sourceOf((request, response) => {
      const { url, headers } = request;
      seen.push({
        url,
        cluster: headers['backstage-kubernetes-cluster'],
        encoding: headers['accept-encoding'],
      });
      response.end(JSON.stringify({ items: [{ name: 'eks' }] }));
    });
    const [eks] = await source.listClusters({ signal });
    const connection = source.connect(eks);
    await connection.get('/api/v1/services?limit=500', { signal });
    await connection.watch('/api/v1/services?watch=1', { signal });
    connection.close();
    expect(seen.slice(1)).toEqual([
      {
        url: '/api/kubernetes/proxy/api/v1/services?limit=500',
        cluster: 'eks',
        encoding: 'gzip',
      },
      {
        url: '/api/kubernetes/proxy/api/v1/services?watch=1',
        cluster: 'eks',
        encoding: 'identity',
      },
    ]);
    expect(connection.watchTraits).toEqual({
      answersLate: true,
      timeoutSeconds: { min: 240, max: 360 },
    });
  });

  it.each([
    { status: 500, name: 'ForwardedError', reason: 'unreachable' },
    { status: 403, name: 'NotAllowedError', reason: 'forbidden' },
    { status: 404, name: 'NotFoundError', reason: 'not-configured' },
    { status: 503, name: 'ServiceUnavailableError', reason: 'unreachable' },
  ])(
    "tells the portal's own $status from the cluster's",
    async ({ status, name, reason }) => {
      const source = await sourceOf(portalError(status, name));
      // Only a listing says where the plugin is.
      await source.listClusters({ signal }).catch(() => {});
      const connected = source.connect({
        name: 'eks',
        title: 'eks',
        access: { usable: true },
      });
      const error = await connected.get('/api', { signal }).catch(e => e);
      connected.close();
      expect(error).toMatchObject({ problem: { reason } });
      expect(error.message).not.toContain('canary');
    },
  );

  it("hands on the cluster's own refusals", async () => {
    const status = { kind: 'Status', code: 403, message: 'no' };
    const source = await sourceOf(answer(403, status));
    await source.listClusters({ signal }).catch(() => {});
    const connection = source.connect({
      name: 'eks',
      title: 'eks',
      access: { usable: true },
    });
    expect((await connection.get('/api', { signal })).status).toBe(403);
    connection.close();
  });
});
