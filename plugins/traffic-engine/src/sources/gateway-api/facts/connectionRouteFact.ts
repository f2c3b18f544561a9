import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { defaultGatewayNotes } from './filteredRule';
import { factReader, text } from './parse';
import type { RouteFact, RuleFact } from './routeFact';
import {
  backendRefSchema,
  parentRefSchema,
  routeStatusSchema,
  toBackendRef,
  toRouteFacts,
} from './routeSchemas';

const ruleSchema = z.object({
  name: text.catch(undefined),
  backendRefs: z.array(backendRefSchema).nullish(),
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

/** Connections have nothing to match but their listener, and the server name where there is TLS. */
const ANY_CONNECTION: RouteMatch = {
  path: null,
  method: null,
  headers: [],
  queryParams: [],
};

/** Reads a TLSRoute, TCPRoute or UDPRoute of any served version; older versions of TLSRoute may name no host. */
export const readConnectionRoute = factReader(
  schema,
  (route, object): RouteFact => {
    const facts = toRouteFacts(route, object);
    return {
      ...facts,
      rules: (route.spec.rules ?? []).map((rule, index) =>
        toRule(rule?.backendRefs ?? [], {
          namespace: facts.namespace,
          name: rule?.name || null,
          path: `spec.rules[${index}]`,
        }),
      ),
      notes: defaultGatewayNotes(route.spec.useDefaultGateways),
    };
  },
);

function toRule(
  backendRefs: readonly z.output<typeof backendRefSchema>[],
  {
    namespace,
    name,
    path,
  }: { namespace: string; name: string | null; path: string },
): RuleFact {
  return {
    matches: [ANY_CONNECTION],
    grpcMethods: null,
    filters: [],
    redirect: null,
    rewrite: null,
    cors: null,
    backendRefs: backendRefs.map((ref, index) =>
      toBackendRef(ref, { namespace, path: `${path}.backendRefs[${index}]` }),
    ),
    mirrors: [],
    authorizers: [],
    directStatus: null,
    fault: null,
    name,
    settings: [],
    extensions: [],
    path,
  };
}
