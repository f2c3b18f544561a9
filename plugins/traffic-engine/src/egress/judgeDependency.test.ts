import type { LayerVerdict, Port } from '@portolan/plugin-traffic-common';
import { joinCluster } from '../join/ClusterJoin';
import { DEPLOYMENT } from '../kinds/coreKinds';
import type { ConnectionJudge, DependencyDraft } from '../model/drafts';
import { refOf } from '../model/refs';
import { createClaimTable } from '../ownership/ClaimTable';
import { networkPolicy } from '../sources/network-policy';
import { snapshotFrom } from '../testing/snapshotFrom';
import { serviceIndex } from '../topology/serviceIndex';
import { judgeDependency } from './judgeDependency';

const KINDS = [...networkPolicy.reads, ...serviceIndex.reads];

const deployment = (namespace: string, name: string, ports: object[] = []) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, ports }] },
    },
  },
});
const pod = (
  namespace: string,
  app: string,
  more: { labels?: object; ip?: string; ports?: object[] } = {},
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `${app}-1-${JSON.stringify(more).length}`,
    namespace,
    labels: { app, 'pod-template-hash': '1', ...more.labels },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: `${app}-1`,
        controller: true,
      },
    ],
  },
  spec: { containers: [{ name: app, ports: more.ports ?? [] }] },
  status: { phase: 'Running', podIP: more.ip ?? '10.0.0.1' },
});
const service = (targetPort: number | string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'stock', namespace: 'stock' },
  spec: {
    selector: { app: 'stock' },
    ports: [{ port: 80, targetPort }],
    ...more,
  },
});
const policy = (namespace: string, spec: object, name = 'p') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const draft = (
  destination: DependencyDraft['destination'],
  port: Port = 80,
): DependencyDraft => ({
  cluster: 'test',
  workload: refOf('test', DEPLOYMENT, 'shop', 'cart'),
  destination,
  port,
  protocol: 'TCP',
  evidence: [],
  declared: { answer: 'no' },
  via: { kind: 'not-known' },
});
const toStock = draft({
  kind: 'service',
  service: {
    cluster: 'test',
    group: '',
    kind: 'Service',
    namespace: 'stock',
    name: 'stock',
  },
});

function judge(
  objects: readonly object[],
  asked: DependencyDraft,
  judges?: readonly ConnectionJudge[],
) {
  const snapshot = snapshotFrom(objects, { kinds: KINDS });
  return judgeDependency({
    draft: asked,
    join: joinCluster(snapshot, createClaimTable([])),
    judges: judges ?? networkPolicy.resolve(snapshot).judges,
  });
}
const told = (layers: readonly LayerVerdict[]) =>
  layers.map(
    ({ direction, verdict, code }) => `${direction} ${verdict} ${code}`,
  );

describe('judgeDependency', () => {
  const cart = deployment('shop', 'cart');
  const stock = deployment('stock', 'stock', [
    { name: 'http', containerPort: 8080 },
  ]);
  const onlyWeb = policy('stock', {
    podSelector: {},
    ingress: [{ ports: [{ port: 8080 }] }],
  });

  it.each([
    {
      name: 'the Service’s port is translated to the pods’',
      objects: [cart, stock, service(8080), onlyWeb],
      verdict: 'allowed',
      layers: ['egress allowed not-isolated', 'ingress allowed rule-allows'],
    },
    {
      name: 'also where the target port is a name',
      objects: [cart, stock, service('http'), onlyWeb],
      verdict: 'allowed',
      layers: ['egress allowed not-isolated', 'ingress allowed rule-allows'],
    },
    {
      name: 'another port of the pods stays closed',
      objects: [cart, stock, service(9090), onlyWeb],
      verdict: 'denied',
      layers: ['egress allowed not-isolated', 'ingress denied no-rule-allows'],
    },
    {
      name: 'pods of the source that differ are not one answer',
      objects: [
        cart,
        pod('shop', 'cart', { ip: '10.0.0.1' }),
        pod('shop', 'cart', { ip: '10.0.0.2', labels: { canary: 'yes' } }),
        stock,
        service(8080),
        policy('shop', {
          podSelector: { matchLabels: { canary: 'yes' } },
          policyTypes: ['Egress'],
        }),
      ],
      verdict: 'unknown',
      layers: ['egress unknown pods-differ', 'ingress allowed not-isolated'],
    },
    {
      name: 'pods of the destination that differ are not one answer',
      objects: [
        cart,
        stock,
        pod('stock', 'stock', { ip: '10.0.0.1' }),
        pod('stock', 'stock', { ip: '10.0.0.2', labels: { shut: 'yes' } }),
        service(8080),
        policy('stock', { podSelector: { matchLabels: { shut: 'yes' } } }),
      ],
      verdict: 'unknown',
      layers: ['egress allowed not-isolated', 'ingress unknown pods-differ'],
    },
    {
      name: 'only pods that the Service selects are asked',
      objects: [
        cart,
        stock,
        pod('stock', 'stock', { ip: '10.0.0.1', labels: { role: 'main' } }),
        pod('stock', 'stock', { ip: '10.0.0.2', labels: { role: 'shut' } }),
        service(8080, { selector: { app: 'stock', role: 'main' } }),
        policy('stock', { podSelector: { matchLabels: { role: 'shut' } } }),
      ],
      verdict: 'allowed',
      layers: ['egress allowed not-isolated', 'ingress allowed not-isolated'],
    },
    {
      name: 'a block that holds the Service’s address depends on the plugin',
      objects: [
        cart,
        stock,
        pod('stock', 'stock', { ip: '10.0.0.1' }),
        service(8080, { clusterIP: '172.20.0.9' }),
        policy('shop', {
          podSelector: {},
          egress: [{ to: [{ ipBlock: { cidr: '172.20.0.0/16' } }] }],
          policyTypes: ['Egress'],
        }),
      ],
      verdict: 'unknown',
      layers: ['egress unknown depends-on-cni', 'ingress allowed not-isolated'],
    },
    {
      name: 'a Service that is not there cannot be judged',
      objects: [cart],
      verdict: 'unknown',
      layers: [],
    },
    {
      name: 'a Service that stands for a host is that host',
      objects: [
        cart,
        service(80, {
          selector: null,
          type: 'ExternalName',
          externalName: 'stock.example',
        }),
        policy('shop', { podSelector: {}, policyTypes: ['Egress'] }),
      ],
      verdict: 'denied',
      layers: ['egress denied no-rule-allows'],
    },
  ])('$name', ({ objects, verdict, layers }) => {
    const permitted = judge(objects, toStock);
    expect(permitted.verdict).toBe(verdict);
    expect(told(permitted.layers)).toEqual(layers);
  });

  it('is unknown where no layer is there to be asked', () => {
    expect(judge([cart, stock, service(8080)], toStock, [])).toEqual({
      verdict: 'unknown',
      layers: [],
    });
  });

  it('asks both versions of the address space about anywhere', () => {
    const fourOnly = policy('shop', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
    });
    const permitted = judge([cart, fourOnly], draft({ kind: 'anywhere' }));
    expect(permitted.verdict).toBe('unknown');
    expect(told(permitted.layers)).toEqual([
      'egress unknown depends-on-address',
    ]);
  });

  it('keeps outcomes, which are no part of the wire, to itself', () => {
    const [layer] = judge([cart, stock, service(8080)], toStock).layers;
    expect(layer).not.toHaveProperty('outcomes');
  });
});

describe('layers of one chain', () => {
  const answering = (
    order: number,
    outcomes: readonly ('allow' | 'deny' | 'pass')[],
    id = 'one',
  ): ConnectionJudge => ({
    layer: `layer-${id}-${order}`,
    chain: { id, order },
    labelKeys: new Set(),
    judge: () => [
      {
        layer: `layer-${id}-${order}`,
        direction: 'egress',
        verdict: 'unknown',
        code: 'not-evaluated',
        rules: [],
        outcomes: new Set(outcomes),
      },
    ],
  });
  it.each([
    {
      name: 'all pass: allowed',
      judges: [answering(1, ['pass']), answering(2, ['pass'])],
      expected: 'allowed',
      asked: 2,
    },
    {
      name: 'the first that decides wins',
      judges: [answering(2, ['deny']), answering(1, ['allow'])],
      expected: 'allowed',
      asked: 1,
    },
    {
      name: 'a pass leaves it to the next',
      judges: [answering(1, ['pass']), answering(2, ['deny'])],
      expected: 'denied',
      asked: 2,
    },
    {
      name: 'whether it passes or denies, it ends denied',
      judges: [answering(1, ['pass', 'deny']), answering(2, ['deny'])],
      expected: 'denied',
      asked: 2,
    },
    {
      name: 'whether it passes or denies, it is not known',
      judges: [answering(1, ['pass', 'deny']), answering(2, ['allow'])],
      expected: 'unknown',
      asked: 2,
    },
    {
      name: 'another chain must allow as well',
      judges: [answering(1, ['allow']), answering(1, ['deny'], 'two')],
      expected: 'denied',
      asked: 2,
    },
    {
      name: 'what is not known in one chain does not hide a denial in another',
      judges: [answering(1, ['allow', 'deny']), answering(1, ['deny'], 'two')],
      expected: 'denied',
      asked: 2,
    },
  ])('$name', ({ judges, expected, asked }) => {
    const permitted = judge(
      [deployment('shop', 'cart')],
      draft({ kind: 'host', host: 'api.example' }),
      judges,
    );
    expect(permitted.verdict).toBe(expected);
    expect(permitted.layers).toHaveLength(asked);
  });
});
