import {
  fixtureCluster,
  partialCluster,
  pendingCluster,
  signInCluster,
  staleCluster,
} from '@portolan/plugin-traffic-common/fixtures';
import { listMissingKnowledge, pluralOf } from './missingKnowledge';

const now = new Date('2026-09-15T10:00:00Z');
const live = fixtureCluster({ name: 'eu', title: 'Europe', now });

describe('listMissingKnowledge', () => {
  it('says nothing about a cluster that has told all', () => {
    expect(listMissingKnowledge([live])).toEqual([]);
  });

  it('does not miss a kind that the cluster does not serve', () => {
    const cluster = fixtureCluster({
      name: 'eu',
      title: 'Europe',
      now,
      statusOf: () => ({ state: 'absent' }),
    });
    expect(listMissingKnowledge([cluster])).toEqual([]);
  });

  it('names denied kinds where they matter and nowhere else', () => {
    const cluster = partialCluster(now);
    expect(listMissingKnowledge([cluster], 'ways-out')).toMatchObject([
      { cluster: 'staging', what: 'denied-kinds', kinds: ['NetworkPolicies'] },
    ]);
    expect(listMissingKnowledge([cluster], 'ways-in')).toEqual([]);
    expect(listMissingKnowledge([cluster])).toHaveLength(1);
  });

  it('speaks of a whole cluster once', () => {
    const clusters = [
      staleCluster(now),
      pendingCluster(now),
      signInCluster(now),
    ];
    expect(
      listMissingKnowledge(clusters).map(({ cluster, what }) => [
        cluster,
        what,
      ]),
    ).toEqual([
      ['prod-us', 'stale'],
      ['canary', 'pending'],
      ['edge', 'unavailable'],
    ]);
  });

  it('takes kinds with the same status together, and says which namespaces were read', () => {
    const cluster = fixtureCluster({
      name: 'eu',
      title: 'Europe',
      now,
      state: 'partial',
      statusOf: kind => {
        if (kind === 'Pod' || kind === 'Service') {
          return { state: 'pending' };
        }
        return kind === 'Ingress'
          ? { state: 'synced', at: now.toISOString(), namespaces: ['b', 'a'] }
          : undefined;
      },
    });
    expect(listMissingKnowledge([cluster])).toEqual([
      { cluster: 'eu', what: 'pending-kinds', kinds: ['Pods', 'Services'] },
      { cluster: 'eu', what: 'namespaces-only', namespaces: ['a', 'b'] },
    ]);
  });
});

describe('pluralOf', () => {
  it.each([
    ['NetworkPolicy', 'NetworkPolicies'],
    ['Ingress', 'Ingresses'],
    ['GatewayClass', 'GatewayClasses'],
    ['HTTPRoute', 'HTTPRoutes'],
    ['Gateway', 'Gateways'],
  ])('%s: %s', (kind, plural) => {
    expect(pluralOf(kind)).toBe(plural);
  });
});
