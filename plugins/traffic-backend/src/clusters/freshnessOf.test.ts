import type { KindStatus } from '@portolan/plugin-traffic-common';
import { POD, SERVICE, DEPLOYMENT } from '@portolan/plugin-traffic-engine';
import { freshnessOf } from './freshnessOf';

const unreachable = { reason: 'unreachable', message: 'Refused.' } as const;
const forbidden = { reason: 'forbidden', message: 'May not.' } as const;
const synced: KindStatus = { state: 'synced', at: '2026-11-21T10:00:00Z' };
const absent: KindStatus = { state: 'absent' };
const looking: KindStatus = { state: 'pending' };
const failing: KindStatus = { state: 'pending', problem: unreachable };
const denied: KindStatus = { state: 'denied', problem: forbidden };
const stale = (since: string): KindStatus => ({
  state: 'stale',
  since,
  problem: unreachable,
});
const narrow: KindStatus = { ...synced, namespaces: ['pay', 'shop'] };

describe('freshnessOf', () => {
  it.each([
    {
      name: 'all that is served is synced',
      statuses: [synced, absent, synced],
      expected: { state: 'live' },
    },
    {
      name: 'nothing that we read is served',
      statuses: [absent, absent, absent],
      expected: { state: 'live' },
    },
    {
      name: 'one kind is forbidden',
      statuses: [synced, denied, absent],
      expected: { state: 'partial', problem: forbidden },
    },
    {
      name: 'one kind has lost sight',
      statuses: [synced, stale('2026-01-01'), synced],
      expected: { state: 'partial', problem: unreachable },
    },
    {
      name: 'a kind that has just been installed is being read',
      statuses: [synced, synced, looking],
      expected: { state: 'partial' },
    },
    {
      name: 'only some namespaces are seen',
      statuses: [narrow, narrow, absent],
      expected: {
        state: 'partial',
        problem: {
          reason: 'forbidden',
          message:
            'Only some namespaces of this cluster may be read: pay, shop.',
        },
      },
    },
    {
      name: 'nothing new of any kind: since the last that was heard',
      statuses: [stale('2026-01-01'), stale('2026-01-03'), absent],
      expected: { state: 'stale', since: '2026-01-03', problem: unreachable },
    },
    {
      name: 'stale and never allowed is still stale',
      statuses: [stale('2026-01-01'), denied, stale('2026-01-01')],
      expected: { state: 'stale', since: '2026-01-01', problem: unreachable },
    },
    {
      name: 'the first look is under way',
      statuses: [looking, looking, looking],
      expected: { state: 'pending' },
    },
    {
      name: 'the first look is under way for some',
      statuses: [looking, failing, denied],
      expected: { state: 'pending' },
    },
    {
      name: 'never reached',
      statuses: [failing, failing, absent],
      expected: { state: 'unavailable', problem: unreachable },
    },
    {
      name: 'nothing may be read',
      statuses: [denied, denied, absent],
      expected: { state: 'unavailable', problem: forbidden },
    },
  ])('$name', ({ statuses, expected }) => {
    const kinds = [SERVICE, POD, DEPLOYMENT].map((kind, index) => ({
      kind,
      status: statuses[index],
    }));
    expect(freshnessOf({ name: 'eu', title: 'Europe', kinds })).toEqual({
      name: 'eu',
      title: 'Europe',
      ...expected,
      kinds: [
        { group: '', kind: 'Service', status: statuses[0] },
        { group: '', kind: 'Pod', status: statuses[1] },
        { group: 'apps', kind: 'Deployment', status: statuses[2] },
      ],
    });
  });

  it('says why a cluster cannot be read at all', () => {
    const problem = { reason: 'needs-sign-in', message: 'Sign in.' } as const;
    expect(
      freshnessOf({ name: 'gke', title: 'gke', kinds: [], problem }),
    ).toEqual({
      name: 'gke',
      title: 'gke',
      state: 'unavailable',
      problem,
      kinds: [],
    });
  });
});
