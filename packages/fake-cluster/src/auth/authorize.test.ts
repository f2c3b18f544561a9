import { ALL_HTTPROUTES, HTTPROUTES, httpRoute } from '../testing/manifests';
import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';

const REVIEWS = '/apis/authorization.k8s.io/v1';

describe('rights', () => {
  let test: TestCluster;

  beforeAll(async () => {
    test = await startTestCluster({
      objects: [httpRoute('a')],
      users: [
        { name: 'nobody', token: 'nobody-token', rules: [] },
        {
          name: 'reader',
          token: 'reader-token',
          rules: [
            {
              verbs: ['get', 'list', 'watch'],
              groups: ['gateway.networking.k8s.io'],
              resources: ['*'],
              namespaces: ['shop'],
            },
          ],
        },
      ],
    });
  });

  afterAll(() => test.stop());

  it.each([
    ['', ALL_HTTPROUTES, 403],
    ['', '/apis', 403],
    ['', '/version', 200],
    ['', '/livez', 200],
    ['wrong-token', '/version', 401],
    ['nobody-token', '/apis', 200],
    ['nobody-token', '/openapi/v3', 200],
    ['nobody-token', ALL_HTTPROUTES, 403],
    ['nobody-token', '/metrics', 403],
    ['reader-token', ALL_HTTPROUTES, 403],
    ['reader-token', HTTPROUTES, 200],
    ['reader-token', `${HTTPROUTES}/a`, 200],
    ['reader-token', '/api/v1/namespaces/shop/services', 403],
    ['admin-token', '/metrics', 404],
  ])('with %j, GET %s answers %i', async (token, path, status) => {
    expect((await test.clientOf(token).get(path)).status).toBe(status);
  });

  it('refuses in the words of a real server', async () => {
    const nobody = test.clientOf('nobody-token');
    const messageOf = async (path: string) =>
      (await nobody.get(path)).body.message;
    expect(await messageOf(ALL_HTTPROUTES)).toBe(
      'httproutes.gateway.networking.k8s.io is forbidden: User "nobody" cannot list resource "httproutes" in API group "gateway.networking.k8s.io" at the cluster scope',
    );
    expect(await messageOf('/api/v1/namespaces/shop/pods/x')).toBe(
      'pods "x" is forbidden: User "nobody" cannot get resource "pods" in API group "" in the namespace "shop"',
    );
    const anonymous = await test.clientOf('').get('/apis');
    expect(anonymous.body.message).toBe(
      'forbidden: User "system:anonymous" cannot get path "/apis"',
    );
    const wrong = await test.clientOf('wrong-token').get('/apis');
    expect(wrong.body).toMatchObject({
      message: 'Unauthorized',
      reason: 'Unauthorized',
    });
  });

  it('says 403 of a kind that does not exist to those without rights, 404 to others', async () => {
    const path = '/apis/nothing.example.com/v1/things';
    expect((await test.clientOf('nobody-token').get(path)).status).toBe(403);
    const missing = await test.admin.get(path);
    expect(missing.status).toBe(404);
    expect(missing.text).toBe('404 page not found\n');
  });

  it.each([
    ['reader-token', 'list', 'shop', true],
    ['reader-token', 'list', undefined, false],
    ['reader-token', 'delete', 'shop', false],
    ['nobody-token', 'list', 'shop', false],
    ['admin-token', 'delete', undefined, true],
  ])(
    'tells %s whether it may %s in %s',
    async (token, verb, namespace, allowed) => {
      const { status, body } = await test
        .clientOf(token)
        .send('POST', `${REVIEWS}/selfsubjectaccessreviews`, {
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: {
              resourceAttributes: {
                verb,
                namespace,
                group: 'gateway.networking.k8s.io',
                resource: 'httproutes',
              },
            },
          },
        });
      expect(status).toBe(201);
      expect(body.status).toMatchObject({ allowed });
    },
  );

  it('lists the rules that hold in a namespace', async () => {
    const review = async (namespace: string) =>
      (
        await test
          .clientOf('reader-token')
          .send('POST', `${REVIEWS}/selfsubjectrulesreviews`, {
            body: { spec: { namespace } },
          })
      ).text;
    expect(await review('shop')).toContain('gateway.networking.k8s.io');
    expect(await review('other')).not.toContain('gateway.networking.k8s.io');
  });

  it('refuses a review that asks for nothing', async () => {
    const { status } = await test.admin.send(
      'POST',
      `${REVIEWS}/selfsubjectaccessreviews`,
      { body: { spec: {} } },
    );
    expect(status).toBe(400);
  });
});
