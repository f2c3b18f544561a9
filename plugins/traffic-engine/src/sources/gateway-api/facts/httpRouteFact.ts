import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import {
  defaultGatewayNotes,
  filteredRuleNotes,
  filteredRuleSchema,
  toFilteredRule,
} from './filteredRule';
import { HTTP_FILTERS } from './httpFilters';
import { factReader, text } from './parse';
import type { RouteFact } from './routeFact';
import {
  distinctValues,
  parentRefSchema,
  routeStatusSchema,
  toRouteFacts,
  valueMatchSchema,
} from './routeSchemas';

const matchSchema = z.object({
  path: z.object({ type: text, value: text }).nullish(),
  method: text,
  headers: z.array(valueMatchSchema).nullish(),
  queryParams: z.array(valueMatchSchema).nullish(),
});
const ruleSchema = filteredRuleSchema.extend({
  matches: z.array(matchSchema).nullish(),
});
type Rule = Partial<z.output<typeof ruleSchema>>;

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

/** Reads an HTTPRoute of any served version with the defaults of its CRD; without rules it has one for any path. */
export const readHttpRoute = factReader(schema, (route, object): RouteFact => {
  const facts = toRouteFacts(route, object);
  const rules: readonly (Rule | null)[] = route.spec.rules ?? [{}];
  return {
    ...facts,
    rules: rules.map((rule, index) =>
      toFilteredRule(rule ?? {}, {
        namespace: facts.namespace,
        path: `spec.rules[${index}]`,
        knownFilters: HTTP_FILTERS,
        matches: toMatches(rule?.matches),
        grpcMethods: null,
      }),
    ),
    notes: [
      ...rules.flatMap((rule, index) =>
        filteredRuleNotes(rule ?? {}, `spec.rules[${index}]`),
      ),
      ...defaultGatewayNotes(route.spec.useDefaultGateways),
    ],
  };
});

function toMatches(
  matches: readonly z.output<typeof matchSchema>[] | null | undefined,
): readonly RouteMatch[] {
  return matches && matches.length > 0 ? matches.map(toMatch) : [ANY_MATCH];
}

function toMatch(match: z.output<typeof matchSchema>): RouteMatch {
  return {
    path: match.path ? toPath(match.path) : ANY_PATH,
    method: match.method || null,
    headers: distinctValues(match.headers ?? [], name => name.toLowerCase()),
    queryParams: distinctValues(match.queryParams ?? [], name => name),
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
