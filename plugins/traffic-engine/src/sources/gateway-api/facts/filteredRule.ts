import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import {
  httpFilterSchema,
  toHttpFilters,
  type HttpFilters,
} from './httpFilters';
import { text, type FieldNote } from './parse';
import type { ExtensionFact, RuleFact, RuleFault } from './routeFact';
import { backendRefSchema, toBackendRef } from './routeSchemas';
import { listRuleSettings, ruleSettingsSchema } from './ruleSettings';

/** A rule whose requests, and whose backends, can have filters. */
export const filteredRuleSchema = ruleSettingsSchema.extend({
  name: text.catch(undefined),
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
    authorizers: all.flatMap(({ authorizers }) => authorizers),
    directStatus: own.directStatus,
    fault: faultOf({ own, all, matches, hasBackends: backends.length > 0 }),
    name: rule.name || null,
    settings: listRuleSettings(rule, path),
    extensions: listExtensions(rule, path),
    path,
  };
}

/**
 * URLRewrite and RequestRedirect exclude each other; replacing a prefix needs prefixes to match (HTTPRouteFilter). Who answers
 * directly has no backends (GEP-2826).
 */
function faultOf({
  own,
  all,
  matches,
  hasBackends,
}: {
  own: HttpFilters;
  all: readonly HttpFilters[];
  matches: readonly RouteMatch[];
  hasBackends: boolean;
}): RuleFault | null {
  if (
    all.some(({ unsupported }) => unsupported) ||
    (own.directStatus !== null && hasBackends)
  ) {
    return 'UnsupportedValue';
  }
  const onlyPrefixes = matches.every(({ path }) => path?.type === 'PathPrefix');
  return all.some(
    ({ redirect, rewrite }) =>
      (redirect && (rewrite || own.directStatus !== null)) ||
      [redirect, rewrite].some(
        filter =>
          filter?.pathChange?.type === 'ReplacePrefixMatch' && !onlyPrefixes,
      ),
  )
    ? 'IncompatibleFilters'
    : null;
}

/** The filters of a rule, and of its backends, that another object defines. */
function listExtensions(
  rule: FilteredRule,
  path: string,
): readonly ExtensionFact[] {
  const lists = [
    { filters: rule.filters ?? [], at: path, backendIndex: null },
    ...(rule.backendRefs ?? []).map(({ filters }, index) => ({
      filters: filters ?? [],
      at: `${path}.backendRefs[${index}]`,
      backendIndex: index,
    })),
  ];
  return lists.flatMap(({ filters, at, backendIndex }) =>
    filters.flatMap(({ type, extensionRef }, index): ExtensionFact[] =>
      type === 'ExtensionRef'
        ? [
            {
              group: extensionRef?.group ?? '',
              kind: extensionRef?.kind ?? '',
              name: extensionRef?.name ?? '',
              backendIndex,
              path: `${at}.filters[${index}]`,
            },
          ]
        : [],
    ),
  );
}

/** The filters of a rule that are seen and not interpreted. */
export function filteredRuleNotes(
  rule: FilteredRule,
  path: string,
): FieldNote[] {
  return listExtensions(rule, path).map(
    ({ kind, name, path: at }): FieldNote => ({
      severity: 'info',
      path: at,
      message: `The filter ${
        kind ? `${kind} ${name}` : 'ExtensionRef'
      } is an extension of the implementation: it may answer, refuse or change requests itself, which is not foreseen here.`,
    }),
  );
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
