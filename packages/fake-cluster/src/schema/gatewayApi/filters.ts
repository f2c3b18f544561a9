import type { Schema } from '../Schema';
import {
  atomicList,
  bool,
  int,
  keyedList,
  object,
  oneOf,
  setOf,
  str,
  text,
} from '../build';
import { backendFields, fullReference, headerName, portNumber } from './parts';

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
];

export const httpMethod = oneOf(METHODS);

const namedValue = object(
  { name: headerName, value: text(4096) },
  { required: ['name', 'value'] },
);

const headerModifier = object({
  add: keyedList('name', namedValue, { maxItems: 16 }),
  remove: setOf(str(), { maxItems: 16 }),
  set: keyedList('name', namedValue, { maxItems: 16 }),
});

const pathModifier = object(
  {
    replaceFullPath: str({ maxLength: 1024 }),
    replacePrefixMatch: str({ maxLength: 1024 }),
    type: oneOf(['ReplaceFullPath', 'ReplacePrefixMatch']),
  },
  { required: ['type'] },
);

const requestMirror = object(
  {
    backendRef: object(backendFields, { required: ['name'] }),
    fraction: object(
      {
        denominator: int({ default: 100, minimum: 1 }),
        numerator: int({ minimum: 0 }),
      },
      { required: ['numerator'] },
    ),
    percent: int({ minimum: 0, maximum: 100 }),
  },
  { required: ['backendRef'] },
);

const cors = object({
  allowCredentials: bool(),
  allowHeaders: setOf(headerName, { maxItems: 64 }),
  allowMethods: setOf(oneOf([...METHODS, '*']), { maxItems: 9 }),
  allowOrigins: setOf(text(253), { maxItems: 64 }),
  exposeHeaders: setOf(headerName, { maxItems: 64 }),
  maxAge: int({ default: 5, minimum: 1 }),
});

const requestRedirect = object({
  hostname: text(253),
  path: pathModifier,
  port: portNumber,
  scheme: oneOf(['http', 'https']),
  statusCode: int({ default: 302, enum: [301, 302, 303, 307, 308] }),
});

const sharedFilterFields = {
  extensionRef: fullReference({ namespaced: false }),
  requestHeaderModifier: headerModifier,
  requestMirror,
  responseHeaderModifier: headerModifier,
};

function filters(fields: Record<string, Schema>, types: string[]): Schema {
  return atomicList(
    object({ ...fields, type: oneOf(types) }, { required: ['type'] }),
    { maxItems: 16 },
  );
}

/** The filters of an HTTPRoute rule or backend. */
export const httpFilters = filters(
  {
    ...sharedFilterFields,
    cors,
    requestRedirect,
    urlRewrite: object({ hostname: text(253), path: pathModifier }),
  },
  [
    'RequestHeaderModifier',
    'ResponseHeaderModifier',
    'RequestMirror',
    'RequestRedirect',
    'URLRewrite',
    'ExtensionRef',
    'CORS',
  ],
);

/** The filters of a GRPCRoute rule or backend. */
export const grpcFilters = filters(sharedFilterFields, [
  'ResponseHeaderModifier',
  'RequestHeaderModifier',
  'RequestMirror',
  'ExtensionRef',
]);
