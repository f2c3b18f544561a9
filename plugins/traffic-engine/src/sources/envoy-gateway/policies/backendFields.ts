import { isRecord, readFlag, readList, readText } from '../../../snapshot/read';
import type { PolicyFields } from './PolicyField';
import { objectWords, paramsOf, texts } from './words';

/** Where a Backend leads is a fact of the routes, and no setting. */
const WHERE = { reads: ['spec'], describe: () => [] };

/** The fields of a Backend that say how requests reach it. */
export const BACKEND_FIELDS: PolicyFields = {
  endpoints: WHERE,
  type: WHERE,
  fallback: {
    reads: [],
    describe: value =>
      value === true
        ? [
            {
              aspect: 'failover',
              summary: 'only where no other backend of the rule is healthy',
              params: { fallback: true },
            },
          ]
        : [],
  },
  appProtocols: {
    reads: [],
    describe: value => {
      const protocols = texts({ value }, 'value').join(', ');
      return protocols === ''
        ? []
        : [
            {
              aspect: 'connection',
              summary: protocols,
              params: { appProtocols: protocols },
            },
          ];
    },
  },
  tls: {
    reads: [
      'caCertificateRefs',
      'wellKnownCACertificates',
      'insecureSkipVerify',
      'clientCertificateRef',
      'sni',
      'minVersion',
      'maxVersion',
      'ciphers',
      'ecdhCurves',
      'signatureAlgorithms',
      'alpnProtocols',
    ],
    describe: value => [
      {
        aspect: 'backend-tls',
        summary: tlsWords(value),
        params: paramsOf(value, [
          'sni',
          'wellKnownCACertificates',
          'insecureSkipVerify',
          'minVersion',
          'maxVersion',
        ]),
      },
    ],
  },
};

function tlsWords(tls: unknown): string {
  const authorities = readList(tls, 'caCertificateRefs')
    .map(ref => `${readText(ref, 'kind') ?? ''} ${readText(ref, 'name') ?? ''}`)
    .concat(readText(tls, 'wellKnownCACertificates') ?? [])
    .join(', ');
  const sni = readText(tls, 'sni');
  const isClient =
    isRecord(tls) && isRecord(tls.clientCertificateRef)
      ? `, with the client certificate of ${objectWords(
          tls,
          'clientCertificateRef',
        )}`
      : '';
  const verified =
    readFlag(tls, 'insecureSkipVerify') === true
      ? 'not verified'
      : `verified${authorities ? ` against ${authorities}` : ''}`;
  return `TLS${sni ? ` as ${sni}` : ''}, ${verified}${isClient}`;
}
