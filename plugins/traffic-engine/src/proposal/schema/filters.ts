import { z } from 'zod';
import {
  dnsLabel,
  group,
  headerName,
  kind,
  objectName,
  optional,
  portNumber,
  preciseHostname,
  uniqueNames,
} from './formats';

const distinct = (list: readonly string[]) =>
  new Set(list).size === list.length;
const DISTINCT = 'must name each entry once';

/** RFC 9110 field-value: no line breaks or other control characters, which would start another header. */
const PRINTABLE = /^[\t\x20-\x7e\x80-\uffff]*$/;

const header = z.strictObject({
  name: headerName,
  value: z
    .string()
    .min(1, 'must not be empty')
    .max(4096, 'must have at most 4096 characters')
    .regex(PRINTABLE, 'must not contain control characters'),
});
const headerList = z
  .array(header)
  .max(16, 'must have at most 16 entries')
  .refine(uniqueNames, 'must name each header once');

const headerModifier = z.strictObject({
  set: optional(headerList),
  add: optional(headerList),
  remove: optional(
    z
      .array(headerName)
      .max(16, 'must have at most 16 entries')
      .refine(distinct, DISTINCT),
  ),
});

const pathText = z.string().max(1024, 'must have at most 1024 characters');
const pathModifier = z
  .strictObject({
    type: z.enum(['ReplaceFullPath', 'ReplacePrefixMatch']),
    replaceFullPath: optional(pathText),
    replacePrefixMatch: optional(pathText),
  })
  .refine(
    path =>
      (path.type === 'ReplaceFullPath') ===
        (path.replaceFullPath !== undefined && path.replaceFullPath !== null) &&
      (path.type === 'ReplacePrefixMatch') ===
        (path.replacePrefixMatch !== undefined &&
          path.replacePrefixMatch !== null),
    'must set the one field that its type names, and no other',
  );

/** A reference to a backend; a Service needs its port (HTTPRoute, BackendObjectReference). */
export const backendRefFields = {
  group: optional(group),
  kind: optional(kind),
  name: objectName,
  namespace: optional(dnsLabel),
  port: optional(portNumber),
};
export function hasServicePort(ref: {
  group?: string | null;
  kind?: string | null;
  port?: number | null;
}): boolean {
  const isService =
    (ref.group ?? '') === '' && (ref.kind ?? 'Service') === 'Service';
  return !isService || typeof ref.port === 'number';
}
export const NEEDS_PORT = 'must have a port, since it refers to a Service';

const requestMirror = z
  .strictObject({
    backendRef: z
      .strictObject(backendRefFields)
      .refine(hasServicePort, NEEDS_PORT),
    percent: optional(z.int().min(0).max(100)),
    fraction: optional(
      z
        .strictObject({
          numerator: z.int().min(0, 'must be at least 0'),
          denominator: optional(z.int().min(1, 'must be at least 1')),
        })
        .refine(
          fraction => fraction.numerator <= (fraction.denominator ?? 100),
          'must not be more than the whole',
        ),
    ),
  })
  .refine(
    mirror => !(typeof mirror.percent === 'number' && mirror.fraction),
    'must have percent or fraction, not both',
  );

const ORIGIN =
  /(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)/;
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
] as const;
export const httpMethod = z.enum(METHODS);

const aloneIfAny = (list: readonly string[]) =>
  !list.includes('*') || list.length === 1;
const ALONE = 'must not have "*" beside others';
const cors = z.strictObject({
  allowOrigins: optional(
    z
      .array(
        z
          .string()
          .min(1)
          .max(253)
          .regex(ORIGIN, 'must be an origin such as https://shop.example.com'),
      )
      .max(64)
      .refine(aloneIfAny, ALONE)
      .refine(distinct, DISTINCT),
  ),
  allowCredentials: optional(z.boolean()),
  allowMethods: optional(
    z
      .array(z.enum([...METHODS, '*']))
      .max(9)
      .refine(aloneIfAny, ALONE)
      .refine(distinct, DISTINCT),
  ),
  allowHeaders: optional(z.array(headerName).max(64).refine(aloneIfAny, ALONE)),
  exposeHeaders: optional(z.array(headerName).max(64)),
  maxAge: optional(z.int().min(1)),
});

const filterFields = {
  requestHeaderModifier: optional(headerModifier),
  responseHeaderModifier: optional(headerModifier),
  requestMirror: optional(requestMirror),
  requestRedirect: optional(
    z.strictObject({
      scheme: optional(z.enum(['http', 'https'])),
      hostname: optional(preciseHostname),
      path: optional(pathModifier),
      port: optional(portNumber),
      statusCode: optional(
        z.literal([301, 302, 303, 307, 308], {
          message: 'must be 301, 302, 303, 307 or 308',
        }),
      ),
    }),
  ),
  urlRewrite: optional(
    z.strictObject({
      hostname: optional(preciseHostname),
      path: optional(pathModifier),
    }),
  ),
  extensionRef: optional(z.strictObject({ group, kind, name: objectName })),
  cors: optional(cors),
};

const FIELD_OF_TYPE = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  CORS: 'cors',
} as const satisfies Record<string, keyof typeof filterFields>;
type FilterType = keyof typeof FIELD_OF_TYPE;

const filter = z
  .strictObject({
    type: z.enum(Object.keys(FIELD_OF_TYPE) as [FilterType, ...FilterType[]]),
    ...filterFields,
  })
  .superRefine((value, context) => {
    for (const field of Object.values(FIELD_OF_TYPE)) {
      const given = value[field] !== undefined && value[field] !== null;
      const wanted = FIELD_OF_TYPE[value.type] === field;
      if (given !== wanted) {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: wanted
            ? `must be set, since the type is ${value.type}`
            : `must not be set, since the type is ${value.type}`,
        });
      }
    }
  });

const ONCE: readonly FilterType[] = [
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
];

/** The filters of a rule or a backend: at most 16, most kinds once, and no rewrite beside a redirect. */
export const filterList = z
  .array(filter)
  .max(16, 'must have at most 16 entries')
  .superRefine((filters, context) => {
    const count = (type: FilterType) =>
      filters.filter(({ type: own }) => own === type).length;
    for (const type of ONCE.filter(once => count(once) > 1)) {
      context.addIssue({
        code: 'custom',
        path: [],
        message: `must have ${type} at most once`,
      });
    }
    if (count('RequestRedirect') > 0 && count('URLRewrite') > 0) {
      context.addIssue({
        code: 'custom',
        path: [],
        message: 'must have RequestRedirect or URLRewrite, not both',
      });
    }
  });
export type FilterList = z.infer<typeof filterList>;
