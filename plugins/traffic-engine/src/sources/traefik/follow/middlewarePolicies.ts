import type {
  PolicyAspect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import {
  isRecord,
  readFlag,
  readLabels,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';

/** What one field of a Middleware's spec does, without who set it. */
export type MiddlewareEffect = Pick<
  RoutePolicy,
  'aspect' | 'summary' | 'params'
>;

type Read = (settings: unknown) => readonly MiddlewareEffect[];

const effect = (
  aspect: PolicyAspect,
  summary: string,
  params: RoutePolicy['params'] = {},
): MiddlewareEffect => ({ aspect, summary, params });

const texts = (settings: unknown, field: string): readonly string[] =>
  readList(settings, field).filter(
    (item): item is string => typeof item === 'string',
  );

/** A duration or number as it is written. */
const written = (settings: unknown, field: string): string | undefined => {
  const value = isRecord(settings) ? settings[field] : undefined;
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : undefined;
};

const allowList: Read = settings => {
  const ranges = texts(settings, 'sourceRange');
  return [
    effect('ip-allow-list', `only from ${ranges.join(', ') || 'nowhere'}`, {
      sourceRange: ranges.join(', '),
    }),
  ];
};

const login =
  (word: string): Read =>
  settings =>
    [
      effect('authentication', `${word} authentication`, {
        secret: readText(settings, 'secret') ?? '',
      }),
    ];

const rewrite =
  (summary: (settings: unknown) => string): Read =>
  settings =>
    [effect('rewrite', summary(settings))];

/** Middleware and MiddlewareTCP, field by field; a field that is not here is seen and not interpreted. */
export const MIDDLEWARE_FIELDS: Readonly<Record<string, Read>> = {
  addPrefix: rewrite(
    settings => `puts ${readText(settings, 'prefix') ?? ''} before the path`,
  ),
  basicAuth: login('basic'),
  buffering: settings => {
    const limit = readNumber(settings, 'maxRequestBodyBytes') ?? 0;
    return [
      limit > 0
        ? effect('body-size', `requests of at most ${limit} bytes`, {
            maxRequestBodyBytes: limit,
          })
        : effect('body-size', 'buffers requests and answers'),
    ];
  },
  circuitBreaker: settings => [
    effect(
      'circuit-breaker',
      `opens when ${readText(settings, 'expression') ?? ''}`,
      { expression: readText(settings, 'expression') ?? '' },
    ),
  ],
  compress: () => [effect('compression', 'compresses answers')],
  contentType: () => [effect('headers', 'finds the content type of answers')],
  digestAuth: login('digest'),
  errors: settings => [
    effect(
      'other',
      `error pages for ${texts(settings, 'status').join(', ') || 'errors'}`,
      { query: readText(settings, 'query') ?? '' },
    ),
  ],
  forwardAuth: settings => [
    effect(
      'authentication',
      `asks ${readText(settings, 'address') ?? 'another service'}`,
      { address: readText(settings, 'address') ?? '' },
    ),
  ],
  grpcWeb: settings => [
    effect('other', 'gRPC-Web', {
      allowOrigins: texts(settings, 'allowOrigins').join(', '),
    }),
  ],
  headers: readHeaders,
  inFlightConn: settings => {
    const amount = readNumber(settings, 'amount') ?? 0;
    return [
      effect('rate-limit', `${amount} connections at once per client`, {
        amount,
      }),
    ];
  },
  inFlightReq: settings => {
    const amount = readNumber(settings, 'amount') ?? 0;
    return [
      effect('rate-limit', `${amount} requests at once${perSource(settings)}`, {
        amount,
      }),
    ];
  },
  ipAllowList: allowList,
  ipWhiteList: allowList,
  passTLSClientCert: () => [
    effect('client-certificate', 'tells the backend of the client certificate'),
  ],
  rateLimit: settings => {
    const average = readNumber(settings, 'average') ?? 0;
    const burst = readNumber(settings, 'burst') ?? 1;
    const period = written(settings, 'period') ?? '1s';
    return average > 0
      ? [
          effect(
            'rate-limit',
            `${average} per ${period}, bursts of ${burst}${perSource(
              settings,
            )}`,
            { average, burst, period },
          ),
        ]
      : [effect('rate-limit', 'no limit (average is 0)', { average })];
  },
  redirectRegex: settings => [
    effect(
      'redirect',
      `URLs that match ${readText(settings, 'regex') ?? ''} to ${
        readText(settings, 'replacement') ?? ''
      }`,
      { permanent: readFlag(settings, 'permanent') ?? false },
    ),
  ],
  redirectScheme: settings => [
    effect('redirect', `to ${readText(settings, 'scheme') ?? ''}`, {
      scheme: readText(settings, 'scheme') ?? '',
      port: readText(settings, 'port') ?? '',
      permanent: readFlag(settings, 'permanent') ?? false,
    }),
  ],
  replacePath: rewrite(
    settings => `replaces the path by ${readText(settings, 'path') ?? ''}`,
  ),
  replacePathRegex: rewrite(
    settings =>
      `replaces ${readText(settings, 'regex') ?? ''} in the path by ${
        readText(settings, 'replacement') ?? ''
      }`,
  ),
  retry: settings => {
    const attempts = readNumber(settings, 'attempts') ?? 0;
    return [effect('retry', `${attempts} attempts`, { attempts })];
  },
  stripPrefix: rewrite(
    settings => `takes ${texts(settings, 'prefixes').join(', ')} off the path`,
  ),
  stripPrefixRegex: rewrite(
    settings =>
      `takes what matches ${texts(settings, 'regex').join(', ')} off the path`,
  ),
};

/** Each CORS field, and beside them every header that is set; values of headers may be secret and are not told. */
function readHeaders(settings: unknown): readonly MiddlewareEffect[] {
  const origins = [
    ...texts(settings, 'accessControlAllowOriginList'),
    ...texts(settings, 'accessControlAllowOriginListRegex'),
  ];
  const requestHeaders = Object.keys(
    readLabels(settings, 'customRequestHeaders'),
  );
  const responseHeaders = Object.keys(
    readLabels(settings, 'customResponseHeaders'),
  );
  const others = Object.keys(isRecord(settings) ? settings : {})
    .filter(
      field =>
        !field.startsWith('accessControl') &&
        ![
          'customRequestHeaders',
          'customResponseHeaders',
          'addVaryHeader',
        ].includes(field),
    )
    .sort();
  return [
    ...(origins.length > 0
      ? [
          effect('cors', `from ${origins.join(', ')}`, {
            methods: texts(settings, 'accessControlAllowMethods').join(', '),
            allowCredentials:
              readFlag(settings, 'accessControlAllowCredentials') ?? false,
          }),
        ]
      : []),
    ...(requestHeaders.length > 0
      ? [effect('headers', `of the request: ${requestHeaders.join(', ')}`)]
      : []),
    ...(responseHeaders.length > 0
      ? [effect('headers', `of the answer: ${responseHeaders.join(', ')}`)]
      : []),
    ...(others.length > 0
      ? [effect('headers', `security headers: ${others.join(', ')}`)]
      : []),
  ];
}

function perSource(settings: unknown): string {
  const source = readRecord(settings, 'sourceCriterion');
  const header = readText(source, 'requestHeaderName');
  if (header) {
    return ` per header ${header}`;
  }
  return readFlag(source, 'requestHost') ? ' per host' : ' per client';
}
