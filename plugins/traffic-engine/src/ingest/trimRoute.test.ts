import { normalizeObject } from './normalizeObject';

describe('a Route of OpenShift', () => {
  it('is kept without its private key', () => {
    const kept = normalizeObject({
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { name: 'a', namespace: 'n' },
      spec: {
        host: 'a.io',
        tls: { termination: 'edge', certificate: 'public', key: 'private' },
      },
    });
    expect(kept.spec).toEqual({
      host: 'a.io',
      tls: { termination: 'edge', certificate: 'public' },
    });
  });

  it.each([undefined, null, 'x', { tls: null }, { tls: 'key' }])(
    'is kept as it is where it has no such section: %j',
    spec => {
      expect(
        normalizeObject({
          apiVersion: 'route.openshift.io/v1',
          kind: 'Route',
          metadata: { name: 'a' },
          spec,
        }).spec,
      ).toEqual(spec);
    },
  );
});
