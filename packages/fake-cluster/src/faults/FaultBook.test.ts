import {
  ALL_HTTPROUTES,
  HTTPROUTES,
  httpRoute,
  service,
} from '../testing/manifests';
import { startTestCluster } from '../testing/TestCluster';
import type { TestCluster } from '../testing/TestCluster';
import { FAULT_TYPES } from './Fault';

const WATCH = `${ALL_HTTPROUTES}?allowWatchBookmarks=true`;

describe('faults', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await startTestCluster({
      bookmarkIntervalMs: 20,
      users: [{ name: 'reader', token: 'reader-token' }],
      objects: [httpRoute('a'), httpRoute('b'), service('a')],
    });
  });

  afterEach(() => test.stop());

  it.each([
    [401, 'Unauthorized', undefined],
    [403, 'Forbidden', undefined],
    [410, 'Expired', undefined],
    [429, 'TooManyRequests', '1'],
    [503, 'ServiceUnavailable', '5'],
  ] as const)(
    'answers %i with its Status and Retry-After',
    async (status, reason, retryAfter) => {
      test.cluster.faults.set({ type: 'status', status, count: 1 });
      const refused = await test.admin.get(ALL_HTTPROUTES);
      expect(refused.status).toBe(status);
      expect(refused.body).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason,
        code: status,
      });
      expect(refused.headers['retry-after']).toBe(retryAfter);
      expect((await test.admin.get(ALL_HTTPROUTES)).status).toBe(200);
    },
  );

  it('lets so many requests go by first', async () => {
    test.cluster.faults.set({
      type: 'status',
      status: 503,
      after: 1,
      count: 1,
    });
    const answers: number[] = [];
    for (let request = 0; request < 3; request++) {
      answers.push((await test.admin.get(ALL_HTTPROUTES)).status);
    }
    expect(answers).toEqual([200, 503, 200]);
  });

  it('answers a watch with a bare Status, not with event lines', async () => {
    test.cluster.faults.set({ type: 'status', status: 429, verb: 'watch' });
    const { status, body } = await test.admin.get(`${ALL_HTTPROUTES}?watch=1`);
    expect(status).toBe(429);
    expect(body.kind).toBe('Status');
  });

  it.each([
    [{ resource: 'services' }, 200, 503],
    [{ resource: 'httproutes.gateway.networking.k8s.io' }, 503, 200],
    [{ verb: 'get' }, 200, 200],
    [{ user: 'reader' }, 200, 200],
    [{ path: '/apis' }, 503, 200],
  ])('keeps to its target %j', async (target, routes, services) => {
    test.cluster.faults.set({ type: 'status', status: 503, ...target });
    expect((await test.admin.get(ALL_HTTPROUTES)).status).toBe(routes);
    expect((await test.admin.get('/api/v1/services')).status).toBe(services);
  });

  it('lists faults with what they have met, and clears them', async () => {
    const { id } = test.cluster.faults.set({ type: 'status', status: 503 });
    await test.admin.get('/version');
    expect(test.cluster.faults.list()).toEqual([
      { id, fault: { type: 'status', status: 503 }, hits: 1 },
    ]);
    expect(test.cluster.faults.clear(id)).toBe(true);
    expect(test.cluster.faults.clear(id)).toBe(false);
    expect((await test.admin.get('/version')).status).toBe(200);
  });

  it('hangs: the request is taken and never answered', async () => {
    test.cluster.faults.set({ type: 'hang', count: 1 });
    const arrived = test.cluster.requests.next({ verb: 'list' });
    const hanging = test.admin.get(ALL_HTTPROUTES);
    await arrived;
    const answered = await test.admin.get(ALL_HTTPROUTES);
    expect(answered.status).toBe(200);
    const [cut] = await Promise.allSettled([hanging, test.cluster.pause()]);
    expect(cut.status).toBe('rejected');
  });

  it('slows a request down and then answers it', async () => {
    test.cluster.faults.set({ type: 'slow', delayMs: 5, count: 1 });
    expect((await test.admin.get(ALL_HTTPROUTES)).status).toBe(200);
    expect(test.cluster.faults.list()).toEqual([]);
  });

  it('cuts the body of a list', async () => {
    test.cluster.faults.set({ type: 'cut-body', afterBytes: 100, count: 1 });
    await expect(test.admin.get(ALL_HTTPROUTES)).rejects.toThrow('aborted');
  });

  it('goes through 403 and 503 at start-up', async () => {
    await test.cluster.pause();
    test.cluster.faults.set({ type: 'start-up', forbidden: 1, unavailable: 2 });
    await test.cluster.resume();
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) {
      statuses.push((await test.admin.get(ALL_HTTPROUTES)).status);
    }
    expect(statuses).toEqual([403, 503, 503, 200]);
  });

  it('initializes custom kinds: pages without a selector pass, everything else gets 429', async () => {
    test.cluster.faults.set({ type: 'initializing' });
    const statusOf = async (path: string) =>
      (await test.admin.get(path)).status;
    expect(await statusOf(`${ALL_HTTPROUTES}?limit=500`)).toBe(200);
    expect(await statusOf(ALL_HTTPROUTES)).toBe(429);
    expect(await statusOf(`${ALL_HTTPROUTES}?limit=5&labelSelector=a`)).toBe(
      429,
    );
    expect(await statusOf(`${ALL_HTTPROUTES}?watch=1`)).toBe(429);
    expect(await statusOf('/api/v1/services')).toBe(200);
    const { body, headers } = await test.admin.get(ALL_HTTPROUTES);
    expect(body).toMatchObject({
      message: 'storage is (re)initializing',
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 1 },
    });
    expect(headers['retry-after']).toBe('1');
  });

  it('expires the continue token of a list', async () => {
    const first = await test.admin.get(`${ALL_HTTPROUTES}?limit=1`);
    test.cluster.faults.set({ type: 'expire-continue', count: 1 });
    const token = JSON.parse(first.text).metadata.continue;
    const expired = await test.admin.get(
      `${ALL_HTTPROUTES}?limit=1&continue=${token}`,
    );
    expect(expired.status).toBe(410);
    const rest = JSON.parse(expired.text).metadata.continue;
    const next = await test.admin.get(`${ALL_HTTPROUTES}?continue=${rest}`);
    expect(JSON.parse(next.text).items).toHaveLength(1);
  });

  it('uninstalls a kind and brings it back with its objects', async () => {
    const { id } = test.cluster.faults.set({
      type: 'absent',
      resource: 'httproutes',
    });
    const gone = await test.admin.get(ALL_HTTPROUTES);
    expect(gone.status).toBe(404);
    expect(gone.headers['content-type']).toContain('text/plain');
    expect(gone.text).toBe('404 page not found\n');
    const kinds = await test.admin.get('/apis/gateway.networking.k8s.io/v1');
    expect(kinds.text).not.toContain('httproutes');
    expect(kinds.text).toContain('gateways');

    test.cluster.faults.clear(id);
    const { text } = await test.admin.get(ALL_HTTPROUTES);
    expect(JSON.parse(text).items).toHaveLength(2);
  });

  describe('of watches', () => {
    it('cut open watches and, while they last, new ones', async () => {
      const open = await test.admin.watch(WATCH);
      await open.summaries(2);
      const { id } = test.cluster.faults.set({ type: 'cut-watch' });
      expect(await open.ended).toBe('broken');
      await expect(
        test.admin.watch(WATCH).then(watch => watch.ended),
      ).resolves.toBe('broken');
      test.cluster.faults.clear(id);
      const fresh = await test.admin.watch(WATCH);
      expect(await fresh.summaries(2)).toEqual(['ADDED a', 'ADDED b']);
    });

    it('end one watch cleanly when told to meet one', async () => {
      const first = await test.admin.watch(WATCH);
      await first.summaries(2);
      test.cluster.faults.set({ type: 'end-watch', count: 1 });
      expect(await first.ended).toBe('clean');
      const second = await test.admin.watch(WATCH);
      await second.summaries(2);
      expect(test.cluster.requests.openWatches).toHaveLength(1);
    });

    it('write a malformed line between good ones', async () => {
      const watch = await test.admin.watch(ALL_HTTPROUTES);
      await watch.summaries(2);
      test.cluster.faults.set({ type: 'malformed-line', count: 1 });
      const line = await watch.nextLine();
      expect(() => JSON.parse(line)).toThrow(SyntaxError);
      test.cluster.apply(httpRoute('c'));
      expect(await watch.summaries(1)).toEqual(['ADDED c']);
    });

    it('report an expired version in the stream', async () => {
      const watch = await test.admin.watch(ALL_HTTPROUTES);
      await watch.summaries(2);
      test.cluster.faults.set({ type: 'expired-event', count: 1 });
      const event = await watch.next();
      expect(event.type).toBe('ERROR');
      expect(event.object.code).toBe(410);
      expect(await watch.ended).toBe('clean');
    });

    it('cut a watch in the middle of a line', async () => {
      const watch = await test.admin.watch(ALL_HTTPROUTES);
      await watch.summaries(2);
      test.cluster.faults.set({ type: 'cut-body', afterBytes: 30, count: 1 });
      test.cluster.apply(httpRoute('c'));
      expect(await watch.ended).toBe('broken');
      expect(watch.unfinished).toHaveLength(30);
    });

    it('silence a watch whose connection stays open', async () => {
      const watch = await test.admin.watch(WATCH);
      await watch.summaries(2);
      test.cluster.faults.set({ type: 'half-open', count: 1 });
      const before = watch.unread.length;
      test.cluster.apply(httpRoute('c'));

      const other = await test.admin.watch(WATCH);
      const seen = await other.summaries(5);
      expect(seen).toContain('BOOKMARK');
      expect(watch.unread.slice(before)).toEqual([]);
      expect(test.cluster.requests.openWatches).toHaveLength(2);
    });

    it('hold events back by compressing', async () => {
      test.cluster.faults.set({ type: 'gzip-watch' });
      const plain = await test.admin.watch(ALL_HTTPROUTES);
      expect(plain.headers['content-encoding']).toBeUndefined();
      await plain.summaries(2);
      const response = await test.admin.send(
        'GET',
        `${ALL_HTTPROUTES}?watch=1&timeoutSeconds=1`,
        { headers: { 'accept-encoding': 'gzip' } },
      );
      expect(response.headers['content-encoding']).toBe('gzip');
      expect(response.text.trim().split('\n')).toHaveLength(2);
    });
  });

  it('refuses a fault that does not exist', () => {
    const faults: { set(fault: object): unknown } = test.cluster.faults;
    expect(() => faults.set({ type: 'earthquake' })).toThrow('type');
    expect(() => faults.set({ type: 'status', status: 200 })).toThrow('status');
    expect(FAULT_TYPES).toContain('half-open');
  });

  it('meets a single object too', async () => {
    test.cluster.faults.set({
      type: 'status',
      status: 503,
      verb: 'get',
      count: 1,
    });
    expect((await test.admin.get(`${HTTPROUTES}/a`)).status).toBe(503);
    expect((await test.admin.get(`${HTTPROUTES}/a`)).status).toBe(200);
  });
});
