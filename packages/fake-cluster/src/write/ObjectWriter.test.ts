import { HTTPROUTES, httpRoute, service } from '../testing/manifests';
import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';

const SERVICES = '/api/v1/namespaces/shop/services';
const GATEWAYS = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/gateways';

describe('writes', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await startTestCluster({
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'shop' },
        },
      ],
    });
  });

  afterEach(() => test.stop());

  function create(body: object, query = '') {
    return test.admin.send('POST', `${HTTPROUTES}${query}`, { body });
  }

  function withBogus(name: string): object {
    return httpRoute(name, { spec: { bogus: 1 } });
  }

  it('creates with identity, generation and the defaults of the kind', async () => {
    const { status, body } = await create(httpRoute('a'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      metadata: {
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: expect.stringMatching(/^\d+$/),
        creationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        generation: 1,
      },
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway' }],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ group: '', kind: 'Service', weight: 1 }],
          },
        ],
      },
    });
    expect(body.status).toBeUndefined();
  });

  it('says of a new Gateway that no controller has looked', async () => {
    const { body } = await test.admin.send('POST', GATEWAYS, {
      body: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'g' },
        spec: {
          gatewayClassName: 'x',
          listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
        },
        status: { conditions: [] },
      },
    });
    expect(body).toMatchObject({
      spec: {
        listeners: [{ allowedRoutes: { namespaces: { from: 'Same' } } }],
      },
      status: {
        conditions: [
          {
            type: 'Accepted',
            status: 'Unknown',
            reason: 'Pending',
            lastTransitionTime: '1970-01-01T00:00:00Z',
          },
          { type: 'Programmed', status: 'Unknown', reason: 'Pending' },
        ],
      },
    });
  });

  it('fills in what the API server itself adds to a Service', async () => {
    const { body } = await test.admin.send('POST', SERVICES, {
      body: service('cart'),
    });
    expect(body.spec).toMatchObject({
      type: 'ClusterIP',
      clusterIP: expect.stringMatching(/^10\.96\./),
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
  });

  it('makes a name from generateName', async () => {
    const { body } = await create({
      ...httpRoute('x'),
      metadata: { generateName: 'route-' },
    });
    expect(body.metadata).toMatchObject({
      name: expect.stringMatching(/^route-[a-z0-9]{5}$/),
    });
  });

  it.each([
    ['a second object of a name', httpRoute('a'), 409, 'already exists'],
    [
      'a namespace that differs from the path',
      httpRoute('b', { namespace: 'other' }),
      400,
      'does not match the namespace',
    ],
    [
      'a missing name',
      { ...httpRoute('b'), metadata: {} },
      422,
      'name or generateName is required',
    ],
    [
      'a name that is none',
      { ...httpRoute('b'), metadata: { name: 'No_Name' } },
      422,
      'RFC 1123',
    ],
    ['another kind', service('b'), 400, 'cannot be handled as a HTTPRoute'],
    ['no object', ['x'], 400, 'the body is no object'],
    [
      'a wrong type',
      httpRoute('b', { spec: { hostnames: 'x' } }),
      422,
      'spec.hostnames in body must be of type array: "string"',
    ],
    [
      'a value that is not in the list',
      httpRoute('b', {
        spec: { rules: [{ matches: [{ path: { type: 'Glob' } }] }] },
      }),
      422,
      'spec.rules[0].matches[0].path.type: Unsupported value: "Glob": supported values: "Exact", "PathPrefix", "RegularExpression"',
    ],
    [
      'a redirect together with backends',
      httpRoute('b', {
        spec: {
          rules: [
            {
              filters: [{ type: 'RequestRedirect', requestRedirect: {} }],
              backendRefs: [{ name: 'b', port: 80 }],
            },
          ],
        },
      }),
      422,
      'spec.rules[0]: Invalid value: RequestRedirect filter must not be used together with backendRefs',
    ],
    [
      'a backend Service without a port',
      httpRoute('b', { spec: { rules: [{ backendRefs: [{ name: 'b' }] }] } }),
      422,
      'Must have port for Service reference',
    ],
  ])('refuses %s', async (_what, body, status, message) => {
    await create(httpRoute('a'));
    const refused = await create(body);
    expect(refused.status).toBe(status);
    expect(refused.body).toMatchObject({ kind: 'Status', code: status });
    expect(refused.body.message).toContain(message);
  });

  it('names every cause of a 422', async () => {
    const { body } = await create(
      httpRoute('b', { spec: { parentRefs: [{}], hostnames: [''] } }),
    );
    expect(body.details).toMatchObject({
      name: 'b',
      kind: 'HTTPRoute',
      causes: [
        { field: 'spec.parentRefs[0].name', reason: 'FieldValueRequired' },
        { field: 'spec.hostnames[0]', reason: 'FieldValueInvalid' },
      ],
    });
  });

  it('refuses a namespace that does not exist', async () => {
    const { status, body } = await test.admin.send(
      'POST',
      HTTPROUTES.replace('shop', 'nowhere'),
      { body: { ...httpRoute('a'), metadata: { name: 'a' } } },
    );
    expect(status).toBe(404);
    expect(body.message).toBe('namespaces "nowhere" not found');
  });

  describe('unknown fields', () => {
    it('are refused when validation is strict', async () => {
      const { status, body } = await create(
        withBogus('a'),
        '?fieldValidation=Strict',
      );
      expect(status).toBe(400);
      expect(body.message).toBe(
        'HTTPRoute in version "v1" cannot be handled as a HTTPRoute: strict decoding error: unknown field "spec.bogus"',
      );
    });

    it.each(['', '?fieldValidation=Warn'])(
      'are dropped with a warning by default (%s)',
      async query => {
        const { status, body, headers } = await create(withBogus('a'), query);
        expect(status).toBe(201);
        expect(headers.warning).toBe('299 - "unknown field \\"spec.bogus\\""');
        expect(body.spec).not.toHaveProperty('bogus');
      },
    );

    it('are dropped silently when ignored', async () => {
      const { headers, body } = await create(
        withBogus('a'),
        '?fieldValidation=Ignore',
      );
      expect(headers.warning).toBeUndefined();
      expect(body.spec).not.toHaveProperty('bogus');
    });

    it('are kept in kinds that have no schema here', async () => {
      const { body } = await test.admin.send(
        'POST',
        `${SERVICES}?fieldValidation=Strict`,
        { body: { ...service('a'), extra: true } },
      );
      expect(body.extra).toBe(true);
    });
  });

  it('only tries a dry run', async () => {
    const { status, body } = await create(
      httpRoute('a'),
      '?dryRun=All&fieldValidation=Strict',
    );
    expect(status).toBe(201);
    expect(body.metadata).toMatchObject({ name: 'a' });
    expect((await test.admin.get(`${HTTPROUTES}/a`)).status).toBe(404);
    const wrong = await create(httpRoute('a'), '?dryRun=Some');
    expect(wrong.status).toBe(422);
  });

  it('updates the state it was read from, and no other', async () => {
    const { body: read } = await create(httpRoute('a'));
    const changed = {
      ...read,
      spec: {
        ...(httpRoute('a').spec as object),
        hostnames: ['b.example.com'],
      },
    };
    const updated = await test.admin.send('PUT', `${HTTPROUTES}/a`, {
      body: changed,
    });
    expect(updated.status).toBe(200);
    expect(updated.body.metadata).toMatchObject({ generation: 2 });
    const stale = await test.admin.send('PUT', `${HTTPROUTES}/a`, {
      body: changed,
    });
    expect(stale.status).toBe(409);
    expect(stale.body.message).toBe(
      'Operation cannot be fulfilled on httproutes.gateway.networking.k8s.io "a": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('leaves the resource version alone when nothing changes', async () => {
    const { body: read } = await create(httpRoute('a'));
    const again = await test.admin.send('PUT', `${HTTPROUTES}/a`, {
      body: read,
    });
    expect(again.body).toEqual(read);
  });

  it('keeps the status apart from everything else', async () => {
    await create(httpRoute('a'));
    const parents = [
      {
        controllerName: 'example.com/c',
        parentRef: { name: 'public' },
        conditions: [
          {
            type: 'Accepted',
            status: 'True',
            reason: 'Accepted',
            message: '',
            lastTransitionTime: '2026-01-01T00:00:00Z',
          },
        ],
      },
    ];
    const patch = (path: string, body: object) =>
      test.admin.send('PATCH', `${HTTPROUTES}/a${path}`, {
        body,
        contentType: 'application/merge-patch+json',
      });
    const main = await patch('', { status: { parents } });
    expect(main.body.status).toBeUndefined();
    const status = await patch('/status', {
      status: { parents },
      spec: { hostnames: ['other.example.com'] },
    });
    expect(status.body).toMatchObject({
      metadata: { generation: 1 },
      spec: { hostnames: ['a.example.com'] },
      status: { parents },
    });
  });

  it('deletes under preconditions and refuses collections', async () => {
    const { body } = await create(httpRoute('a'));
    const uid = JSON.parse(JSON.stringify(body)).metadata.uid;
    const wrong = await test.admin.send('DELETE', `${HTTPROUTES}/a`, {
      body: { preconditions: { uid: 'other' } },
    });
    expect(wrong.status).toBe(409);
    const right = await test.admin.send('DELETE', `${HTTPROUTES}/a`, {
      body: { preconditions: { uid }, propagationPolicy: 'Foreground' },
    });
    expect(right.body).toMatchObject({
      status: 'Success',
      details: { name: 'a', kind: 'httproutes', uid },
    });
    expect((await test.admin.get(`${HTTPROUTES}/a`)).status).toBe(404);
    const all = await test.admin.send('DELETE', HTTPROUTES);
    expect(all.status).toBe(405);
  });

  it('removes a namespace with all that is in it', async () => {
    await create(httpRoute('a'));
    await test.admin.send('DELETE', '/api/v1/namespaces/shop');
    expect(
      test.cluster.list({
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
      }),
    ).toEqual([]);
  });

  it('takes 3 MiB and no more, and JSON or YAML only', async () => {
    const large = await create(
      httpRoute('a', { spec: { filler: 'x'.repeat(3 * 1024 * 1024) } }),
    );
    expect(large.status).toBe(413);
    const broken = await test.admin.send('POST', HTTPROUTES, { text: '{' });
    expect(broken.status).toBe(400);
    const cbor = await test.admin.send('POST', HTTPROUTES, {
      text: 'x',
      contentType: 'application/cbor',
    });
    expect(cbor.status).toBe(415);
    const yaml = await test.admin.send('POST', SERVICES, {
      text: 'apiVersion: v1\nkind: Service\nmetadata: {name: y}\nspec: {}\n',
      contentType: 'application/yaml',
    });
    expect(yaml.status).toBe(201);
  });
});
