import {
  KUBERNETES_ANNOTATIONS,
  type Binding,
  type KindStatus,
} from '@portolan/plugin-traffic-common';
import { workloadIndex } from '@portolan/plugin-traffic-engine';
import { bindingOf } from './bindingOf';

const SYNCED: KindStatus = { state: 'synced', at: '2026-11-21T10:00:00Z' };
const STALE: KindStatus = {
  state: 'stale',
  since: '2026-11-21T10:00:00Z',
  problem: { reason: 'unreachable', message: 'Nobody answers.' },
};
const ABSENT: KindStatus = { state: 'absent' };
const PENDING: KindStatus = { state: 'pending' };
const DENIED: KindStatus = {
  state: 'denied',
  problem: { reason: 'forbidden', message: 'No right to list.' },
};

const { id, labelSelector, cluster: onlyIn } = KUBERNETES_ANNOTATIONS;

function cluster(name: string, podStatus: KindStatus) {
  return {
    name,
    kinds: workloadIndex.reads.map(kind => ({
      kind,
      status: kind.kind === 'Pod' ? podStatus : SYNCED,
      objects: [],
      version: '1',
    })),
  };
}

const asked = {
  entityRef: 'component:default/cart',
  annotations: { [id]: 'cart' },
  resolved: true,
  workloadCount: 0,
  clusters: [cluster('eu', SYNCED), cluster('us', SYNCED)],
  noCluster: undefined,
};

describe('bindingOf', () => {
  it.each<{
    name: string;
    given: Partial<Parameters<typeof bindingOf>[0]>;
    expected: Binding['state'];
  }>([
    {
      name: 'has no annotation',
      given: { annotations: {} },
      expected: 'no-annotation',
    },
    {
      name: 'has only an annotation that claims nothing',
      given: { annotations: { [onlyIn]: 'eu' } },
      expected: 'no-annotation',
    },
    {
      name: 'claims a workload that is there',
      given: { workloadCount: 1 },
      expected: 'bound',
    },
    {
      name: 'claims a workload that is nowhere',
      given: {},
      expected: 'no-workload',
    },
    {
      name: 'claims in a cluster of which the last good view is kept',
      given: { clusters: [cluster('eu', STALE)] },
      expected: 'no-workload',
    },
    {
      name: 'claims in a cluster that serves no such kind',
      given: { clusters: [cluster('eu', ABSENT)] },
      expected: 'no-workload',
    },
    {
      name: 'claims where one cluster has not been read',
      given: { clusters: [cluster('eu', SYNCED), cluster('us', PENDING)] },
      expected: 'unknown',
    },
    {
      name: 'claims where one cluster refuses a workload kind',
      given: { clusters: [cluster('eu', DENIED)] },
      expected: 'unknown',
    },
    {
      name: 'claims where nothing of a cluster is known',
      given: { clusters: [{ name: 'eu', kinds: [] }] },
      expected: 'unknown',
    },
    {
      name: 'claims only in a cluster that was read, and another was not',
      given: {
        annotations: { [id]: 'cart', [onlyIn]: 'eu' },
        clusters: [cluster('eu', SYNCED), cluster('us', PENDING)],
      },
      expected: 'no-workload',
    },
  ])('an entity that $name is $expected', ({ given, expected }) => {
    expect(bindingOf({ ...asked, ...given }).state).toBe(expected);
  });

  it('says which cluster is not configured', () => {
    const annotations = { [id]: 'cart', [onlyIn]: 'mars' };
    expect(bindingOf({ ...asked, annotations })).toEqual({
      state: 'no-workload',
      annotations,
      problem:
        'The annotation backstage.io/kubernetes-cluster names "mars", and no cluster of that name is configured.',
    });
  });

  it('says which part of a label selector cannot be read', () => {
    const annotations = { [labelSelector]: 'app in cart' };
    const binding = bindingOf({ ...asked, annotations });
    expect(binding.state).toBe('no-workload');
    expect(binding.problem).toMatch(
      /^The annotation backstage\.io\/kubernetes-label-selector cannot be read: .*"app in cart"/,
    );
  });

  it('does not know before the annotations took part, and says so', () => {
    const binding = bindingOf({ ...asked, resolved: false });
    expect(binding.state).toBe('unknown');
    expect(binding.problem).toMatch(/looked up next/);
  });

  it('does not know when the clusters are not known', () => {
    const binding = bindingOf({
      ...asked,
      clusters: [],
      noCluster: 'No cluster is configured.',
    });
    expect(binding).toMatchObject({
      state: 'unknown',
      problem: 'No cluster is configured.',
    });
  });
});
