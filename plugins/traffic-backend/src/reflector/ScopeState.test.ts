import { combineNamespaces, type ScopeState } from './ScopeState';

const problem = { reason: 'forbidden', message: 'No.' } as const;
const synced = (at: string): ScopeState => ({ state: 'synced', at });
const stale = (since: string): ScopeState => ({
  state: 'stale',
  since,
  problem,
});
const denied: ScopeState = { state: 'denied', problem };

describe('combineNamespaces', () => {
  it.each([
    {
      name: 'all read: since the oldest look',
      scopes: { b: synced('2026-02'), a: synced('2026-01') },
      expected: { state: 'synced', at: '2026-01', namespaces: ['a', 'b'] },
    },
    {
      name: 'one forbidden: the others are named',
      scopes: { a: denied, b: synced('2026-01') },
      expected: { state: 'synced', at: '2026-01', namespaces: ['b'] },
    },
    {
      name: 'all forbidden',
      scopes: { a: denied, b: denied },
      expected: { state: 'denied', problem },
    },
    {
      name: 'one stale: stale since the oldest',
      scopes: {
        a: stale('2026-02'),
        b: synced('2026-01'),
        c: stale('2026-01'),
      },
      expected: {
        state: 'stale',
        since: '2026-01',
        problem,
        namespaces: ['a', 'b', 'c'],
      },
    },
    {
      name: 'one not looked at yet',
      scopes: { a: synced('2026-01'), b: { state: 'pending' } as const },
      expected: { state: 'pending' },
    },
    {
      name: 'one that could not be looked at yet',
      scopes: { a: { state: 'pending', problem } as const },
      expected: { state: 'pending', problem },
    },
  ])('$name', ({ scopes, expected }) => {
    const given = new Map<string, ScopeState>(
      Object.entries(scopes).flatMap(([name, state]) =>
        state ? [[name, state] as const] : [],
      ),
    );
    expect(combineNamespaces(given)).toEqual(expected);
  });
});
