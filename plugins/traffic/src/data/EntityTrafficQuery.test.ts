import { ResponseError } from '@backstage/errors';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { cartTraffic } from '@portolan/plugin-traffic-common/fixtures';
import { EntityTrafficQuery } from './EntityTrafficQuery';

const NOW = new Date('2026-09-15T10:00:00Z');
const ENTITY = { kind: 'Component', namespace: 'default', name: 'cart' };
const HOURLY = { pollEveryMs: 3_600_000 };

/** A backend whose every answer is given by hand. */
function setUp() {
  const reads: Array<{
    signal: AbortSignal | undefined;
    answer: (traffic: EntityTraffic) => Promise<void>;
    fail: (failure: unknown) => Promise<void>;
  }> = [];
  const api = {
    listClusters: jest.fn(),
    getEntityTraffic: (_: unknown, options?: { signal?: AbortSignal }) =>
      new Promise<EntityTraffic>((resolve, reject) => {
        reads.push({
          signal: options?.signal,
          answer: async traffic => {
            resolve(traffic);
            await settle();
          },
          fail: async failure => {
            reject(failure);
            await settle();
          },
        });
      }),
  };
  const query = new EntityTrafficQuery({ api, entityRef: ENTITY });
  return { query, reads };
}

async function settle() {
  await jest.advanceTimersByTimeAsync(0);
}

function hidePage(hidden: boolean) {
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

async function forbidden() {
  const body = { error: { name: 'NotAllowedError' }, response: {} };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status: 403,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

describe('EntityTrafficQuery', () => {
  const traffic = cartTraffic({ now: NOW });

  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('reads once for all who look, and tells them', async () => {
    const { query, reads } = setUp();
    const first = jest.fn();
    const second = jest.fn();
    query.subscribe(first, HOURLY);
    query.subscribe(second, HOURLY);
    expect(query.getState()).toEqual({ status: 'pending', isReading: true });
    await reads[0].answer(traffic);
    expect(reads).toHaveLength(1);
    expect(query.getState()).toMatchObject({ status: 'data', data: traffic });
    expect(first).toHaveBeenCalled();
    expect(second).toHaveBeenCalled();
  });

  it('reads once for a burst of signals', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    await reads[0].answer(traffic);
    query.noteChange();
    query.noteChange();
    query.noteChange();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(reads).toHaveLength(2);
  });

  it('reads once more when something changes during a read', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    query.noteChange();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(reads).toHaveLength(1);
    await reads[0].answer(traffic);
    expect(reads).toHaveLength(2);
    await reads[1].answer(traffic);
    expect(reads).toHaveLength(2);
  });

  it('takes only the answer to the newest read', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    query.retry();
    expect(reads[0].signal?.aborted).toBe(true);
    await reads[1].answer(traffic);
    await reads[0].answer({ ...traffic, routes: [] });
    expect(query.getState()).toMatchObject({ data: traffic });
  });

  it('keeps the last data when a later read fails, and says why', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    await reads[0].answer(traffic);
    query.retry();
    const failure = new TypeError('Failed to fetch');
    await reads[1].fail(failure);
    expect(query.getState()).toMatchObject({
      status: 'data',
      data: traffic,
      readAt: NOW.toISOString(),
      failure,
    });
  });

  it('forgets the data when the right to it is gone', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    await reads[0].answer(traffic);
    query.retry();
    await reads[1].fail(await forbidden());
    expect(query.getState().status).toBe('error');
  });

  it('gives up on a read that is never answered', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(reads[0].signal?.aborted).toBe(true);
    expect(query.getState()).toMatchObject({
      status: 'error',
      failure: { name: 'TimeoutError' },
    });
  });

  it('polls as often as the most impatient panel wants', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), HOURLY);
    query.subscribe(jest.fn(), { pollEveryMs: 10_000 });
    await reads[0].answer(traffic);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reads).toHaveLength(2);
    await reads[1].answer(traffic);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reads).toHaveLength(3);
  });

  it('rests while the page is hidden and reads when it is shown again', async () => {
    const { query, reads } = setUp();
    query.subscribe(jest.fn(), { pollEveryMs: 10_000 });
    await reads[0].answer(traffic);
    hidePage(true);
    query.noteChange();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reads).toHaveLength(1);
    hidePage(false);
    expect(reads).toHaveLength(2);
  });

  it('stops and aborts when nobody looks any more', async () => {
    const { query, reads } = setUp();
    const stop = query.subscribe(jest.fn(), { pollEveryMs: 10_000 });
    stop();
    expect(reads[0].signal?.aborted).toBe(true);
    query.noteChange();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reads).toHaveLength(1);
    expect(query.getState()).toEqual({ status: 'pending', isReading: false });
  });
});
