import { kindKey, type KindKey } from '../kinds/KindRef';
import type { KubeObject } from '../snapshot/KubeObject';
import { completeNamespaces } from './impliedNamespaces';

const GATEWAY: KubeObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'web', namespace: 'infra' },
  spec: {
    listeners: [
      {
        allowedRoutes: {
          namespaces: {
            from: 'Selector',
            selector: { matchLabels: { team: 'shop' } },
          },
        },
      },
    ],
  },
};
const NAMESPACE: KubeObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'infra' },
};
const inPayments = (group: string, kind: string): KubeObject => ({
  apiVersion: `${group}/v1`,
  kind,
  metadata: { name: 'a', namespace: 'payments' },
});

function problemsWith(object: KubeObject) {
  const objects = new Map<KindKey, KubeObject[]>();
  for (const each of [GATEWAY, NAMESPACE, object]) {
    const [group, version] = each.apiVersion.split('/');
    objects.set(kindKey({ group: version ? group : '', kind: each.kind }), [
      each,
    ]);
  }
  return completeNamespaces({
    name: 'a',
    objects,
    unread: new Set(),
    stated: {},
  }).problems.map(({ message }) => message);
}

describe('completeNamespaces', () => {
  it('warns of a namespace without labels that a selector could choose', () => {
    expect(
      problemsWith(inPayments('gateway.networking.k8s.io', 'HTTPRoute')),
    ).toEqual([expect.stringContaining('Namespace payments is not in')]);
  });

  it('does not warn of one that holds grants alone: nothing in it is selected', () => {
    expect(
      problemsWith(inPayments('gateway.networking.k8s.io', 'ReferenceGrant')),
    ).toEqual([]);
  });
});
