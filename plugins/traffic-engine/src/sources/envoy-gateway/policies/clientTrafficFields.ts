import {
  isRecord,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { http2, plain, tcpKeepalive } from './connectionFields';
import type { PolicyFields, Setting } from './PolicyField';
import {
  objectWords,
  paramsOf,
  paramWords,
  texts,
  written,
  numberOrText,
} from './words';

const one = (
  aspect: Setting['aspect'],
  summary: string,
  params: Setting['params'] = {},
  path?: string,
): Setting => ({ aspect, summary, params, ...(path ? { path } : {}) });

/** The fields of a ClientTrafficPolicy: what holds between clients and the listener. */
export const CLIENT_TRAFFIC_FIELDS: PolicyFields = {
  tls: {
    reads: [
      'minVersion',
      'maxVersion',
      'ciphers',
      'alpnProtocols',
      'ecdhCurves',
      'signatureAlgorithms',
      'clientValidation',
    ],
    describe: value => [...listenerTls(value), ...clientValidation(value)],
  },
  http3: { reads: [], describe: () => [one('connection', 'HTTP/3 offered')] },
  timeout: {
    reads: ['http', 'tcp'],
    describe: value =>
      (['http', 'tcp'] as const).flatMap(layer => {
        const params = paramsOf(readRecord(value, layer), [
          'requestReceivedTimeout',
          'requestHeadersReceivedTimeout',
          'idleTimeout',
          'streamIdleTimeout',
          'tlsHandshakeTimeout',
          'connectionInspectionTimeout',
        ]);
        return Object.keys(params).length === 0
          ? []
          : [one('timeout', `client: ${paramWords(params)}`, params, layer)];
      }),
  },
  clientIPDetection: {
    reads: ['xForwardedFor', 'customHeader', 'directSourceIP'],
    describe: clientIp,
  },
  connection: {
    reads: ['connectionLimit', 'bufferLimit', 'socketBufferLimit'],
    describe: value => {
      const limit = written(readRecord(value, 'connectionLimit'), 'value');
      const params = {
        ...(limit ? { connectionLimit: numberOrText(limit) } : {}),
        ...paramsOf(value, ['bufferLimit', 'socketBufferLimit']),
      };
      return Object.keys(params).length === 0
        ? []
        : [one('connection', `client: ${paramWords(params)}`, params)];
    },
  },
  headers: {
    reads: [
      'earlyRequestHeaders',
      'lateResponseHeaders',
      'withUnderscoresAction',
      'enableEnvoyHeaders',
      'disableRateLimitHeaders',
      'preserveXRequestID',
      'requestID',
    ],
    describe: headers,
  },
  path: {
    reads: ['escapedSlashesAction', 'disableMergeSlashes'],
    describe: value => {
      const params = paramsOf(value, [
        'escapedSlashesAction',
        'disableMergeSlashes',
      ]);
      return Object.keys(params).length === 0
        ? []
        : [one('rewrite', `path: ${paramWords(params)}`, params)];
    },
  },
  http1: plain(
    'connection',
    ['enableTrailers', 'preserveHeaderCase'],
    'HTTP/1: ',
  ),
  http2,
  tcpKeepalive,
  enableProxyProtocol: {
    reads: [],
    describe: value =>
      value === true ? [one('connection', 'PROXY protocol expected')] : [],
  },
  proxyProtocol: {
    reads: ['optional'],
    describe: value => [
      one(
        'connection',
        `PROXY protocol ${
          isRecord(value) && value.optional === true ? 'taken' : 'expected'
        }`,
      ),
    ],
  },
  healthCheck: {
    reads: ['path'],
    describe: value => {
      const path = readText(value, 'path') ?? '';
      return [
        one('health-check', `the proxy answers ${path} itself`, { path }),
      ];
    },
  },
};

function listenerTls(value: unknown): Setting[] {
  const lists = [
    'ciphers',
    'alpnProtocols',
    'ecdhCurves',
    'signatureAlgorithms',
  ].flatMap(name => {
    const list = texts(value, name).join(', ');
    return list ? [[name, list] as const] : [];
  });
  const params = {
    ...paramsOf(value, ['minVersion', 'maxVersion']),
    ...Object.fromEntries(lists),
  };
  return Object.keys(params).length === 0
    ? []
    : [one('listener-tls', paramWords(params), params)];
}

/** Without a mode, `optional` decides whether a certificate is required. */
function clientValidation(value: unknown): Setting[] {
  const validation = readRecord(value, 'clientValidation');
  if (Object.keys(validation).length === 0) {
    return [];
  }
  const authorities = readList(validation, 'caCertificateRefs')
    .map(ref => objectWords({ ref }, 'ref'))
    .join(', ');
  const mode =
    readText(validation, 'mode') ??
    (validation.optional === true ? 'VerifyIfGiven' : 'RequireAndVerify');
  const required = mode === 'RequireAndVerify' || mode === 'RequireAny';
  return [
    one(
      'client-certificate',
      `client certificate ${required ? 'required' : 'asked for, not required'}${
        mode === 'RequireAny' || mode === 'Request' ? ', not verified' : ''
      }${authorities ? `, signed by ${authorities}` : ''}`,
      { mode, ...(authorities ? { caCertificateRefs: authorities } : {}) },
      'clientValidation',
    ),
  ];
}

function clientIp(value: unknown): Setting[] {
  const forwarded = readRecord(value, 'xForwardedFor');
  const hops = written(forwarded, 'numTrustedHops');
  const cidrs = texts(forwarded, 'trustedCIDRs').join(', ');
  const header = readText(readRecord(value, 'customHeader'), 'name');
  if (header) {
    return [
      one('headers', `the client’s address is in header ${header}`, { header }),
    ];
  }
  if (hops || cidrs) {
    return [
      one(
        'headers',
        `the client’s address is in X-Forwarded-For, trusting ${
          hops ? `${hops} ${hops === '1' ? 'hop' : 'hops'}` : cidrs
        }`,
        hops ? { numTrustedHops: numberOrText(hops) } : { trustedCIDRs: cidrs },
      ),
    ];
  }
  return [one('headers', 'the client’s address is that of its connection')];
}

/** Names alone: values may be credentials. */
function headers(value: unknown): Setting[] {
  const changes = (
    ['earlyRequestHeaders', 'lateResponseHeaders'] as const
  ).flatMap((side): Setting[] => {
    const change = readRecord(value, side);
    const words = ['set', 'add', 'addIfAbsent'].flatMap(verb => {
      const names = readList(change, verb)
        .map(item => readText(item, 'name') ?? '')
        .join(', ');
      return names ? [`${verb} ${names}`] : [];
    });
    const removed = texts(change, 'remove').join(', ');
    const all = [...words, ...(removed ? [`remove ${removed}`] : [])];
    return all.length === 0
      ? []
      : [one('headers', `${side}: ${all.join('; ')}`, {}, side)];
  });
  const params = paramsOf(value, [
    'withUnderscoresAction',
    'enableEnvoyHeaders',
    'disableRateLimitHeaders',
    'preserveXRequestID',
    'requestID',
  ]);
  return [
    ...changes,
    ...(Object.keys(params).length === 0
      ? []
      : [one('headers', paramWords(params), params)]),
  ];
}
