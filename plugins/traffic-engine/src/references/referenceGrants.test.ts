import type { KindStatus, ObjectRef } from '@portolan/plugin-traffic-common';
import { REFERENCE_GRANT } from '../sources/gateway-api/kinds';
import { snapshotFrom } from '../testing/snapshotFrom';
import { referenceGrants } from './referenceGrants';

const grants = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: one, namespace: payments }
spec:
  from:
    - { group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }
    - { group: gateway.networking.k8s.io, kind: TCPRoute, namespace: bank }
  to: [{ group: "", kind: Service, name: api }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: two, namespace: payments }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: infra }]
  to: [{ group: "", kind: Secret }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: not-here, namespace: shop }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]
  to: [{ group: "", kind: Service }]
`;
const denied: KindStatus = {
  state: 'denied',
  problem: { reason: 'forbidden', message: 'May not be read.' },
};
const route = {
  group: 'gateway.networking.k8s.io',
  kind: 'HTTPRoute',
  namespace: 'shop',
};
const service: ObjectRef = {
  cluster: 'test',
  group: '',
  kind: 'Service',
  namespace: 'payments',
  name: 'api',
};
const secret = { ...service, kind: 'Secret', name: 'certificate' };

describe('referenceGrants', () => {
  it.each([
    {
      name: 'within a namespace nothing is asked',
      from: { ...route, namespace: 'payments' },
      to: service,
      expected: 'permitted',
    },
    {
      name: 'all of group, kind, namespace and name fit',
      from: route,
      to: service,
      expected: 'permitted',
    },
    {
      name: 'any of several sources',
      from: { ...route, kind: 'TCPRoute', namespace: 'bank' },
      to: service,
      expected: 'permitted',
    },
    {
      name: 'the fields of one source go together',
      from: { ...route, kind: 'TCPRoute' },
      to: service,
      expected: 'forbidden',
    },
    {
      name: 'another name',
      from: route,
      to: { ...service, name: 'ledger' },
      expected: 'forbidden',
    },
    {
      name: 'another kind',
      from: route,
      to: { ...service, kind: 'Secret' },
      expected: 'forbidden',
    },
    {
      name: 'another group',
      from: { ...route, group: 'example.org' },
      to: service,
      expected: 'forbidden',
    },
    {
      name: 'without a name, every name',
      from: { ...route, kind: 'Gateway', namespace: 'infra' },
      to: secret,
      expected: 'permitted',
    },
    {
      name: 'a grant in the namespace of the referrer is none',
      from: route,
      to: { ...service, namespace: 'bank' },
      expected: 'forbidden',
    },
  ])('$name', ({ from, to, expected }) => {
    const snapshot = snapshotFrom(grants, { kinds: [REFERENCE_GRANT] });
    expect(snapshot.index(referenceGrants).permission(from, to).state).toBe(
      expected,
    );
  });

  it('says unknown, and why, when grants may not be read', () => {
    const snapshot = snapshotFrom([], {
      kinds: [REFERENCE_GRANT],
      statuses: { ReferenceGrant: denied },
    });
    expect(snapshot.index(referenceGrants).permission(route, service)).toEqual({
      state: 'unknown',
      because: denied,
    });
  });

  it.each([
    {
      name: 'in the namespaces that were read',
      namespaces: ['payments'],
      expected: 'forbidden',
    },
    {
      name: 'in others it is unknown',
      namespaces: ['shop'],
      expected: 'unknown',
    },
  ])('forbids only $name', ({ namespaces, expected }) => {
    const snapshot = snapshotFrom([], {
      kinds: [REFERENCE_GRANT],
      statuses: {
        ReferenceGrant: {
          state: 'synced',
          at: '2026-01-01T00:00:00Z',
          namespaces,
        },
      },
    });
    expect(
      snapshot.index(referenceGrants).permission(route, service).state,
    ).toBe(expected);
  });

  it('forbids where the cluster does not serve grants', () => {
    const snapshot = snapshotFrom([], {
      kinds: [REFERENCE_GRANT],
      statuses: { ReferenceGrant: { state: 'absent' } },
    });
    expect(
      snapshot.index(referenceGrants).permission(route, service).state,
    ).toBe('forbidden');
  });
});
