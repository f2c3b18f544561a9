import { HTTPROUTES, httpRoute, service } from '../testing/manifests';
import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';
import type { KubeObject } from '../model/KubeObject';

const REFERENCE_GRANTS =
  '/apis/gateway.networking.k8s.io/v1beta1/namespaces/shop/referencegrants';

describe('server-side apply', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await startTestCluster({
      objects: [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        service('a'),
      ],
    });
  });

  afterEach(() => test.stop());

  function apply(
    config: KubeObject,
    options: { manager?: string; force?: boolean; path?: string } = {},
  ) {
    const { manager = 'portolan', force = false } = options;
    const path = options.path ?? `${HTTPROUTES}/${config.metadata.name}`;
    return test.admin.send(
      'PATCH',
      `${path}?fieldManager=${manager}&force=${force}`,
      { body: config, contentType: 'application/apply-patch+yaml' },
    );
  }

  function metadataOf(text: string): KubeObject['metadata'] {
    return JSON.parse(text).metadata;
  }

  it('creates, and owns what it wrote', async () => {
    const { status, body, text } = await apply(
      httpRoute('a', { labels: { team: 'one' } }),
    );
    expect(status).toBe(201);
    expect(body.spec).toMatchObject({
      rules: [{ backendRefs: [{ weight: 1 }] }],
    });
    expect(metadataOf(text).managedFields).toEqual([
      {
        manager: 'portolan',
        operation: 'Apply',
        apiVersion: 'gateway.networking.k8s.io/v1',
        time: expect.any(String),
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:team': {} } },
          'f:spec': { 'f:hostnames': {}, 'f:parentRefs': {}, 'f:rules': {} },
        },
      },
    ]);
  });

  it('changes nothing when it is repeated', async () => {
    const first = await apply(httpRoute('a'));
    const second = await apply(httpRoute('a'));
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it('removes what its configuration no longer holds', async () => {
    await apply(httpRoute('a', { labels: { team: 'one', tier: 'web' } }));
    const { text } = await apply(httpRoute('a', { labels: { team: 'one' } }));
    expect(metadataOf(text).labels).toEqual({ team: 'one' });
    const without = await apply(httpRoute('a'));
    expect(metadataOf(without.text).labels).toBeUndefined();
  });

  it('keeps what others added', async () => {
    await apply(httpRoute('a', { labels: { team: 'one' } }));
    await test.admin.send('PATCH', `${HTTPROUTES}/a?fieldManager=labeller`, {
      body: { metadata: { labels: { added: 'yes' } } },
      contentType: 'application/merge-patch+json',
    });
    const { text } = await apply(httpRoute('a'));
    expect(metadataOf(text).labels).toEqual({ added: 'yes' });
  });

  it('refuses to change what another manager owns, naming manager and field', async () => {
    await apply(httpRoute('a', { labels: { team: 'one' } }));
    await test.admin.send('PATCH', `${HTTPROUTES}/a?fieldManager=editor`, {
      body: { metadata: { labels: { team: 'two' } } },
      contentType: 'application/merge-patch+json',
    });
    const refused = await apply(httpRoute('a', { labels: { team: 'one' } }));
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      reason: 'Conflict',
      message:
        'Apply failed with 1 conflict: conflict with "editor" using gateway.networking.k8s.io/v1: .metadata.labels.team',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            field: '.metadata.labels.team',
            message:
              'conflict with "editor" using gateway.networking.k8s.io/v1',
          },
        ],
      },
    });
    const forced = await apply(httpRoute('a', { labels: { team: 'one' } }), {
      force: true,
    });
    expect(forced.status).toBe(200);
    const managers = metadataOf(forced.text).managedFields ?? [];
    expect(managers.map(entry => entry.manager)).toEqual(['portolan']);
  });

  it('shares a field that both set to the same value, and keeps it for the one who stays', async () => {
    await apply(httpRoute('a', { labels: { team: 'one' } }));
    const label: KubeObject = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'a', labels: { team: 'one' } },
    };
    expect((await apply(label, { manager: 'second' })).status).toBe(200);
    const { text } = await apply(httpRoute('a'));
    expect(metadataOf(text).labels).toEqual({ team: 'one' });
  });

  it('treats an object without managers as owned by whoever wrote it before', async () => {
    test.cluster.apply(httpRoute('old'));
    const refused = await apply(
      httpRoute('old', { hostnames: ['new.example.com'] }),
    );
    expect(refused.status).toBe(409);
    expect(refused.body.message).toContain('"before-first-apply"');
  });

  it('refuses unknown fields in the words and with the code of a real server', async () => {
    const { status, body } = await apply(
      httpRoute('a', { spec: { bogus: 1 } }),
    );
    expect(status).toBe(500);
    expect(body.message).toBe(
      'failed to create typed patch object (shop/a; gateway.networking.k8s.io/v1, Kind=HTTPRoute): .spec.bogus: field not declared in schema',
    );
  });

  it('applies ReferenceGrants, also in their older version', async () => {
    const grant: KubeObject = {
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'ReferenceGrant',
      metadata: { name: 'grant' },
      spec: {
        from: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'HTTPRoute',
            namespace: 'other',
          },
        ],
        to: [{ group: '', kind: 'Service', name: 'a' }],
      },
    };
    const { status, body } = await apply(grant, {
      path: `${REFERENCE_GRANTS}/grant`,
    });
    expect(status).toBe(201);
    expect(body.apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
  });

  it('refuses every other kind with a sentence', async () => {
    const { status, body } = await apply(service('a'), {
      path: '/api/v1/namespaces/shop/services/a',
    });
    expect(status).toBe(415);
    expect(body.message).toContain(
      'server-side apply for httproutes.gateway.networking.k8s.io and referencegrants.gateway.networking.k8s.io only',
    );
  });

  it('refuses managedFields in the configuration, other names and stale versions', async () => {
    await apply(httpRoute('a'));
    const managed = httpRoute('a');
    managed.metadata.managedFields = [
      {
        manager: 'x',
        operation: 'Apply',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': {} },
      },
    ];
    expect((await apply(managed)).status).toBe(400);
    const renamed = await apply(httpRoute('b'), { path: `${HTTPROUTES}/a` });
    expect(renamed.status).toBe(400);
    const stale = httpRoute('a');
    stale.metadata.resourceVersion = '1';
    expect((await apply(stale)).status).toBe(409);
    const cbor = await test.admin.send('PATCH', `${HTTPROUTES}/a`, {
      text: 'x',
      contentType: 'application/apply-patch+cbor',
    });
    expect(cbor.status).toBe(415);
  });

  it('only tries a dry run', async () => {
    const { status } = await test.admin.send(
      'PATCH',
      `${HTTPROUTES}/a?fieldManager=portolan&dryRun=All`,
      {
        body: httpRoute('a'),
        contentType: 'application/apply-patch+yaml',
      },
    );
    expect(status).toBe(201);
    expect((await test.admin.get(`${HTTPROUTES}/a`)).status).toBe(404);
  });
});
