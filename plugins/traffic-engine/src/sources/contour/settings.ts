import type { PolicyAspect } from '@portolan/plugin-traffic-common';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';

/** What a field is about, and its values in few words. */
export type Setting = readonly [PolicyAspect, (value: unknown) => string];

/** `response 10s, idle 5s`: the plain values of a record under their own names. */
function words(value: unknown): string {
  return Object.entries(scalarsOf(value))
    .map(([key, text]) => (text === true ? key : `${key} ${text}`))
    .join(', ');
}

/** The numbers, texts and flags that a field holds itself. */
export function scalarsOf(
  value: unknown,
): Record<string, string | number | boolean> {
  const found: Record<string, string | number | boolean> = {};
  for (const [key, each] of Object.entries(isRecord(value) ? value : {})) {
    if (
      typeof each === 'string' ||
      typeof each === 'boolean' ||
      (typeof each === 'number' && Number.isFinite(each))
    ) {
      found[key] = each;
    }
  }
  return found;
}

function rateLimit(value: unknown): string {
  const local = readRecord(value, 'local');
  const parts = [
    ...('requests' in local
      ? [
          `${local.requests} per ${
            readText(local, 'unit') ?? ''
          } for each Envoy`,
        ]
      : []),
    ...(isRecord(value) && isRecord(value.global)
      ? [
          value.global.disabled === true
            ? 'not by the global rate limit service'
            : 'by the global rate limit service',
        ]
      : []),
  ];
  return parts.join(', ');
}

function addresses(verb: string): (value: unknown) => string {
  return value =>
    `${verb} ${(Array.isArray(value) ? value : [])
      .map(
        item =>
          `${readText(item, 'cidr') ?? ''} (${readText(item, 'source') ?? ''})`,
      )
      .join(', ')}`;
}

function headerNames(value: unknown): string {
  const set = readList(value, 'set').map(item => readText(item, 'name') ?? '');
  const removed = readList(value, 'remove').map(String);
  return [
    ...(set.length > 0 ? [`sets ${set.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removes ${removed.join(', ')}`] : []),
  ].join(', ');
}

function nameOfExtension(value: unknown): string {
  const ref = readRecord(value, 'extensionRef');
  const name = [readText(ref, 'namespace'), readText(ref, 'name')]
    .filter(Boolean)
    .join('/');
  return `external authorization by ${
    name || 'the service that Contour names'
  }`;
}

/** Fields of `spec.virtualhost` that hold for all its routes. */
export const HOST_SETTINGS: Readonly<Record<string, Setting>> = {
  corsPolicy: [
    'cors',
    value => `origins ${readList(value, 'allowOrigin').map(String).join(', ')}`,
  ],
  rateLimitPolicy: ['rate-limit', rateLimit],
  ipAllowPolicy: ['ip-allow-list', addresses('only from')],
  ipDenyPolicy: ['ip-allow-list', addresses('not from')],
};

/** Fields of `spec.virtualhost` that hold where TLS is terminated. */
export const SECURE_SETTINGS: Readonly<Record<string, Setting>> = {
  authorization: ['authorization', nameOfExtension],
};

/** Fields of `spec.virtualhost.tls`. */
export const TLS_SETTINGS: Readonly<Record<string, Setting>> = {
  minimumProtocolVersion: ['listener-tls', value => `at least TLS ${value}`],
  maximumProtocolVersion: ['listener-tls', value => `at most TLS ${value}`],
  enableFallbackCertificate: [
    'listener-tls',
    () => 'a fallback certificate for clients without a server name',
  ],
  clientValidation: [
    'client-certificate',
    value => words(value) || 'client certificates',
  ],
};

/** Fields of one route. */
export const ROUTE_SETTINGS: Readonly<Record<string, Setting>> = {
  timeoutPolicy: ['timeout', words],
  retryPolicy: ['retry', words],
  healthCheckPolicy: ['health-check', words],
  pathRewritePolicy: [
    'rewrite',
    value =>
      readList(value, 'replacePrefix')
        .map(
          item =>
            `${readText(item, 'prefix') ?? 'its prefix'} by ${
              readText(item, 'replacement') ?? ''
            }`,
        )
        .join(', '),
  ],
  requestHeadersPolicy: ['headers', value => `request: ${headerNames(value)}`],
  responseHeadersPolicy: [
    'headers',
    value => `response: ${headerNames(value)}`,
  ],
  cookieRewritePolicies: ['headers', () => 'rewrites cookies'],
  rateLimitPolicy: ['rate-limit', rateLimit],
  ipAllowPolicy: ['ip-allow-list', addresses('only from')],
  ipDenyPolicy: ['ip-allow-list', addresses('not from')],
  enableWebsockets: ['connection', () => 'websockets'],
  internalRedirectPolicy: [
    'redirect',
    value => `inside Envoy: ${words(value)}`,
  ],
  directResponsePolicy: [
    'other',
    value => `answers itself: ${readStatus(value)}`,
  ],
};

function readStatus(value: unknown): string {
  return isRecord(value) && typeof value.statusCode === 'number'
    ? String(value.statusCode)
    : 'a fixed answer';
}

/** `Cookie` keeps a client at its pod; other strategies spread. */
export const LOAD_BALANCER: Setting = [
  'load-balancing',
  value => readText(value, 'strategy') ?? 'RoundRobin',
];
