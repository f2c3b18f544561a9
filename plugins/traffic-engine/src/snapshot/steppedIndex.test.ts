import { SERVICE } from '../kinds/coreKinds';
import {
  createSnapshot,
  runSteps,
  SnapshotMemo,
  steppedIndex,
} from './ClusterSnapshot';

const serviceNamed = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
});

const snapshotOf = (memo: SnapshotMemo, version: string, names: string[]) =>
  createSnapshot({
    cluster: 'c',
    memo,
    kinds: [
      {
        kind: SERVICE,
        status: { state: 'synced', at: '2026-01-01T00:00:00Z' },
        objects: names.map(serviceNamed),
        version,
      },
    ],
  });

const namesIndex = () => {
  const builds: number[] = [];
  const index = steppedIndex<{ names: string[] }>({
    name: 'names',
    reads: [SERVICE],
    *buildInSteps(snapshot) {
      builds.push(builds.length);
      const names: string[] = [];
      for (const { metadata } of snapshot.list(SERVICE)) {
        names.push(metadata.name);
        yield;
      }
      return { names };
    },
  });
  return { index, builds };
};

describe('steppedIndex', () => {
  it('is built in as many steps as it yields, once', () => {
    const { index, builds } = namesIndex();
    const snapshot = snapshotOf(new SnapshotMemo(), '1', ['a', 'b', 'c']);
    const steps = [...snapshot.indexInSteps(index)];
    expect(steps).toHaveLength(3);
    expect(snapshot.index(index).names).toEqual(['a', 'b', 'c']);
    expect([...snapshot.indexInSteps(index)]).toHaveLength(0);
    expect(builds).toHaveLength(1);
  });

  it('is built at once where nobody waits', () => {
    const { index } = namesIndex();
    const snapshot = snapshotOf(new SnapshotMemo(), '1', ['a']);
    const built = snapshot.index(index);
    expect(built.names).toEqual(['a']);
    expect(runSteps(snapshot.indexInSteps(index))).toBe(built);
  });

  it('is built anew when a kind that it reads has changed', () => {
    const { index, builds } = namesIndex();
    const memo = new SnapshotMemo();
    runSteps(snapshotOf(memo, '1', ['a']).indexInSteps(index));
    const later = snapshotOf(memo, '2', ['a', 'b']);
    expect(runSteps(later.indexInSteps(index)).names).toEqual(['a', 'b']);
    expect(builds).toHaveLength(2);
  });
});
