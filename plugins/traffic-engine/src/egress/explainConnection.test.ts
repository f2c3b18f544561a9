import type { KindStatus, ObjectRef } from '@portolan/plugin-traffic-common';
import { core } from '../sources/core';
import { networkPolicy } from '../sources/network-policy';
import { snapshotFrom } from '../testing/snapshotFrom';
import { serviceIndex } from '../topology/serviceIndex';
import type { AskedEnd } from './AskedEnd';
import { explainConnection } from './explainConnection';
import { renderExplanation } from './renderExplanation';

const CLUSTER = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } } } }
---
apiVersion: v1
kind: Pod
metadata: { name: loose, namespace: shop, labels: { app: loose } }
status: { podIP: 10.0.0.9 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: stock, namespace: stock }
spec:
  template:
    metadata: { labels: { app: stock } }
    spec: { containers: [{ ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: stock, namespace: stock }
spec:
  clusterIP: 172.20.0.9
  selector: { app: stock }
  ports: [{ port: 80, targetPort: http }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-cart, namespace: stock }
spec:
  podSelector: {}
  ingress:
    - from:
        - namespaceSelector: {}
          podSelector: { matchLabels: { app: cart } }
      ports: [{ port: 8080 }]
`;
const SOURCES = [core, networkPolicy];
const KINDS = [
  ...SOURCES.flatMap(source => source.reads),
  ...serviceIndex.reads,
];
const object = (kind: string, namespace: string, name: string): AskedEnd => {
  const ref: ObjectRef = {
    cluster: 'test',
    group: kind === 'Deployment' ? 'apps' : '',
    kind,
    namespace,
    name,
  };
  return { kind: 'object', ref };
};
const cart = object('Deployment', 'shop', 'cart');
const stock = object('Service', 'stock', 'stock');

function explain(
  from: AskedEnd,
  to: AskedEnd,
  more: { port?: number; statuses?: Record<string, KindStatus> } = {},
): string {
  const question = { from, to, port: more.port ?? 80, protocol: 'TCP' };
  const snapshot = snapshotFrom(CLUSTER, {
    kinds: KINDS,
    statuses: more.statuses,
  });
  return renderExplanation(
    question,
    explainConnection({ ...question, snapshot, sources: SOURCES }),
  );
}

describe('explainConnection', () => {
  it('says why a connection may be made', () => {
    expect(explain(cart, stock)).toBe(
      [
        'The connection from Deployment shop/cart to Service stock/stock, port 80 TCP, may be made.',
        '  network-policy, egress: allowed; no policy of this layer applies',
        '  network-policy, ingress: allowed; allowed by NetworkPolicy stock/only-cart spec.ingress[0].from[0]',
        '',
      ].join('\n'),
    );
  });

  it('says why a connection may not be made', () => {
    expect(explain(object('Pod', 'shop', 'loose'), stock)).toBe(
      [
        'The connection from Pod shop/loose to Service stock/stock, port 80 TCP, may not be made.',
        '  network-policy, egress: allowed; no policy of this layer applies',
        '  network-policy, ingress: denied; no rule allows it, and this closes the direction: NetworkPolicy stock/only-cart spec.ingress',
        '',
      ].join('\n'),
    );
  });

  it.each([
    {
      name: 'the address of a Service is the Service',
      from: cart,
      to: { kind: 'address' as const, ip: '172.20.0.9' },
      expected: 'port 80 TCP, may be made.',
    },
    {
      name: 'the address of a pod is the pod',
      from: { kind: 'address' as const, ip: '10.0.0.9' },
      to: stock,
      expected: 'port 80 TCP, may not be made.',
    },
    {
      name: 'an address outside',
      from: { kind: 'address' as const, ip: '192.0.2.1' },
      to: stock,
      expected: 'port 80 TCP, may not be made.',
    },
    {
      name: 'a host',
      from: cart,
      to: { kind: 'host' as const, host: 'api.example' },
      expected: 'port 80 TCP, may be made.',
    },
    {
      name: 'no address',
      from: cart,
      to: { kind: 'address' as const, ip: 'cart' },
      expected: 'cart is no address or range of addresses.',
    },
    {
      name: 'no range',
      from: cart,
      to: { kind: 'cidr' as const, cidr: '10.0.0.0/99' },
      expected: '10.0.0.0/99 is no address or range of addresses.',
    },
    {
      name: 'a workload that is not there',
      from: object('Deployment', 'shop', 'gone'),
      to: stock,
      expected: 'Deployment shop/gone does not exist in this cluster.',
    },
    {
      name: 'a Service that is not there',
      from: cart,
      to: object('Service', 'shop', 'gone'),
      expected: 'Service shop/gone does not exist in this cluster.',
    },
  ])('$name', ({ from, to, expected }) => {
    expect(explain(from, to).split('\n')[0]).toContain(expected);
  });

  it.each<AskedEnd>([
    { kind: 'address', ip: '::ffff:10.0.0.9' },
    { kind: 'cidr', cidr: '10.0.0.9/32' },
    { kind: 'cidr', cidr: '::ffff:10.0.0.9/128' },
  ])('knows the pod whose address is written as %j', end => {
    const layers = (text: string) => text.split('\n').slice(1);
    const pod = object('Pod', 'shop', 'loose');
    expect(layers(explain(end, stock))).toEqual(layers(explain(pod, stock)));
    expect(layers(explain(cart, end))).toEqual(layers(explain(cart, pod)));
  });

  it('tells a port that no pod serves', () => {
    expect(explain(cart, stock, { port: 81 })).toBe(
      'Service stock/stock has no pods that serve this port.\n',
    );
  });

  it('does not call missing what it may not look at', () => {
    const statuses = { Service: { state: 'pending' as const } };
    expect(explain(cart, stock, { statuses })).toBe(
      'Service stock/stock cannot be looked up: its kind is not known in this cluster.\n',
    );
  });
});
