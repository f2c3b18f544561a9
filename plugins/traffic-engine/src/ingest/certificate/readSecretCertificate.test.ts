import type { KubeObject } from '../../snapshot/KubeObject';
import { decodeBase64 } from './decodePem';
import { readSecretCertificate } from './readSecretCertificate';

/** Valid from 12 October 1969 to 10 January 1970, for shop.example.com, by a made-up authority. */
const PEM = `-----BEGIN CERTIFICATE-----
MIIBVzCB/aADAgECAgEBMAoGCCqGSM49BAMCMC4xGjAYBgNVBAMTEUV4YW1wbGUg
QXV0aG9yaXR5MRAwDgYDVQQKEwdFeGFtcGxlMB4XDTY5MTAxMjAwMDAwMFoXDTcw
MDExMDAwMDAwMFowGzEZMBcGA1UEAxMQc2hvcC5leGFtcGxlLmNvbTBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABNEQ1CAtD1WHIdIcyNGCEtfsFSmlTD95/Qzntnb2
sny+Vu+xLT8keoFrrQTAx3dpik8qFfgFiR4bt5WAVP6CUA+jHzAdMBsGA1UdEQQU
MBKCEHNob3AuZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDSQAwRgIhAItP184xkXXq
Yt112mdfo1bLlmU9H6+Mkh52+cLTzZ5lAiEAnO26fcmvP8SplqmhhYmSkCxUaJzS
r+XbPh5B/QNbbbw=
-----END CERTIFICATE-----
`;
const KEY = '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n';
const OTHER = PEM.replace('MIIBVzCB', 'MIIBVzCC');

const secret = (parts: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'tls', namespace: 'shop' },
  type: 'kubernetes.io/tls',
  ...parts,
});
const malformed = (why: string) => ({ state: 'malformed', why });

describe('readSecretCertificate', () => {
  it('keeps the public facts of the first certificate, and nothing of the key', () => {
    const read = readSecretCertificate(
      secret({
        data: { 'tls.crt': btoa(`${PEM}${OTHER}`), 'tls.key': btoa(KEY) },
      }),
    );
    expect(read).toEqual({
      state: 'read',
      facts: {
        names: ['shop.example.com'],
        issuer: 'O=Example, CN=Example Authority',
        notBefore: '1969-10-12T00:00:00.000Z',
        notAfter: '1970-01-10T00:00:00.000Z',
        fingerprint:
          '93b4be298084434b3437654c6181aaf20327a98fd033b142b50b0100c6470fc9',
        from: 'secret',
      },
    });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it.each([
    {
      name: 'stringData is written over data',
      parts: {
        data: { 'tls.crt': btoa('old'), 'tls.key': btoa(KEY) },
        stringData: { 'tls.crt': PEM },
      },
      expected: expect.objectContaining({ state: 'read' }),
    },
    {
      name: 'data that was left out is not given',
      parts: {},
      expected: { state: 'not-given' },
    },
    {
      name: 'a placeholder for a pipeline is not given',
      parts: { data: { 'tls.crt': '<certificate>', 'tls.key': '<key>' } },
      expected: { state: 'not-given' },
    },
    {
      name: 'no certificate',
      parts: { data: { 'tls.key': btoa(KEY) } },
      expected: malformed('It has no tls.crt.'),
    },
    {
      name: 'no key',
      parts: { data: { 'tls.crt': btoa(PEM) } },
      expected: malformed('It has no tls.key.'),
    },
    {
      name: 'a key that is no PEM',
      parts: { data: { 'tls.crt': btoa(PEM), 'tls.key': btoa('hello') } },
      expected: malformed('Its tls.key is not PEM.'),
    },
    {
      name: 'no PEM',
      parts: { data: { 'tls.crt': btoa('hello'), 'tls.key': btoa(KEY) } },
      expected: malformed('Its tls.crt holds no certificate in PEM form.'),
    },
    {
      name: 'PEM of something else',
      parts: {
        stringData: {
          'tls.crt':
            '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----',
          'tls.key': KEY,
        },
      },
      expected: malformed(
        'Its tls.crt holds PEM that is no X.509 certificate.',
      ),
    },
    {
      name: 'a certificate that is cut short',
      parts: {
        stringData: {
          'tls.crt': PEM.replace(/\n[^\n]*=\n/, '\n'),
          'tls.key': KEY,
        },
      },
      expected: malformed(
        'Its tls.crt holds PEM that is no X.509 certificate.',
      ),
    },
    {
      name: 'megabytes',
      parts: {
        stringData: { 'tls.crt': PEM.repeat(10_000), 'tls.key': KEY },
      },
      expected: malformed('Its tls.crt is longer than 262144 characters.'),
    },
    {
      name: 'values of the wrong type',
      parts: { data: { 'tls.crt': 1, 'tls.key': null } },
      expected: malformed('It has no tls.crt.'),
    },
  ])('$name', ({ parts, expected }) => {
    expect(readSecretCertificate(secret(parts))).toEqual(expected);
  });

  it('reads base64 over several lines, and refuses anything else', () => {
    expect(decodeBase64('aGVs\nbG8=')).toBe('hello');
    expect(decodeBase64('%')).toBeUndefined();
  });
});
