import { ALL_HTTPROUTES, httpRoute } from '../testing/manifests';
import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';

const ROUTE = {
  group: 'gateway.networking.k8s.io',
  kind: 'HTTPRoute',
  namespace: 'shop',
};

describe('watches', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await startTestCluster({
      bookmarkIntervalMs: 20,
      objects: [httpRoute('a'), httpRoute('b', { labels: { team: 'one' } })],
    });
  });

  afterEach(() => test.stop());

  async function currentVersion(): Promise<string> {
    const { text } = await test.admin.get(`${ALL_HTTPROUTES}?limit=1`);
    return JSON.parse(text).metadata.resourceVersion;
  }

  it('begins with all objects when no resource version is named', async () => {
    const watch = await test.admin.watch(ALL_HTTPROUTES);
    expect(await watch.summaries(2)).toEqual(['ADDED a', 'ADDED b']);
    test.cluster.apply(httpRoute('c'));
    expect(await watch.summaries(1)).toEqual(['ADDED c']);
  });

  it('goes on from a resource version, with what happened in between', async () => {
    const from = await currentVersion();
    test.cluster.apply(httpRoute('c'));
    test.cluster.apply(httpRoute('a', { hostnames: ['new.example.com'] }));
    test.cluster.remove({ ...ROUTE, name: 'b' });
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${from}`,
    );
    expect(await watch.summaries(3)).toEqual([
      'ADDED c',
      'MODIFIED a',
      'DELETED b',
    ]);
  });

  it('gives a deletion a resource version of its own', async () => {
    const from = await currentVersion();
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${from}`,
    );
    test.cluster.remove({ ...ROUTE, name: 'a' });
    const { object } = await watch.next();
    expect(Number(object.metadata.resourceVersion)).toBeGreaterThan(
      Number(from),
    );
    expect(object.kind).toBe('HTTPRoute');
  });

  it('shows objects that begin or cease to match a selector as added and deleted', async () => {
    const from = await currentVersion();
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${from}&labelSelector=team=one`,
    );
    test.cluster.apply(httpRoute('a', { labels: { team: 'one' } }));
    test.cluster.apply(httpRoute('b', { labels: { team: 'two' } }));
    test.cluster.apply(httpRoute('b', { labels: { team: 'three' } }));
    test.cluster.apply(httpRoute('c', { labels: { team: 'one' } }));
    expect(await watch.summaries(3)).toEqual([
      'ADDED a',
      'DELETED b',
      'ADDED c',
    ]);
  });

  it('sends bookmarks that hold nothing but kind and resource version', async () => {
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${await currentVersion()}&allowWatchBookmarks=true`,
    );
    expect(await watch.next()).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'HTTPRoute',
        apiVersion: 'gateway.networking.k8s.io/v1',
        metadata: { resourceVersion: await currentVersion() },
      },
    });
  });

  it('ends cleanly after timeoutSeconds', async () => {
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${await currentVersion()}&timeoutSeconds=1`,
    );
    expect(await watch.ended).toBe('clean');
    expect(test.cluster.requests.openWatches).toEqual([]);
  });

  it('reports a resource version whose history is gone inside the stream', async () => {
    const from = await currentVersion();
    test.cluster.compact();
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${from}`,
    );
    expect(watch.status).toBe(200);
    const event = await watch.next();
    expect(event.type).toBe('ERROR');
    expect(event.object).toMatchObject({
      kind: 'Status',
      reason: 'Expired',
      code: 410,
    });
    expect(event.object.message).toMatch(
      new RegExp(`^too old resource version: ${from} \\(\\d+\\)$`),
    );
    expect(await watch.ended).toBe('clean');
  });

  it('counts every resource version from before a restart as too old', async () => {
    const from = await currentVersion();
    await test.cluster.pause();
    await test.cluster.resume();
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?resourceVersion=${from}`,
    );
    expect((await watch.next()).object.code).toBe(410);
  });

  it('streams a list and marks its end', async () => {
    const watch = await test.admin.watch(
      `${ALL_HTTPROUTES}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    expect(await watch.summaries(2)).toEqual(['ADDED a', 'ADDED b']);
    const mark = await watch.next();
    expect(mark.type).toBe('BOOKMARK');
    expect(mark.object.metadata.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
  });

  it('refuses to stream a list with a bare Status where that is off', async () => {
    const old = await startTestCluster({ streamingLists: false });
    try {
      const { status, body } = await old.admin.get(
        `${ALL_HTTPROUTES}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      );
      expect(status).toBe(422);
      expect(body).toMatchObject({ kind: 'Status', reason: 'Invalid' });
    } finally {
      await old.stop();
    }
  });

  it('ends the watches of a kind that is uninstalled', async () => {
    const watch = await test.admin.watch(ALL_HTTPROUTES);
    test.cluster.faults.set({ type: 'absent', resource: 'httproutes' });
    expect(await watch.ended).toBe('clean');
  });

  it('ends with a last bookmark at a graceful shutdown and breaks at any other', async () => {
    const from = await currentVersion();
    const path = `${ALL_HTTPROUTES}?resourceVersion=${from}&allowWatchBookmarks=true`;
    const graceful = await test.admin.watch(path);
    await test.cluster.pause({ graceful: true });
    expect((await graceful.next()).type).toBe('BOOKMARK');
    expect(await graceful.ended).toBe('clean');

    await test.cluster.resume();
    const killed = await test.admin.watch(ALL_HTTPROUTES);
    await test.cluster.pause();
    expect(await killed.ended).toBe('broken');
    await expect(test.admin.get('/version')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
