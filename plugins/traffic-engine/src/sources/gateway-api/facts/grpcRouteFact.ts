import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import type { GrpcMethodMatch } from '../../../match/gatewayGrpcMatch';
import {
  defaultGatewayNotes,
  filteredRuleNotes,
  filteredRuleSchema,
  toFilteredRule,
} from './filteredRule';
import { GRPC_FILTERS } from './httpFilters';
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
  method: z.object({ type: text, service: text, method: text }).nullish(),
  headers: z.array(valueMatchSchema).nullish(),
});
const ruleSchema = filteredRuleSchema.extend({
  matches: z.array(matchSchema).nullish(),
});

const schema = z.object({
  spec: z.object({
    parentRefs: z.array(parentRefSchema).nullish(),
    hostnames: z.array(z.string()).nullish(),
    rules: z.array(ruleSchema.nullable()).nullish(),
    useDefaultGateways: text,
  }),
  status: routeStatusSchema,
});

/** Reads a GRPCRoute: on the wire its methods are paths, `/service/method`. */
export const readGrpcRoute = factReader(schema, (route, object): RouteFact => {
  const facts = toRouteFacts(route, object);
  const rules = route.spec.rules ?? [];
  return {
    ...facts,
    rules: rules.map((rule, index) => {
      const matches = rule?.matches?.length ? rule.matches : [{}];
      return toFilteredRule(rule ?? {}, {
        namespace: facts.namespace,
        path: `spec.rules[${index}]`,
        knownFilters: GRPC_FILTERS,
        matches: matches.map(toMatch),
        grpcMethods: matches.map(toMethod),
      });
    }),
    notes: [
      ...rules.flatMap((rule, index) =>
        filteredRuleNotes(rule ?? {}, `spec.rules[${index}]`),
      ),
      ...defaultGatewayNotes(route.spec.useDefaultGateways),
    ],
  };
});

type Match = z.output<typeof matchSchema>;

function toMethod({ method }: Match): GrpcMethodMatch | null {
  const { type, service, method: name } = method ?? {};
  return service || name
    ? {
        type: type ?? 'Exact',
        service: service || null,
        method: name || null,
      }
    : null;
}

function toMatch(match: Match): RouteMatch {
  return {
    path: toPath(toMethod(match)),
    method: null,
    headers: distinctValues(match.headers ?? [], name => name.toLowerCase()),
    queryParams: [],
  };
}

/** A method alone, of any service, has no form as an exact path or prefix. */
function toPath(method: GrpcMethodMatch | null): RouteMatch['path'] {
  if (!method) {
    return { type: 'PathPrefix', value: '/' };
  }
  const { type, service, method: name } = method;
  if (type !== 'Exact' || !service) {
    return {
      type: 'RegularExpression',
      value: `/${service ?? '[^/]+'}/${name ?? '[^/]+'}`,
    };
  }
  return name
    ? { type: 'Exact', value: `/${service}/${name}` }
    : { type: 'PathPrefix', value: `/${service}` };
}
