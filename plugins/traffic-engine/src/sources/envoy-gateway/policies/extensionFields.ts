import { readList, readRecord, readText } from '../../../snapshot/read';
import type { PolicyField, PolicyFields } from './PolicyField';
import { backendWords, numberOrText, objectWords, written } from './words';

/** A list of filters that code of somebody else makes: what each does is not read. */
const extensions = (
  what: string,
  nameOf: (item: unknown) => string,
): PolicyField => ({
  reads: [],
  describe: value =>
    (Array.isArray(value) ? value : []).map((item: unknown, index) => ({
      aspect: 'extension',
      summary: `${what} ${nameOf(item)}`.trim(),
      params: {},
      path: `[${index}]`,
    })),
});

/** The fields of an EnvoyExtensionPolicy: that there is code, not what it does. */
export const EXTENSION_FIELDS: PolicyFields = {
  wasm: extensions('Wasm', item => readText(item, 'name') ?? ''),
  lua: extensions('Lua', () => ''),
  extProc: extensions('external processing by', item => backendWords(item)),
  dynamicModule: extensions(
    'dynamic module',
    item => readText(item, 'name') ?? '',
  ),
};

/** The fields of an EnvoyPatchPolicy: it changes Envoy's configuration itself, in ways that are not followed. */
export const PATCH_FIELDS: PolicyFields = {
  type: { reads: [], describe: () => [] },
  priority: { reads: [], describe: () => [] },
  jsonPatches: {
    reads: [],
    describe: value => [
      {
        aspect: 'extension',
        summary: `patches of Envoy’s own configuration: ${
          Array.isArray(value) ? value.length : 0
        }`,
        params: {},
      },
    ],
  },
};

/** The fields of an HTTPRouteFilter. */
export const FILTER_FIELDS: PolicyFields = {
  urlRewrite: {
    reads: ['hostname', 'path', 'appendXForwardedHost'],
    describe: value => {
      const hostname = readRecord(value, 'hostname');
      const type = readText(hostname, 'type');
      const path = readRecord(readRecord(value, 'path'), 'replaceRegexMatch');
      const pattern = readText(path, 'pattern');
      const words = [
        ...(type
          ? [`host by ${type} ${readText(hostname, 'header') ?? ''}`.trim()]
          : []),
        ...(pattern
          ? [`path ${pattern} becomes ${written(path, 'substitution')}`]
          : []),
      ];
      return [
        {
          aspect: 'rewrite',
          summary: words.join(', ') || 'no change',
          params: {},
        },
      ];
    },
  },
  credentialInjection: {
    reads: ['header', 'credential', 'overwrite'],
    describe: value => [
      {
        aspect: 'headers',
        summary: `request header ${
          readText(value, 'header') ?? 'Authorization'
        } is set from ${objectWords(
          readRecord(value, 'credential'),
          'valueRef',
        )}`,
        params: {},
      },
    ],
  },
  directResponse: {
    reads: ['statusCode', 'body', 'contentType', 'header'],
    describe: value => [
      {
        aspect: 'response',
        summary: `the proxy answers ${
          written(value, 'statusCode') || '200'
        } itself`,
        params: {
          statusCode: numberOrText(written(value, 'statusCode') || '200'),
        },
      },
    ],
  },
  matches: {
    reads: [],
    describe: value => [
      {
        aspect: 'other',
        summary: `it counts only with ${(Array.isArray(value) ? value : [])
          .flatMap((match: unknown) =>
            readList(match, 'cookies').map(
              cookie => `cookie ${readText(cookie, 'name') ?? ''}`,
            ),
          )
          .join(' or ')}`,
        params: {},
      },
    ],
  },
};
