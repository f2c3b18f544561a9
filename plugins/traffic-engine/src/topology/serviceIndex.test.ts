import type { KindStatus } from '@portolan/plugin-traffic-common';
import { DEPLOYMENT, ENDPOINT_SLICE, POD, SERVICE } from '../kinds/coreKinds';
import type { KindRef } from '../kinds/KindRef';
import { createSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { serviceIndex } from './serviceIndex';
import { workloadIndex } from './workloadIndex';

const synced: KindStatus = { state: 'synced', at: '2026-11-21T00:00:00Z' };

function snapshotOf(
  objects: readonly KubeObject[],
  statuses: Partial<Record<string, KindStatus>> = {},
) {
  const kinds: readonly KindRef[] = [SERVICE, POD, DEPLOYMENT, ENDPOINT_SLICE];
  return createSnapshot({
    cluster: 'c',
    kinds: kinds.map(kind => ({
      kind,
      status: statuses[kind.kind] ?? synced,
      objects: objects.filter(object => object.kind === kind.kind),
      version: '1',
    })),
  });
}

const service = (spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec,
});
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'cart' } } } },
};
const pod = (
  labels: Record<string, string>,
  owner?: { kind: string; name: string },
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'cart-7d9-x',
    namespace: 'shop',
    labels,
    ownerReferences: owner && [
      { apiVersion: 'apps/v1', ...owner, controller: true },
    ],
  },
  status: { podIP: '10.0.0.1' },
});
const slice = (
  endpoints: readonly object[],
  ports: readonly object[] = [{ name: 'http', port: 8080 }],
): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'cart-1',
    namespace: 'shop',
    labels: { 'kubernetes.io/service-name': 'cart' },
  },
  endpoints,
  ports,
});
const cart = service({
  selector: { app: 'cart' },
  ports: [{ name: 'http', port: 80, targetPort: 8080 }],
});
const target = (name: string) => ({
  kind: 'Pod',
  namespace: 'shop',
  name,
});

describe('workloads', () => {
  it('gives a pod to the Deployment that its ReplicaSet is named for', () => {
    const index = snapshotOf([
      deployment,
      pod(
        { app: 'cart', 'pod-template-hash': '7d9' },
        { kind: 'ReplicaSet', name: 'cart-7d9' },
      ),
    ]).index(workloadIndex);
    expect(index.all.map(fact => [fact.ref.kind, fact.pods.length])).toEqual([
      ['Deployment', 1],
    ]);
  });

  it('keeps a maker of an unknown kind as the workload', () => {
    const index = snapshotOf([
      pod({ app: 'cart' }, { kind: 'Rollout', name: 'cart' }),
    ]).index(workloadIndex);
    expect(index.all.map(fact => fact.ref.kind)).toEqual(['Rollout']);
  });

  it('leaves out pods that have run to their end', () => {
    const done = { ...pod({ app: 'cart' }), status: { phase: 'Succeeded' } };
    expect(snapshotOf([done]).index(workloadIndex).all).toEqual([]);
  });
});

describe('Services', () => {
  it('select a workload by its template though it has no pod', () => {
    const index = snapshotOf([cart, deployment]).index(serviceIndex);
    expect(index.workloadsOf('shop', 'cart').map(w => w.ref.name)).toEqual([
      'cart',
    ]);
  });

  it('select a workload by a label that only a pod carries', () => {
    const byPod = service({ selector: { 'pod-name': 'cart-0' }, ports: [] });
    const index = snapshotOf([
      byPod,
      deployment,
      pod(
        { 'pod-name': 'cart-0', 'pod-template-hash': '7d9' },
        { kind: 'ReplicaSet', name: 'cart-7d9' },
      ),
    ]).index(serviceIndex);
    expect(index.workloadsOf('shop', 'cart').map(w => w.ref.kind)).toEqual([
      'Deployment',
    ]);
  });

  it('without a selector select nothing', () => {
    const index = snapshotOf([
      service({ selector: {}, ports: [] }),
      deployment,
    ]).index(serviceIndex);
    expect(index.workloadsOf('shop', 'cart')).toEqual([]);
  });

  it.each<{
    name: string;
    slices: readonly KubeObject[];
    expected: { ready: number; total: number };
  }>([
    {
      name: 'no slice is no endpoint',
      slices: [],
      expected: { ready: 0, total: 0 },
    },
    {
      name: 'an absent ready condition means ready',
      slices: [slice([{ addresses: ['10.0.0.1'] }])],
      expected: { ready: 1, total: 1 },
    },
    {
      name: 'a null ready condition means ready',
      slices: [
        slice([{ addresses: ['10.0.0.1'], conditions: { ready: null } }]),
      ],
      expected: { ready: 1, total: 1 },
    },
    {
      name: 'the same pod in two address families counts once',
      slices: [
        slice([{ addresses: ['10.0.0.1'], targetRef: target('p') }]),
        slice([{ addresses: ['fd00::1'], targetRef: target('p') }]),
      ],
      expected: { ready: 1, total: 1 },
    },
    {
      name: 'a slice that does not serve the port counts nothing',
      slices: [
        slice([{ addresses: ['10.0.0.1'] }], [{ name: 'admin', port: 9 }]),
      ],
      expected: { ready: 0, total: 0 },
    },
  ])('count endpoints: $name', ({ slices, expected }) => {
    const index = snapshotOf([cart, ...slices]).index(serviceIndex);
    expect(index.endpointsOf('shop', 'cart', 80)).toEqual({
      state: 'known',
      ...expected,
    });
  });

  it('do not count what could not be read', () => {
    const denied: KindStatus = {
      state: 'denied',
      problem: { reason: 'forbidden', message: 'No.' },
    };
    const index = snapshotOf([cart], { EndpointSlice: denied }).index(
      serviceIndex,
    );
    expect(index.endpointsOf('shop', 'cart', 80)).toEqual({
      state: 'unknown',
      because: denied,
    });
  });

  it('of type ExternalName have no endpoints but a host', () => {
    const index = snapshotOf([
      service({ type: 'ExternalName', externalName: 'db.example.net' }),
    ]).index(serviceIndex);
    expect(index.endpointsOf('shop', 'cart', 80)).toEqual({
      state: 'external',
      host: 'db.example.net',
    });
  });
});
