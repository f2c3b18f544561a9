import { z } from 'zod';
import { text, whole } from './parse';
import type {
  BackendRefFact,
  CorsFact,
  FilterFact,
  PathChange,
  RedirectFact,
  RewriteFact,
} from './routeFact';
import { backendRefSchema, toBackendRef } from './routeSchemas';

const pathChangeSchema = z
  .object({
    type: z.string(),
    replaceFullPath: text,
    replacePrefixMatch: text,
  })
  .nullish();

const headerListSchema = z.array(z.object({ name: z.string() })).nullish();
const headersSchema = z
  .object({
    set: headerListSchema,
    add: headerListSchema,
    remove: z.array(z.string()).nullish(),
  })
  .nullish()
  .catch(undefined);
const namesSchema = z.array(z.string()).nullish().catch(undefined);

export const httpFilterSchema = z.object({
  type: z.string(),
  requestHeaderModifier: headersSchema,
  responseHeaderModifier: headersSchema,
  requestRedirect: z
    .object({
      scheme: text,
      hostname: text,
      port: whole,
      path: pathChangeSchema,
      statusCode: whole,
    })
    .nullish(),
  urlRewrite: z.object({ hostname: text, path: pathChangeSchema }).nullish(),
  requestMirror: z
    .object({
      backendRef: backendRefSchema,
      percent: whole.catch(undefined),
      fraction: z
        .object({ numerator: whole, denominator: whole })
        .nullish()
        .catch(undefined),
    })
    .nullish(),
  cors: z
    .object({
      allowOrigins: z.array(z.string()).nullish(),
      allowMethods: namesSchema,
      allowHeaders: namesSchema,
      exposeHeaders: namesSchema,
      allowCredentials: z.boolean().nullish().catch(undefined),
      maxAge: whole.catch(undefined),
    })
    .nullish(),
  externalAuth: z
    .object({ protocol: text, backendRef: backendRefSchema.nullish() })
    .nullish()
    .catch(undefined),
  directResponse: z.object({ statusCode: whole }).nullish().catch(undefined),
  extensionRef: z
    .object({ group: text, kind: z.string(), name: z.string() })
    .nullish()
    .catch(undefined),
});
export type HttpFilter = z.output<typeof httpFilterSchema>;

/** Filters whose effect on routing is known; header changes and mirrors have none on the answer. */
const INTERPRETED: ReadonlySet<string> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
  'DirectResponse',
]);

/** The filters that the API defines for HTTP; those of them that are not interpreted may do anything. */
export const HTTP_FILTERS: ReadonlySet<string> = new Set([
  ...INTERPRETED,
  'ExtensionRef',
  'ExternalAuth',
]);

/** The filters that the API defines for gRPC. */
export const GRPC_FILTERS: ReadonlySet<string> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'ExtensionRef',
]);

const REDIRECT_SCHEMES: readonly string[] = ['http', 'https'];
const REDIRECT_CODES: readonly number[] = [301, 302, 303, 307, 308];

export interface HttpFilters {
  readonly filters: readonly FilterFact[];
  readonly redirect: RedirectFact | null;
  readonly rewrite: RewriteFact | null;
  readonly cors: CorsFact | null;
  readonly mirrors: readonly BackendRefFact[];
  /** Who is asked whether a request may pass. */
  readonly authorizers: readonly BackendRefFact[];
  /** The status that the Gateway itself answers with; null where no filter says so. */
  readonly directStatus: number | null;
  /** Values that the API does not define; controllers must refuse them (UnsupportedValue). */
  readonly unsupported: boolean;
}

/** What the filters of one rule or backend do, each kind counted once as the API allows. */
export function toHttpFilters(
  filters: readonly HttpFilter[],
  options: { path: string; namespace: string; known: ReadonlySet<string> },
): HttpFilters {
  const { path, namespace, known } = options;
  const redirect = filters.find(({ type }) => type === 'RequestRedirect');
  const rewrite = filters.find(({ type }) => type === 'URLRewrite');
  const cors = filters.find(({ type }) => type === 'CORS');
  return {
    filters: filters.map(({ type }) => ({
      type,
      interpreted: INTERPRETED.has(type),
    })),
    redirect: redirect ? toRedirect(redirect.requestRedirect) : null,
    rewrite: rewrite
      ? {
          hostname: rewrite.urlRewrite?.hostname ?? null,
          pathChange: toPathChange(rewrite.urlRewrite?.path),
        }
      : null,
    cors: cors ? { allowOrigins: cors.cors?.allowOrigins ?? [] } : null,
    mirrors: filters.flatMap(({ requestMirror }, index) =>
      requestMirror
        ? toBackendRef(requestMirror.backendRef, {
            namespace,
            path: `${path}[${index}].requestMirror.backendRef`,
          })
        : [],
    ),
    authorizers: filters.flatMap(({ externalAuth }, index) =>
      externalAuth?.backendRef
        ? toBackendRef(externalAuth.backendRef, {
            namespace,
            path: `${path}[${index}].externalAuth.backendRef`,
          })
        : [],
    ),
    directStatus:
      filters.find(({ type }) => type === 'DirectResponse')?.directResponse
        ?.statusCode ?? null,
    unsupported: filters.some(filter => isUnsupported(filter, known)),
  };
}

function toRedirect(redirect: HttpFilter['requestRedirect']): RedirectFact {
  const pathChange = toPathChange(redirect?.path);
  return {
    scheme: redirect?.scheme || null,
    hostname: redirect?.hostname || null,
    port: redirect?.port ?? null,
    path: pathChange?.value ?? null,
    statusCode: redirect?.statusCode ?? 302,
    pathChange,
  };
}

function toPathChange(
  change: z.output<typeof pathChangeSchema>,
): PathChange | null {
  switch (change?.type) {
    case 'ReplaceFullPath':
      return { type: 'ReplaceFullPath', value: change.replaceFullPath ?? '' };
    case 'ReplacePrefixMatch':
      return {
        type: 'ReplacePrefixMatch',
        value: change.replacePrefixMatch ?? '',
      };
    default:
      return null;
  }
}

function isUnsupported(
  { type, requestRedirect, urlRewrite, directResponse }: HttpFilter,
  known: ReadonlySet<string>,
): boolean {
  const { scheme, statusCode } = requestRedirect ?? {};
  return (
    !known.has(type) ||
    (type === 'DirectResponse' && !directResponse?.statusCode) ||
    (!!scheme && !REDIRECT_SCHEMES.includes(scheme)) ||
    (!!statusCode && !REDIRECT_CODES.includes(statusCode)) ||
    [requestRedirect?.path, urlRewrite?.path].some(
      change => change && toPathChange(change) === null,
    )
  );
}
