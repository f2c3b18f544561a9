import { NAMESPACE } from '../kinds/coreKinds';
import { namespaceLabels } from '../egress/namespaceLabels';
import { snapshotFrom } from '../testing/snapshotFrom';
import { membershipOf } from './meshMembership';

function ask(
  pod: {
    labels?: Record<string, string>;
    containers?: string[];
    hostNetwork?: boolean;
  },
  namespace?: Record<string, string> | null,
) {
  const snapshot = snapshotFrom(
    [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop', labels: namespace ?? {} },
      },
    ],
    {
      kinds: [NAMESPACE],
      statuses: namespace === null ? { Namespace: { state: 'pending' } } : {},
    },
  );
  return membershipOf(
    { namespace: 'shop', labels: {}, hostNetwork: false, ...pod },
    snapshot.index(namespaceLabels),
  );
}

const injected = { 'istio-injection': 'enabled' };
const ambient = { 'istio.io/dataplane-mode': 'ambient' };

describe('a running pod', () => {
  it.each([
    { containers: ['app', 'istio-proxy'], namespace: {}, expected: 'sidecar' },
    { containers: ['istio-proxy'], namespace: {}, expected: 'gateway' },
    { containers: ['app'], namespace: injected, expected: 'none' },
    { containers: ['app'], namespace: ambient, expected: 'ambient' },
    { containers: ['app'], namespace: null, expected: 'unknown' },
  ])('$containers in $namespace is $expected', row => {
    expect(ask({ containers: row.containers }, row.namespace)).toBe(
      row.expected,
    );
  });

  it('on the network of its node has no proxy', () => {
    expect(ask({ containers: ['app'], hostNetwork: true }, ambient)).toBe(
      'none',
    );
  });
});

describe('a template', () => {
  it.each<{
    labels: Record<string, string>;
    namespace: Record<string, string> | null;
    expected: string;
  }>([
    { labels: {}, namespace: injected, expected: 'sidecar' },
    {
      labels: {},
      namespace: { 'istio.io/rev': 'canary' },
      expected: 'sidecar',
    },
    { labels: {}, namespace: {}, expected: 'none' },
    { labels: {}, namespace: null, expected: 'unknown' },
    {
      labels: { 'sidecar.istio.io/inject': 'false' },
      namespace: injected,
      expected: 'none',
    },
    {
      labels: { 'sidecar.istio.io/inject': 'true' },
      namespace: {},
      expected: 'sidecar',
    },
    {
      labels: { 'istio.io/dataplane-mode': 'none' },
      namespace: ambient,
      expected: 'none',
    },
    {
      labels: { 'gateway.networking.k8s.io/gateway-name': 'public' },
      namespace: injected,
      expected: 'gateway',
    },
  ])(
    '$labels in $namespace is $expected',
    ({ labels, namespace, expected }) => {
      expect(ask({ labels }, namespace)).toBe(expected);
    },
  );
});
