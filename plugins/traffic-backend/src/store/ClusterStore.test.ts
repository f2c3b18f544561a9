import { ManualTiming } from '@portolan/cluster-client/testUtils';
import { POD, SERVICE } from '@portolan/plugin-traffic-engine';
import { ClusterStore } from './ClusterStore';
import type { SkippedObject } from './KindTable';

const service = (name: string, port = 80, resourceVersion = '1') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', resourceVersion },
  spec: { ports: [{ port }] },
});

function makeStore() {
  const timing = new ManualTiming();
  const skipped: SkippedObject[] = [];
  let version = 0;
  const store = new ClusterStore({
    kinds: [SERVICE, POD],
    timing,
    onSkipped: entry => skipped.push(entry),
    nextVersion: () => {
      version += 1;
      return `v${version}`;
    },
  });
  const sink = store.sinkFor(SERVICE);
  const list = (items: readonly unknown[], namespace?: string) => {
    const replacement = sink.replace('v1', namespace);
    replacement.add(items);
    replacement.commit();
  };
  const names = () =>
    store.kinds()[0].objects.map(({ metadata }) => metadata.name);
  return { store, sink, timing, skipped, list, names };
}

describe('ClusterStore', () => {
  it('begins with every kind pending, in the order given', () => {
    const { store } = makeStore();
    expect(
      store.kinds().map(({ kind, status }) => [kind.kind, status.state]),
    ).toEqual([
      ['Service', 'pending'],
      ['Pod', 'pending'],
    ]);
  });

  it('gives items of a list the kind that they do not carry', () => {
    const { store, list } = makeStore();
    list([{ metadata: { name: 'cart', namespace: 'shop' }, spec: {} }]);
    expect(store.kinds()[0].objects).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'cart', namespace: 'shop' },
        spec: {},
      },
    ]);
  });

  it('replaces only the namespace that was listed', () => {
    const { list, names } = makeStore();
    list([service('cart')]);
    list(
      [{ ...service('pay'), metadata: { name: 'pay', namespace: 'pay' } }],
      'pay',
    );
    expect(names()).toEqual(['cart', 'pay']);
    list([], 'shop');
    expect(names()).toEqual(['pay']);
    list([]);
    expect(names()).toEqual([]);
  });

  it('skips what is no object, says so, and keeps the rest', () => {
    const { list, names, skipped, sink } = makeStore();
    list([service('cart'), null, { metadata: {} }, 'text', service('pay')]);
    sink.upsert({ kind: 'Service' });
    sink.remove({});
    expect(names()).toEqual(['cart', 'pay']);
    expect(skipped).toHaveLength(5);
    expect(skipped[1].message).toMatch(/^Not a Kubernetes object: .*name/);
  });

  it('keeps identity and version where a write changed nothing that is kept', () => {
    const { store, sink, list } = makeStore();
    list([service('cart', 80, '1'), service('pay', 80, '2')]);
    const before = store.kinds();
    sink.upsert(service('cart', 80, '9'));
    list([service('cart', 80, '10'), service('pay', 80, '10')]);
    expect(store.kinds()).toBe(before);

    sink.upsert(service('cart', 8080, '11'));
    const after = store.kinds();
    expect(after[0].version).not.toBe(before[0].version);
    expect(after[0].objects[1]).toBe(before[0].objects[1]);
    expect(after[1]).toBe(before[1]);
  });

  it('changes the version with the status', () => {
    const { store, sink } = makeStore();
    const { version } = store.kinds()[0];
    sink.setStatus({ state: 'pending' });
    expect(store.kinds()[0].version).toBe(version);
    sink.setStatus({ state: 'absent' });
    expect(store.kinds()[0].version).not.toBe(version);
  });

  it('tells of changes 100 ms after the last of them', async () => {
    const { store, sink, timing } = makeStore();
    let told = 0;
    store.onChange(() => {
      told += 1;
    });
    sink.upsert(service('a'));
    await timing.advance(60);
    sink.upsert(service('b'));
    await timing.advance(99);
    expect(told).toBe(0);
    await timing.advance(1);
    expect(told).toBe(1);
  });

  it('tells of changes that never pause after half a second', async () => {
    const { store, sink, timing } = makeStore();
    const toldAt: number[] = [];
    const startedAt = timing.now();
    store.onChange(() => toldAt.push(timing.now() - startedAt));
    for (let change = 0; change < 20; change += 1) {
      sink.upsert(service('a', change));
      await timing.advance(50);
    }
    expect(toldAt).toEqual([500, 1000]);
  });

  it('tells nobody after it was stopped or left', async () => {
    const { store, sink, timing } = makeStore();
    let told = 0;
    const leave = store.onChange(() => {
      told += 1;
    });
    sink.upsert(service('a'));
    leave();
    await timing.advance(1_000);
    store.onChange(() => {
      told += 1;
    });
    sink.upsert(service('b'));
    store.stop();
    await timing.advance(1_000);
    expect(told).toBe(0);
  });

  it('refuses a kind that it was not made for', () => {
    const { store } = makeStore();
    const other = { ...SERVICE, kind: 'Secret', plural: 'secrets' };
    expect(() => store.sinkFor(other)).toThrow(
      'The store was not made for secrets; name it among its kinds.',
    );
  });
});
