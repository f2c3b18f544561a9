import { ALL_HTTPROUTES, httpRoute, service } from '../testing/manifests';
import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';

interface ListBody {
  kind: string;
  metadata: {
    resourceVersion: string;
    continue?: string;
    remainingItemCount?: number;
  };
  items: { kind?: string; metadata: { name: string; namespace: string } }[];
}

describe('lists', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await startTestCluster({
      objects: [
        ...['a', 'b', 'c', 'd', 'e'].map(name =>
          httpRoute(name, { labels: { team: name < 'c' ? 'one' : 'two' } }),
        ),
        httpRoute('z', { namespace: 'other' }),
        service('a'),
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's', namespace: 'shop' },
          type: 'kubernetes.io/tls',
          data: {},
        },
      ],
    });
  });

  afterEach(() => test.stop());

  async function list(path: string): Promise<ListBody> {
    const { status, text } = await test.admin.get(path);
    expect(status).toBe(200);
    return JSON.parse(text);
  }

  function names(body: ListBody): string[] {
    return body.items.map(item => item.metadata.name);
  }

  it('cuts pages from one state, with its resource version and the count that remains', async () => {
    const first = await list(`${ALL_HTTPROUTES}?limit=2`);
    expect(names(first)).toEqual(['z', 'a']);
    expect(first.metadata.remainingItemCount).toBe(4);

    test.cluster.apply(httpRoute('aa'));
    test.cluster.remove({
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      namespace: 'shop',
      name: 'e',
    });
    const second = await list(
      `${ALL_HTTPROUTES}?limit=3&continue=${first.metadata.continue}`,
    );
    const third = await list(
      `${ALL_HTTPROUTES}?limit=3&continue=${second.metadata.continue}`,
    );
    expect([...names(second), ...names(third)]).toEqual(['b', 'c', 'd', 'e']);
    expect(second.metadata.resourceVersion).toBe(
      first.metadata.resourceVersion,
    );
    expect(third.metadata).toEqual({
      resourceVersion: first.metadata.resourceVersion,
    });
  });

  it('gives no count for a list with a selector', async () => {
    const page = await list(`${ALL_HTTPROUTES}?limit=1&labelSelector=team=one`);
    expect(names(page)).toEqual(['a']);
    expect(page.metadata.continue).toEqual(expect.any(String));
    expect(page.metadata.remainingItemCount).toBeUndefined();
  });

  it('answers 410 for a forgotten state, with a token for the inconsistent rest', async () => {
    const first = await list(`${ALL_HTTPROUTES}?limit=3`);
    test.cluster.compact();
    test.cluster.apply(httpRoute('bb'));

    const expired = await test.admin.get(
      `${ALL_HTTPROUTES}?limit=3&continue=${first.metadata.continue}`,
    );
    expect(expired.status).toBe(410);
    expect(expired.body).toMatchObject({
      kind: 'Status',
      reason: 'Expired',
      code: 410,
    });
    const { continue: token } = JSON.parse(expired.text).metadata;
    const rest = await list(`${ALL_HTTPROUTES}?continue=${token}`);
    expect(names(rest)).toEqual(['bb', 'c', 'd', 'e']);
    expect(rest.metadata.resourceVersion).not.toBe(
      first.metadata.resourceVersion,
    );
  });

  it.each([
    ['labelSelector=team=one', ['a', 'b']],
    ['labelSelector=team!=one', ['z', 'c', 'd', 'e']],
    ['labelSelector=team in (two),team', ['c', 'd', 'e']],
    ['labelSelector=!team', ['z']],
    ['labelSelector=team notin (one,two)', ['z']],
    ['fieldSelector=metadata.name=c', ['c']],
    ['fieldSelector=metadata.namespace=other', ['z']],
    [
      'fieldSelector=metadata.namespace!=other,metadata.name!=a',
      ['b', 'c', 'd', 'e'],
    ],
  ])('selects by %s', async (query, expected) => {
    expect(names(await list(`${ALL_HTTPROUTES}?${encodeURI(query)}`))).toEqual(
      expected,
    );
  });

  it('selects Secrets by type and refuses a field it does not know', async () => {
    const secrets = await list(
      '/api/v1/secrets?fieldSelector=type=kubernetes.io/tls',
    );
    expect(names(secrets)).toEqual(['s']);
    expect(
      names(await list('/api/v1/secrets?fieldSelector=type=Opaque')),
    ).toEqual([]);
    const refused = await test.admin.get(
      `${ALL_HTTPROUTES}?fieldSelector=spec.x=1`,
    );
    expect(refused.status).toBe(400);
    expect(refused.body.message).toBe('field label not supported: spec.x');
  });

  it('writes kind and apiVersion into the items of custom kinds only', async () => {
    const routes = await list(ALL_HTTPROUTES);
    expect(routes.kind).toBe('HTTPRouteList');
    expect(routes.items[0].kind).toBe('HTTPRoute');
    const services = await list('/api/v1/services');
    expect(services.items[0].kind).toBeUndefined();
  });

  it('keeps to a namespace', async () => {
    const body = await list(
      '/apis/gateway.networking.k8s.io/v1/namespaces/other/httproutes',
    );
    expect(names(body)).toEqual(['z']);
  });

  it('shows one kind in all its versions', async () => {
    test.cluster.apply({
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'ReferenceGrant',
      metadata: { name: 'grant', namespace: 'shop' },
      spec: {
        from: [{ group: '', kind: 'Service', namespace: 'other' }],
        to: [{ group: '', kind: 'Service' }],
      },
    });
    for (const version of ['v1', 'v1beta1']) {
      const { body } = await test.admin.get(
        `/apis/gateway.networking.k8s.io/${version}/namespaces/shop/referencegrants/grant`,
      );
      expect(body.apiVersion).toBe(`gateway.networking.k8s.io/${version}`);
    }
  });

  it('answers tables and bare metadata on request', async () => {
    const table = await test.admin.get(ALL_HTTPROUTES, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    });
    expect(table.body).toMatchObject({
      kind: 'Table',
      columnDefinitions: [
        { name: 'Name' },
        { name: 'Hostnames' },
        { name: 'Age' },
      ],
    });
    const metadata = await test.admin.get(ALL_HTTPROUTES, {
      accept:
        'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    });
    expect(metadata.body.kind).toBe('PartialObjectMetadataList');
    expect(metadata.text).not.toContain('hostnames');
    const refused = await test.admin.get(ALL_HTTPROUTES, {
      accept: 'application/cbor',
    });
    expect(refused.status).toBe(406);
  });

  it('compresses large bodies only, and only for clients that ask', async () => {
    const gzip = { 'accept-encoding': 'gzip' };
    const small = await test.admin.get(ALL_HTTPROUTES, gzip);
    expect(small.headers['content-encoding']).toBeUndefined();
    for (let i = 0; i < 400; i++) test.cluster.apply(httpRoute(`route-${i}`));
    const large = await test.admin.get(ALL_HTTPROUTES, gzip);
    expect(large.headers['content-encoding']).toBe('gzip');
    expect(large.bytes).toBeLessThan(large.text.length / 5);
    const plain = await test.admin.get(ALL_HTTPROUTES);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.text).toBe(large.text);
  });

  it('says that a resource version lies in the future', async () => {
    const { status, body } = await test.admin.get(
      `${ALL_HTTPROUTES}?resourceVersion=99999999999`,
    );
    expect(status).toBe(504);
    expect(body.message).toContain('Too large resource version');
  });
});
