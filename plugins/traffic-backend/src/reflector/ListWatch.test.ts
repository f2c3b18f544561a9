import {
  answer,
  ManualTiming,
  ScriptedConnection,
  serviceList,
  settled,
  unreachable,
} from '@portolan/cluster-client/testUtils';
import { SERVICE, TLS_SECRET } from '@portolan/plugin-traffic-engine';
import { ClusterStore } from '../store/ClusterStore';
import { ListWatch } from './ListWatch';
import { RecoveryGate } from './RecoveryGate';
import { DEFAULT_TIMINGS } from './ReflectorTimings';
import type { ScopeState } from './ScopeState';

const service = (name: string, resourceVersion: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', resourceVersion },
});
const bookmark = (resourceVersion: string) => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion } },
});
const isList = (path: string) => path.includes('limit=');

function startListWatch(connection: ScriptedConnection, kind = SERVICE) {
  const timing = new ManualTiming();
  const gate = new RecoveryGate(timing);
  let version = 0;
  const store = new ClusterStore({
    kinds: [kind],
    timing,
    nextVersion: () => {
      version += 1;
      return String(version);
    },
  });
  const states: ScopeState[] = [];
  let notFound = 0;
  const controller = new AbortController();
  const loop = new ListWatch({
    connection,
    kind,
    version: 'v1',
    sink: store.sinkFor(kind),
    timing,
    timings: DEFAULT_TIMINGS,
    gate,
    onState: state => states.push(state),
    onNotFound: () => {
      notFound += 1;
    },
  });
  const run = loop.run(controller.signal);
  return {
    timing,
    gate,
    states,
    loop,
    names: () => store.kinds()[0].objects.map(({ metadata }) => metadata.name),
    notFound: () => notFound,
    stop: async () => {
      controller.abort();
      await run;
    },
  };
}

describe('ListWatch', () => {
  it('waits as long as Retry-After says, with up to a quarter on top', async () => {
    const connection = new ScriptedConnection(() => answer(429, {}, 8_000));
    const { timing, stop } = startListWatch(connection);
    expect(await timing.nextInMs()).toBe(9_000);
    await stop();
  });

  it('doubles its waits up to fifteen seconds, and never gives up', async () => {
    const connection = new ScriptedConnection(() => unreachable());
    const { timing, states, stop } = startListWatch(connection);
    const waits: Array<number | undefined> = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const wait = await timing.nextInMs();
      waits.push(wait);
      await timing.advance(wait ?? 0);
    }
    expect(waits).toEqual([375, 750, 1500, 3000, 6000, 11250, 11250, 11250]);
    expect(states).toEqual([
      {
        state: 'pending',
        problem: {
          reason: 'unreachable',
          message: 'The API server refuses connections (ECONNREFUSED).',
        },
      },
    ]);
    await stop();
  });

  it('goes on at once when another reader reaches the cluster again', async () => {
    const connection = new ScriptedConnection(() => unreachable());
    const { timing, gate, loop, stop } = startListWatch(connection);
    await timing.advance(20_000);
    connection.onGet = () => serviceList(['cart']);
    gate.open();
    await settled();
    expect(loop.state.state).toBe('synced');
    await stop();
  });

  it('is stale since the last sign of life once an attempt fails, and keeps what it has', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    const { timing, loop, names, stop } = startListWatch(connection);
    await timing.advance(1_000);
    connection.lastWatch.send(bookmark('12'));
    await settled();
    await timing.advance(30_000);
    connection.onWatch = () => unreachable();
    connection.lastWatch.break();
    await timing.advance(60_000);
    expect(loop.state).toMatchObject({
      state: 'stale',
      since: '2026-11-21T10:00:01.000Z',
    });
    expect(names()).toEqual(['cart']);
    connection.onWatch = () => undefined;
    await timing.advance(20_000);
    expect(loop.state.state).toBe('synced');
    expect(connection.lastWatch.path).toContain('resourceVersion=12&');
    expect(connection.asked.filter(isList)).toHaveLength(1);
    await stop();
  });

  it('lists and watches Secrets for TLS alone', async () => {
    const connection = new ScriptedConnection(() => serviceList([]));
    const { loop, stop } = startListWatch(connection, TLS_SECRET);
    await settled();
    expect(loop.state.state).toBe('synced');
    expect(
      connection.asked.map(path =>
        new URLSearchParams(path.split('?')[1]).get('fieldSelector'),
      ),
    ).toEqual(['type=kubernetes.io/tls', 'type=kubernetes.io/tls']);
    await stop();
  });

  it('takes 90 s of silence for a dead socket', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    const { timing, states, stop } = startListWatch(connection);
    await timing.advance(60_000);
    connection.lastWatch.send(bookmark('12'));
    await timing.advance(89_999);
    expect(connection.watches).toHaveLength(1);
    await timing.advance(1);
    expect(connection.watches).toHaveLength(2);
    expect(states.map(({ state }) => state)).toEqual([
      'synced',
      'stale',
      'synced',
    ]);
    await stop();
  });

  it('counts silence from the request where a proxy answers late, and stays stale until a line comes', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']), {
      answersLate: true,
    });
    const { timing, loop, stop } = startListWatch(connection);
    await timing.advance(90_000);
    expect(connection.watches).toHaveLength(2);
    expect(loop.state.state).toBe('stale');
    connection.lastWatch.send(bookmark('12'));
    await settled();
    expect(loop.state.state).toBe('synced');
    await stop();
  });

  it('lists after three watches in a row that showed nothing', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    const { timing, stop } = startListWatch(connection);
    await timing.advance(0);
    for (let watch = 0; watch < 3; watch += 1) {
      expect(connection.asked.filter(isList)).toHaveLength(1);
      connection.lastWatch.end();
      await timing.advance(15_000);
    }
    expect(connection.asked.filter(isList)).toHaveLength(2);
    await stop();
  });

  it('does not reconnect in a tight loop to a server that ends every watch at once', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    connection.onWatch = () => undefined;
    const { timing, stop } = startListWatch(connection);
    await timing.advance(0);
    for (let second = 0; second < 60; second += 1) {
      connection.lastWatch.end();
      await timing.advance(1_000);
    }
    expect(connection.watches.length).toBeLessThan(15);
    await stop();
  });

  it.each([
    {
      name: 'a line that is no JSON',
      line: '{"type":"ADDED","object":{"metad',
    },
    { name: 'an event of an unknown type', line: '{"type":"RENAMED"}' },
    {
      name: 'an object without a resource version',
      line: '{"type":"ADDED","object":{"metadata":{"name":"x"}}}',
    },
    {
      name: 'an expired position',
      line: '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}',
    },
  ])('lists anew at once after $name', async ({ line }) => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    const { timing, names, loop, stop } = startListWatch(connection);
    await timing.advance(5_000);
    connection.onGet = () => serviceList(['cart', 'basket'], '20');
    connection.lastWatch.sendLine(line);
    await settled();
    expect(names()).toEqual(['cart', 'basket']);
    expect(connection.lastWatch.path).toContain('resourceVersion=20&');
    expect(loop.state.state).toBe('synced');
    await stop();
  });

  it('waits as an ERROR event asks', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    const { timing, loop, stop } = startListWatch(connection);
    await timing.advance(5_000);
    connection.lastWatch.send({
      type: 'ERROR',
      object: { code: 429, details: { retryAfterSeconds: 4 } },
    });
    expect(await timing.nextInMs()).toBe(4_500);
    expect(loop.state).toMatchObject({
      state: 'stale',
      problem: { reason: 'throttled' },
    });
    await stop();
  });

  it('never compares resource versions: a smaller one is as new as a greater', async () => {
    const connection = new ScriptedConnection(() =>
      serviceList(['cart'], '900'),
    );
    const { timing, names, stop } = startListWatch(connection);
    await timing.advance(5_000);
    connection.lastWatch.send(
      { type: 'ADDED', object: service('basket', '100') },
      { type: 'DELETED', object: service('cart', 'abc') },
    );
    await settled();
    expect(names()).toEqual(['basket']);
    connection.lastWatch.end();
    await settled();
    expect(connection.lastWatch.path).toContain('resourceVersion=abc&');
    await stop();
  });

  it('is denied only when refusals last ten seconds; then asks once a minute', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    const { timing, loop, names, stop } = startListWatch(connection);
    await timing.advance(5_000);
    connection.onGet = () => answer(403, { message: 'User "x" cannot' });
    connection.lastWatch.sendLine('no event');
    await timing.advance(9_000);
    expect(loop.state).toMatchObject({
      state: 'stale',
      problem: { reason: 'forbidden' },
    });
    expect(names()).toEqual(['cart']);
    await timing.advance(3_000);
    expect(loop.state.state).toBe('denied');
    const asked = connection.asked.length;
    await timing.advance(59_000);
    expect(connection.asked.length).toBe(asked);
    connection.onGet = () => serviceList(['cart', 'basket']);
    await timing.advance(2_000);
    expect(loop.state.state).toBe('synced');
    await stop();
  });

  it('counts refusals anew after any other answer', async () => {
    const connection = new ScriptedConnection(() => answer(403));
    const { timing, loop, states, stop } = startListWatch(connection);
    await timing.advance(6_000);
    connection.onGet = () => answer(503);
    await timing.advance(60_000);
    connection.onGet = () => answer(403);
    await timing.advance(12_000);
    expect(loop.state.state).toBe('pending');
    expect(states.map(({ state }) => state)).not.toContain('denied');
    await stop();
  });

  it('reads the list once a minute where only the watch is forbidden, and says so', async () => {
    const connection = new ScriptedConnection(() => serviceList(['cart']));
    connection.onWatch = () => answer(403);
    const { timing, loop, names, stop } = startListWatch(connection);
    await timing.advance(60_000);
    connection.onGet = () => serviceList(['cart', 'basket']);
    const lists = connection.asked.filter(isList).length;
    await timing.advance(300_000);
    expect(names()).toEqual(['cart', 'basket']);
    expect(loop.state).toMatchObject({
      state: 'stale',
      problem: { reason: 'forbidden' },
    });
    expect(connection.asked.filter(isList).length - lists).toBe(5);
    connection.onWatch = () => undefined;
    await timing.advance(61_000);
    expect(loop.state.state).toBe('synced');
    await stop();
  });

  it('asks for discovery when its path answers 404, and says nothing about absence itself', async () => {
    const connection = new ScriptedConnection(() =>
      answer(404, '404 page not found\n'),
    );
    const { timing, loop, notFound, stop } = startListWatch(connection);
    await timing.advance(0);
    expect(notFound()).toBe(1);
    expect(loop.state.state).toBe('pending');
    await stop();
  });

  it('refuses a list that is none', async () => {
    const connection = new ScriptedConnection(() => answer(200, '<html>'));
    const { timing, loop, stop } = startListWatch(connection);
    await timing.advance(0);
    expect(loop.state).toMatchObject({
      state: 'pending',
      problem: {
        reason: 'invalid-response',
        message: "The API server's list of services is not a Kubernetes list.",
      },
    });
    await stop();
  });
});
