import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import {
  httpFilterSchema,
  toHttpFilters,
  type HttpFilters,
} from './httpFilters';
import type { FieldNote } from './parse';
import type { RuleFact, RuleFault } from './routeFact';
import { backendRefSchema, toBackendRef } from './routeSchemas';

/** A rule whose requests, and whose backends, can have filters. */
export const filteredRuleSchema = z.object({
  filters: z.array(httpFilterSchema).nullish(),
  backendRefs: z
    .array(
      backendRefSchema.extend({ filters: z.array(httpFilterSchema).nullish() }),
    )
    .nullish(),
});
type FilteredRule = Partial<z.output<typeof filteredRuleSchema>>;

/** The fact of a rule with filters, given the matches that its kind of route has. */
export function toFilteredRule(
  rule: FilteredRule,
  options: {
    namespace: string;
    path: string;
    knownFilters: ReadonlySet<string>;
    matches: readonly RouteMatch[];
    grpcMethods: RuleFact['grpcMethods'];
  },
): RuleFact {
  const { namespace, path, matches, knownFilters: known } = options;
  const own = toHttpFilters(rule.filters ?? [], {
    path: `${path}.filters`,
    namespace,
    known,
  });
  const backends = (rule.backendRefs ?? []).map((ref, index) => {
    const refPath = `${path}.backendRefs[${index}]`;
    const extra = toHttpFilters(ref.filters ?? [], {
      path: `${refPath}.filters`,
      namespace,
      known,
    });
    const { redirect, rewrite } = extra;
    const backendRef = toBackendRef(ref, { namespace, path: refPath });
    return { ref: { ...backendRef, redirect, rewrite }, extra };
  });
  const all = [own, ...backends.map(({ extra }) => extra)];
  return {
    matches,
    grpcMethods: options.grpcMethods,
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

/** URLRewrite and RequestRedirect exclude each other; replacing a prefix needs prefixes to match (HTTPRouteFilter). */
function faultOf({
  all,
  matches,
}: {
  all: readonly HttpFilters[];
  matches: readonly RouteMatch[];
}): RuleFault | null {
  if (all.some(({ unsupported }) => unsupported)) {
    return 'UnsupportedValue';
  }
  const onlyPrefixes = matches.every(({ path }) => path?.type === 'PathPrefix');
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

/** The filters and fields of a rule that are seen and not interpreted. */
export function filteredRuleNotes(
  rule: FilteredRule & Readonly<Record<string, unknown>>,
  options: { path: string; fields: readonly string[] },
): FieldNote[] {
  const { path, fields } = options;
  return [
    ...fields.flatMap((field): FieldNote[] =>
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

/** Routes that ask for the cluster's default Gateways say so with this field (GEP-3793). */
export function defaultGatewayNotes(
  value: string | null | undefined,
): FieldNote[] {
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
