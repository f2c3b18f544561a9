import {
  isRecord,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';
import type { PolicyField, PolicyFields, Setting } from './PolicyField';
import { paramsOf, paramWords, written } from './words';

/** A field whose parts are plain values: shown by their own names. */
export const plain = (
  aspect: Setting['aspect'],
  reads: readonly string[],
  prefix = '',
): PolicyField => ({
  reads,
  describe: value => {
    const params = paramsOf(value, reads);
    return Object.keys(params).length === 0
      ? []
      : [{ aspect, summary: `${prefix}${paramWords(params)}`, params }];
  },
});

/** HTTP/2 as Envoy speaks it, to clients or to backends. */
export const http2 = plain(
  'connection',
  [
    'initialStreamWindowSize',
    'initialConnectionWindowSize',
    'maxConcurrentStreams',
    'onInvalidMessage',
  ],
  'HTTP/2: ',
);

export const tcpKeepalive = plain(
  'connection',
  ['probes', 'idleTime', 'interval'],
  'TCP keep-alive: ',
);

/** The fields of a BackendTrafficPolicy that say how requests reach backends, and what becomes of the answers. */
export const BACKEND_CONNECTION_FIELDS: PolicyFields = {
  http2,
  tcpKeepalive,
  dns: plain(
    'connection',
    ['dnsRefreshRate', 'respectDnsTtl', 'lookupFamily'],
    'DNS: ',
  ),
  admissionControl: plain(
    'circuit-breaker',
    [
      'samplingWindow',
      'minSuccessRate',
      'successRateThreshold',
      'rejectionAggression',
      'aggression',
      'maxRejectionPercent',
      'rpsThreshold',
    ],
    'admission control: ',
  ),
  useClientProtocol: {
    reads: [],
    describe: value =>
      value === true
        ? [
            {
              aspect: 'connection',
              summary: 'the protocol that the client speaks',
              params: {},
            },
          ]
        : [],
  },
  httpUpgrade: {
    reads: [],
    describe: value => {
      const types = (Array.isArray(value) ? value : [])
        .map(item => readText(item, 'type') ?? '')
        .filter(Boolean)
        .join(', ');
      return types === ''
        ? []
        : [
            {
              aspect: 'connection',
              summary: `upgrades to ${types}`,
              params: { httpUpgrade: types },
            },
          ];
    },
  },
  routingType: {
    reads: [],
    describe: value =>
      typeof value === 'string'
        ? [
            {
              aspect: 'load-balancing',
              summary:
                value === 'Service'
                  ? 'to the address of the Service'
                  : 'to the endpoints of the Service',
              params: { routingType: value },
            },
          ]
        : [],
  },
  responseOverride: {
    reads: [],
    describe: value =>
      (Array.isArray(value) ? value : []).map(
        (item: unknown, index): Setting => ({
          aspect: 'response',
          summary: overrideWords(item),
          params: {},
          path: `[${index}]`,
        }),
      ),
  },
};

/** `404, 500–599: answered with 503`; the body may be anything, and is not shown. */
function overrideWords(item: unknown): string {
  const codes = readList(readRecord(item, 'match'), 'statusCodes')
    .map(code => {
      const range = readRecord(code, 'range');
      return (
        written(code, 'value') ||
        `${written(range, 'start')}–${written(range, 'end')}`
      );
    })
    .join(', ');
  const redirect = isRecord(item) && isRecord(item.redirect);
  const status = written(
    readRecord(item, redirect ? 'redirect' : 'response'),
    'statusCode',
  );
  const what = redirect ? 'redirected' : 'answered with another body';
  return `${codes}: ${what}${status ? ` and ${status}` : ''}`;
}
