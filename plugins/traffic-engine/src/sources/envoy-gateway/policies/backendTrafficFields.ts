import {
  isRecord,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { BACKEND_CONNECTION_FIELDS, plain } from './connectionFields';
import type { PolicyField, PolicyFields, Setting } from './PolicyField';
import { paramsOf, paramWords, written, numberOrText } from './words';

const compression: PolicyField = {
  reads: [],
  describe: value => {
    const types = (Array.isArray(value) ? value : [])
      .map(item => readText(item, 'type') ?? '')
      .filter(Boolean);
    return types.length === 0
      ? []
      : [
          {
            aspect: 'compression',
            summary: types.join(', '),
            params: { type: types.join(', ') },
          },
        ];
  },
};

const TIMEOUTS = [
  'requestTimeout',
  'connectionIdleTimeout',
  'maxConnectionDuration',
  'maxStreamDuration',
  'streamIdleTimeout',
  'connectTimeout',
] as const;

/** The fields of a BackendTrafficPolicy. */
export const BACKEND_TRAFFIC_FIELDS: PolicyFields = {
  rateLimit: { reads: ['type', 'local', 'global'], describe: rateLimit },
  retry: {
    reads: ['numRetries', 'numAttemptsPerPriority', 'retryOn', 'perRetry'],
    describe: value => {
      const on = readRecord(value, 'retryOn');
      const causes = [
        ...readList(on, 'triggers'),
        ...readList(on, 'httpStatusCodes'),
      ].join(', ');
      const retries = written(value, 'numRetries') || '2';
      const timeout = written(readRecord(value, 'perRetry'), 'timeout');
      return [
        {
          aspect: 'retry',
          summary: `${retries} retries${causes ? ` on ${causes}` : ''}${
            timeout ? `, ${timeout} each` : ''
          }`,
          params: {
            numRetries: numberOrText(retries),
            ...(causes ? { retryOn: causes } : {}),
            ...(timeout ? { 'perRetry.timeout': timeout } : {}),
          },
        },
      ];
    },
  },
  timeout: {
    reads: ['http', 'tcp'],
    describe: value =>
      (['http', 'tcp'] as const).flatMap((layer): Setting[] => {
        const params = paramsOf(readRecord(value, layer), TIMEOUTS);
        return Object.keys(params).length === 0
          ? []
          : [
              {
                aspect: 'timeout',
                summary: paramWords(params),
                params,
                path: layer,
              },
            ];
      }),
  },
  loadBalancer: {
    reads: ['type', 'consistentHash', 'slowStart', 'zoneAware'],
    describe: loadBalancer,
  },
  circuitBreaker: plain('circuit-breaker', [
    'maxConnections',
    'maxPendingRequests',
    'maxParallelRequests',
    'maxParallelRetries',
    'maxRequestsPerConnection',
  ]),
  healthCheck: {
    reads: ['active', 'passive', 'panicThreshold'],
    describe: healthCheck,
  },
  faultInjection: { reads: ['abort', 'delay'], describe: faultInjection },
  compression,
  compressor: compression,
  proxyProtocol: plain('connection', ['version'], 'PROXY protocol '),
  connection: plain('connection', ['bufferLimit', 'socketBufferLimit']),
  requestBuffer: plain('body-size', ['limit'], 'request buffered up to '),
  ...BACKEND_CONNECTION_FIELDS,
};

/** One setting per rule; without selectors a rule counts all requests together. */
function rateLimit(value: unknown): readonly Setting[] {
  return ['local', 'global'].flatMap(where =>
    readList(readRecord(value, where), 'rules').map((rule, index): Setting => {
      const limit = readRecord(rule, 'limit');
      const requests = written(limit, 'requests');
      const unit = readText(limit, 'unit') ?? '';
      const by = readList(rule, 'clientSelectors').flatMap(selectorWords);
      return {
        aspect: 'rate-limit',
        summary: `${requests} per ${unit} (${where})${
          by.length > 0 ? ` for ${by.join(' or ')}` : ''
        }${isRecord(rule) && rule.shadowMode === true ? ', only counted' : ''}`,
        params: {
          where,
          ...(requests ? { requests: numberOrText(requests) } : {}),
          unit,
          ...(by.length > 0 ? { clientSelectors: by.join(' or ') } : {}),
        },
        path: `${where}.rules[${index}]`,
      };
    }),
  );
}

/** The conditions of one selector, all of which must hold. */
function selectorWords(selector: unknown): string[] {
  const headers = readList(selector, 'headers').map(header => {
    const name = readText(header, 'name') ?? '';
    return readText(header, 'type') === 'Distinct'
      ? `each value of header ${name}`
      : `header ${name}`;
  });
  const cidr = readRecord(selector, 'sourceCIDR');
  const address = readText(cidr, 'value');
  const methods = readList(selector, 'methods').map(
    method => readText(method, 'value') ?? '',
  );
  const path = readText(readRecord(selector, 'path'), 'value');
  const parameters = readList(selector, 'queryParams').map(
    parameter => `query parameter ${readText(parameter, 'name') ?? ''}`,
  );
  const words = [
    ...headers,
    ...(address
      ? [
          readText(cidr, 'type') === 'Distinct'
            ? `each address of ${address}`
            : `clients ${address}`,
        ]
      : []),
    ...methods,
    ...(path ? [`path ${path}`] : []),
    ...parameters,
  ];
  return words.length > 0 ? [words.join(' and ')] : [];
}

function loadBalancer(value: unknown): readonly Setting[] {
  const type = readText(value, 'type') ?? '';
  const hash = readRecord(value, 'consistentHash');
  const by = readText(hash, 'type');
  const cookie = readText(readRecord(hash, 'cookie'), 'name');
  const header = readText(readRecord(hash, 'header'), 'name');
  const window = readText(readRecord(value, 'slowStart'), 'window');
  const what = cookie ?? header;
  return [
    {
      aspect: 'load-balancing',
      summary: `${type}${by ? ` by ${by}${what ? ` ${what}` : ''}` : ''}${
        window ? `, slow start over ${window}` : ''
      }`,
      params: {
        type,
        ...(by ? { 'consistentHash.type': by } : {}),
        ...(window ? { 'slowStart.window': window } : {}),
      },
    },
  ];
}

function healthCheck(value: unknown): readonly Setting[] {
  const active = readRecord(value, 'active');
  const passive = readRecord(value, 'passive');
  const settings: Setting[] = [];
  if (Object.keys(active).length > 0) {
    const params = paramsOf(active, [
      'type',
      'interval',
      'timeout',
      'healthyThreshold',
      'unhealthyThreshold',
    ]);
    const path = readText(readRecord(active, 'http'), 'path');
    settings.push({
      aspect: 'health-check',
      summary: `active: ${paramWords(params)}${path ? `, path ${path}` : ''}`,
      params: { ...params, ...(path ? { path } : {}) },
      path: 'active',
    });
  }
  if (Object.keys(passive).length > 0) {
    const params = paramsOf(passive, [
      'consecutive5XxErrors',
      'consecutiveGatewayErrors',
      'interval',
      'baseEjectionTime',
      'maxEjectionPercent',
    ]);
    settings.push({
      aspect: 'health-check',
      summary: `passive (outlier detection): ${
        paramWords(params) || 'defaults'
      }`,
      params,
      path: 'passive',
    });
  }
  return settings;
}

function faultInjection(value: unknown): readonly Setting[] {
  const abort = readRecord(value, 'abort');
  const delay = readRecord(value, 'delay');
  const share = (part: unknown) => written(part, 'percentage') || '100';
  const status = written(abort, 'httpStatus') || written(abort, 'grpcStatus');
  const fixed = written(delay, 'fixedDelay');
  return [
    ...(status
      ? [
          {
            aspect: 'fault' as const,
            summary: `${share(abort)} % of requests are answered ${status}`,
            params: {
              status: numberOrText(status),
              percentage: numberOrText(share(abort)),
            },
            path: 'abort',
          },
        ]
      : []),
    ...(fixed
      ? [
          {
            aspect: 'fault' as const,
            summary: `${share(delay)} % of requests wait ${fixed}`,
            params: {
              fixedDelay: fixed,
              percentage: numberOrText(share(delay)),
            },
            path: 'delay',
          },
        ]
      : []),
  ];
}
