import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';
import { compareVersions } from './plainDiscovery';

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boats.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {
      kind: 'Boat',
      plural: 'boats',
      singular: 'boat',
      shortNames: ['bo'],
    },
    versions: [
      { name: 'v1alpha1', served: false, storage: false },
      {
        name: 'v1',
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: 'Sails', type: 'integer', jsonPath: '.spec.sails' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { sails: { type: 'integer', default: 1 } },
              },
            },
          },
        },
      },
    ],
  },
};
const BOATS = '/apis/example.com/v1/namespaces/default/boats';

interface Aggregated {
  items: {
    metadata: { name?: string };
    versions: {
      version: string;
      resources: { resource: string; subresources?: object[] }[];
    }[];
  }[];
}

describe('discovery', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await startTestCluster({
      version: 'v1.31.4',
      absentKinds: ['grpcroutes'],
    });
  });

  afterEach(() => test.stop());

  it('tells its version and that it is well', async () => {
    const { body } = await test.admin.get('/version');
    expect(body).toMatchObject({
      major: '1',
      minor: '31',
      gitVersion: 'v1.31.4',
    });
    expect((await test.admin.get('/readyz')).text).toBe('ok');
  });

  it('lists groups, versions and kinds plainly', async () => {
    const groups = await test.admin.get('/apis');
    expect(groups.body.kind).toBe('APIGroupList');
    expect(groups.text).toContain('"gateway.networking.k8s.io"');
    const group = await test.admin.get('/apis/gateway.networking.k8s.io');
    expect(group.body).toMatchObject({
      kind: 'APIGroup',
      versions: [{ version: 'v1' }, { version: 'v1beta1' }],
      preferredVersion: { groupVersion: 'gateway.networking.k8s.io/v1' },
    });
    const core = await test.admin.get('/api/v1');
    expect(core.body).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'v1',
    });
    expect(core.text).toContain('"name":"pods/status"');
  });

  it.each(['v2', 'v2beta1'])('lists everything at once as %s', async form => {
    const accept = `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`;
    const { headers, text, body } = await test.admin.get('/apis', {
      accept: `${accept},application/json`,
    });
    expect(headers['content-type']).toBe(accept);
    expect(body).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: `apidiscovery.k8s.io/${form}`,
    });
    const { items }: Aggregated = JSON.parse(text);
    const gateway = items.find(
      item => item.metadata.name === 'gateway.networking.k8s.io',
    );
    expect(gateway?.versions.map(({ version }) => version)).toEqual([
      'v1',
      'v1beta1',
    ]);
    expect(
      gateway?.versions[0].resources.map(({ resource }) => resource),
    ).toEqual(['gatewayclasses', 'gateways', 'httproutes', 'referencegrants']);
    expect(gateway?.versions[0].resources[2].subresources).toHaveLength(1);
    const core = await test.admin.get('/api', { accept });
    expect(core.text).toContain('"resource":"pods"');
  });

  it('saves a client that has the document already from reading it again', async () => {
    const first = await test.admin.get('/apis');
    const etag = String(first.headers.etag);
    const second = await test.admin.get('/apis', { 'if-none-match': etag });
    expect(second.status).toBe(304);
    test.cluster.apply(CRD);
    const third = await test.admin.get('/apis', { 'if-none-match': etag });
    expect(third.status).toBe(200);
  });

  it('publishes the parameters that kubectl looks for', async () => {
    const index = await test.admin.get('/openapi/v3');
    expect(index.text).toContain('"apis/gateway.networking.k8s.io/v1"');
    const { text } = await test.admin.get(
      '/openapi/v3/apis/gateway.networking.k8s.io/v1',
    );
    const document: {
      paths: Record<string, { patch: { parameters: { name: string }[] } }>;
    } = JSON.parse(text);
    const { patch } =
      document.paths[
        '/apis/gateway.networking.k8s.io/v1/namespaces/{namespace}/httproutes/{name}'
      ];
    expect(patch).toMatchObject({
      'x-kubernetes-group-version-kind': {
        group: 'gateway.networking.k8s.io',
        version: 'v1',
        kind: 'HTTPRoute',
      },
    });
    expect(patch.parameters.map(({ name }) => name)).toContain(
      'fieldValidation',
    );
  });

  it('answers text for every path that nothing serves', async () => {
    for (const path of ['/openapi/v2', '/apis/x', '/apis/x/v1', '/nothing']) {
      const { status, text } = await test.admin.get(path);
      expect([status, text]).toEqual([404, '404 page not found\n']);
    }
  });

  it('serves the kinds of CustomResourceDefinitions for as long as these exist', async () => {
    expect((await test.admin.get(BOATS)).status).toBe(404);
    await test.admin.send(
      'POST',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      { body: CRD },
    );
    const created = await test.admin.send('POST', BOATS, {
      body: {
        apiVersion: 'example.com/v1',
        kind: 'Boat',
        metadata: { name: 'a' },
        spec: { bogus: 1 },
      },
    });
    expect(created.status).toBe(201);
    expect(created.body.spec).toEqual({ sails: 1 });
    const table = await test.admin.get(BOATS, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    expect(table.body).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Sails' }],
      rows: [{ cells: ['a', 1] }],
    });
    expect(
      (await test.admin.get('/apis/example.com/v1alpha1/boats')).status,
    ).toBe(404);

    await test.admin.send(
      'DELETE',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/boats.example.com',
    );
    expect((await test.admin.get(BOATS)).status).toBe(404);
  });

  it('orders versions as the real server does', () => {
    expect(
      ['v1beta1', 'v1', 'v2alpha1', 'v2', 'v1beta2', 'odd'].sort(
        compareVersions,
      ),
    ).toEqual(['v2', 'v1', 'v1beta2', 'v1beta1', 'v2alpha1', 'odd']);
  });
});
