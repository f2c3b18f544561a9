import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { toGatewayHostname } from '../../../match/gatewayHostname';
import { httpFilterSchema, toHttpFilters } from './httpFilters';
import { factReader, text, type FieldNote } from './parse';
import type {
  BackendRefFact,
  RouteFact,
  RuleFact,
  RuleFault,
} from './routeFact';
import {
  backendRefSchema,
  parentRefSchema,
  routeStatusSchema,
  toParentRef,
  toRouteParents,
} from './routeSchemas';

const valueMatchSchema = z.object({
  type: text,
  name: z.string(),
  value: text,
});
const matchSchema = z.object({
  path: z.object({ type: text, value: text }).nullish(),
  method: text,
  headers: z.array(valueMatchSchema).nullish(),
  queryParams: z.array(valueMatchSchema).nullish(),
});
const ruleSchema = z.object({
  matches: z.array(matchSchema).nullish(),
  filters: z.array(httpFilterSchema).nullish(),
  backendRefs: z
    .array(
      backendRefSchema.extend({ filters: z.array(httpFilterSchema).nullish() }),
    )
    .nullish(),
  timeouts: z.unknown().optional(),
  retry: z.unknown().optional(),
  sessionPersistence: z.unknown().optional(),
});
type Rule = z.output<typeof ruleSchema>;

const schema = z.object({
  spec: z.object({
    parentRefs: z.array(parentRefSchema).nullish(),
    hostnames: z.array(z.string()).nullish(),
    rules: z.array(ruleSchema.nullable()).nullish(),
    useDefaultGateways: text,
  }),
  status: routeStatusSchema,
});

const ANY_PATH = { type: 'PathPrefix', value: '/' } as const;
const ANY_MATCH: RouteMatch = {
  path: ANY_PATH,
  method: null,
  headers: [],
  queryParams: [],
};

/** Reads an HTTPRoute of any served version with the defaults of its CRD. */
export const readHttpRoute = factReader(
  schema,
  ({ spec, status }, { metadata }): RouteFact => {
    const namespace = metadata.namespace ?? '';
    const rules: readonly (Partial<Rule> | null)[] = spec.rules ?? [{}];
    return {
      namespace,
      name: metadata.name,
      generation: metadata.generation,
      createdAt: metadata.creationTimestamp ?? '',
      parentRefs: (spec.parentRefs ?? []).map(ref =>
        toParentRef(ref, namespace),
      ),
      hostnames: [...new Set((spec.hostnames ?? []).map(toGatewayHostname))],
      rules: rules.map((rule, index) =>
        toRule(rule ?? {}, { namespace, path: `spec.rules[${index}]` }),
      ),
      parents: toRouteParents(status, namespace),
      notes: [
        ...rules.flatMap((rule, index) =>
          notesOf(rule ?? {}, `spec.rules[${index}]`),
        ),
        ...defaultGatewayNotes(spec.useDefaultGateways),
      ],
    };
  },
);

function toRule(
  rule: Partial<Rule>,
  { namespace, path }: { namespace: string; path: string },
): RuleFact {
  const toBackendRef = (
    ref: z.output<typeof backendRefSchema>,
    refPath: string,
  ): BackendRefFact => ({
    group: ref.group ?? '',
    kind: ref.kind ?? 'Service',
    namespace: ref.namespace || namespace,
    name: ref.name,
    port: ref.port ?? null,
    weight: ref.weight ?? 1,
    path: refPath,
    redirect: null,
    rewrite: null,
  });
  const own = toHttpFilters(rule.filters ?? [], {
    path: `${path}.filters`,
    toBackendRef,
  });
  const backends = (rule.backendRefs ?? []).map((ref, index) => {
    const refPath = `${path}.backendRefs[${index}]`;
    const extra = toHttpFilters(ref.filters ?? [], {
      path: `${refPath}.filters`,
      toBackendRef,
    });
    const { redirect, rewrite } = extra;
    return { ref: { ...toBackendRef(ref, refPath), redirect, rewrite }, extra };
  });
  const matches =
    rule.matches && rule.matches.length > 0
      ? rule.matches.map(toMatch)
      : [ANY_MATCH];
  const all = [own, ...backends.map(({ extra }) => extra)];
  return {
    matches,
    filters: all.flatMap(({ filters }) => filters),
    redirect: own.redirect,
    rewrite: own.rewrite,
    cors: own.cors,
    backendRefs: backends.map(({ ref }) => ref),
    mirrors: all.flatMap(({ mirrors }) => mirrors),
    fault: faultOf({ all, matches }),
    path,
  };
}

function toMatch(match: z.output<typeof matchSchema>): RouteMatch {
  return {
    path: match.path ? toPath(match.path) : ANY_PATH,
    method: match.method || null,
    headers: distinct(match.headers ?? [], name => name.toLowerCase()),
    queryParams: distinct(match.queryParams ?? [], name => name),
  };
}

function toPath(path: {
  type?: string | null;
  value?: string | null;
}): NonNullable<RouteMatch['path']> {
  const value = path.value ?? '/';
  switch (path.type ?? 'PathPrefix') {
    case 'Exact':
      return { type: 'Exact', value };
    case 'PathPrefix':
      return { type: 'PathPrefix', value };
    case 'RegularExpression':
      return { type: 'RegularExpression', value };
    default:
      return { type: 'ImplementationSpecific', value };
  }
}

/** Of entries with equivalent names only the first counts (HTTPHeaderMatch.name, HTTPQueryParamMatch.name). */
function distinct(
  entries: readonly z.output<typeof valueMatchSchema>[],
  keyOf: (name: string) => string,
): RouteMatch['headers'] {
  const first = new Map<string, RouteMatch['headers'][number]>();
  for (const { type, name, value } of entries) {
    const key = keyOf(name);
    if (!first.has(key)) {
      first.set(key, { type: type ?? 'Exact', name, value: value ?? '' });
    }
  }
  return [...first.values()];
}

/** URLRewrite and RequestRedirect exclude each other; replacing a prefix needs prefixes to match (HTTPRouteFilter). */
function faultOf({
  all,
  matches,
}: {
  all: readonly ReturnType<typeof toHttpFilters>[];
  matches: readonly RouteMatch[];
}): RuleFault | null {
  const onlyPrefixes = matches.every(({ path }) => path?.type === 'PathPrefix');
  if (all.some(({ unsupported }) => unsupported)) {
    return 'UnsupportedValue';
  }
  return all.some(
    ({ redirect, rewrite }) =>
      (redirect && rewrite) ||
      [redirect, rewrite].some(
        filter =>
          filter?.pathChange?.type === 'ReplacePrefixMatch' && !onlyPrefixes,
      ),
  )
    ? 'IncompatibleFilters'
    : null;
}

const NOT_INTERPRETED = ['timeouts', 'retry', 'sessionPersistence'] as const;

function notesOf(rule: Partial<Rule>, path: string): FieldNote[] {
  return [
    ...NOT_INTERPRETED.flatMap((field): FieldNote[] =>
      rule[field] === undefined || rule[field] === null
        ? []
        : [
            {
              severity: 'info',
              path: `${path}.${field}`,
              message: `${field} is seen and not interpreted: it does not change where requests go.`,
            },
          ],
    ),
    ...(rule.filters ?? []).flatMap(({ type }, index): FieldNote[] =>
      type === 'ExtensionRef' || type === 'ExternalAuth'
        ? [
            {
              severity: 'info',
              path: `${path}.filters[${index}]`,
              message: `The filter ${type} is seen and not interpreted: it may answer or refuse requests itself.`,
            },
          ]
        : [],
    ),
  ];
}

function defaultGatewayNotes(value: string | null | undefined): FieldNote[] {
  return value
    ? [
        {
          severity: 'info',
          path: 'spec.useDefaultGateways',
          message:
            'Default Gateways (spec.useDefaultGateways) are not interpreted: attachments that come from them are not shown.',
        },
      ]
    : [];
}
