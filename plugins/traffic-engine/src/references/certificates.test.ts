import type { Host } from '@portolan/plugin-traffic-common';
import { CERTIFICATE } from '../kinds/certManagerKinds';
import { SECRET, TLS_SECRET } from '../kinds/coreKinds';
import { snapshotFrom } from '../testing/snapshotFrom';
import { certificateAt } from './certificates';
import { coversHost } from './coversHost';

const REFUSED = { reason: 'forbidden', message: 'No.' } as const;
const exact = (value: string): Host => ({ kind: 'exact', value });
const wildcard = (value: string): Host => ({ kind: 'wildcard', value });

describe('coversHost', () => {
  it.each<{ names: string[]; host: Host; expected: boolean | null }>([
    { names: ['a.x.com'], host: exact('a.x.com'), expected: true },
    { names: ['a.x.com.'], host: exact('a.x.com'), expected: true },
    { names: ['a.x.com'], host: exact('b.x.com'), expected: false },
    { names: ['*.x.com'], host: exact('a.x.com'), expected: true },
    { names: ['*.x.com'], host: exact('a.b.x.com'), expected: false },
    { names: ['*.x.com'], host: exact('x.com'), expected: false },
    { names: ['*.x.com'], host: exact('.x.com'), expected: false },
    { names: [], host: exact('a.x.com'), expected: false },
    { names: ['y.com', '*.x.com'], host: exact('a.x.com'), expected: true },
    { names: ['*.x.com'], host: wildcard('*.x.com'), expected: true },
    { names: ['a.x.com'], host: wildcard('*.x.com'), expected: null },
    { names: ['*.a.x.com'], host: wildcard('*.x.com'), expected: null },
    { names: ['*.y.com'], host: wildcard('*.x.com'), expected: false },
    { names: ['a.x.com'], host: { kind: 'any', value: '' }, expected: null },
  ])('$names for $host.value: $expected', ({ names, host, expected }) => {
    expect(coversHost(names, host)).toBe(expected);
  });
});

const MANAGED = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop, namespace: shop }
spec:
  secretName: shop-tls
  dnsNames: [Shop.Example.com]
  issuerRef: { kind: ClusterIssuer, name: public }
status: { notBefore: 2026-01-01T00:00:00Z, notAfter: 2026-04-01T00:00:00Z }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ordered, namespace: shop }
spec: { secretName: ordered-tls, dnsNames: [new.example.com] }
`;
const EMPTY_SECRET = `
apiVersion: v1
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
`;

describe('certificateAt', () => {
  const at = (
    text: string,
    name: string,
    kinds: Parameters<typeof snapshotFrom>[1] = {
      kinds: [CERTIFICATE, SECRET],
      statuses: { Secret: { state: 'denied', problem: REFUSED } },
    },
  ) =>
    certificateAt(
      snapshotFrom(text, kinds),
      { namespace: 'shop', name },
      exact('shop.example.com'),
    );

  it('tells what cert-manager states where Secrets may not be read', () => {
    expect(at(MANAGED, 'shop-tls')).toMatchObject({
      state: 'read',
      covers: true,
      facts: {
        names: ['shop.example.com'],
        issuer: 'ClusterIssuer public',
        notBefore: '2026-01-01T00:00:00Z',
        notAfter: '2026-04-01T00:00:00Z',
        fingerprint: null,
        from: 'cert-manager',
      },
    });
  });

  it.each([
    { name: 'a certificate that is only ordered', secret: 'ordered-tls' },
    { name: 'a Secret that nobody tells of', secret: 'other' },
  ])('says nothing of $name', ({ secret }) => {
    expect(at(MANAGED, secret)).toEqual({
      ref: expect.objectContaining({ kind: 'Secret', name: secret }),
      state: 'not-read',
    });
  });

  it('falls back to cert-manager for a Secret whose data was left out', () => {
    const known = at(`${MANAGED}---${EMPTY_SECRET}`, 'shop-tls', {
      kinds: [CERTIFICATE, SECRET],
    });
    expect(known).toMatchObject({ state: 'read', covers: true });
  });

  it('says nothing of the names of a certificate that is to be issued anew, nor that an ordered one is missing', () => {
    const renewed = MANAGED.replace(
      'status: { notBefore',
      "status: { conditions: [{ type: Ready, status: 'False', reason: RequestChanged }], notBefore",
    );
    const known = at(renewed, 'shop-tls');
    expect(known).toMatchObject({ state: 'read', facts: { names: [] } });
    expect(known).not.toHaveProperty('covers');
    const kinds = { kinds: [CERTIFICATE, SECRET] };
    expect(at(MANAGED, 'ordered-tls', kinds).state).toBe('not-read');
  });

  it('says nothing of a Secret that two Certificates keep', () => {
    const second = MANAGED.replace('name: shop,', 'name: again,');
    expect(at(`${MANAGED}---${second}`, 'shop-tls').state).toBe('not-read');
  });

  it('calls a Secret missing only where all of them are read', () => {
    const all = at('', 'gone', { kinds: [CERTIFICATE, SECRET] });
    const forTlsAlone = at('', 'gone', { kinds: [CERTIFICATE, TLS_SECRET] });
    expect(all.state).toBe('missing');
    expect(forTlsAlone.state).toBe('not-read');
  });
});
