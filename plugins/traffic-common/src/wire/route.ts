import { z } from 'zod';
import { kindStatusSchema } from './knowledge';
import { objectRefSchema, provenanceSchema } from './objectRef';
import { routePolicySchema } from './policy';
import {
  conditionSchema,
  controllerVerdictSchema,
  routeVerdictSchema,
} from './verdict';

export const addressSchema = z.object({
  type: z.string().describe('IPAddress, Hostname or a domain-prefixed type'),
  value: z.string(),
});
export type Address = z.infer<typeof addressSchema>;

/** A host as a matcher: lower-case; `wildcard` keeps its `*.`; `any` has the value ''. */
export const hostSchema = z.object({
  kind: z.enum(['exact', 'wildcard', 'any']),
  value: z.string(),
});
export type Host = z.infer<typeof hostSchema>;

/** The public facts of one certificate; its key is never read. Times are ISO. */
export const certificateFactsSchema = z.object({
  names: z
    .array(z.string())
    .describe(
      'DNS names and IP addresses; the common name where there are none',
    ),
  issuer: z.string(),
  notBefore: z.string().nullable(),
  notAfter: z.string(),
  fingerprint: z
    .string()
    .nullable()
    .describe(
      'SHA-256 over the DER form, lower-case hex; null where only cert-manager tells of the certificate',
    ),
  from: z
    .enum(['secret', 'cert-manager'])
    .describe(
      'Read from the Secret, or stated by the cert-manager Certificate',
    ),
});
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

/**
 * One certificate that a listener or Ingress names. `read`: its facts are known; `not-read`: Secrets are not watched here;
 * `malformed`: the Secret holds no certificate; `covers` says whether it is valid for the host of the route (RFC 6125: a
 * wildcard is one label), null where that cannot be said.
 */
export const certificateSchema = z.object({
  ref: objectRefSchema.nullable(),
  state: z.enum([
    'read',
    'not-read',
    'missing',
    'malformed',
    'forbidden',
    'unsupported',
    'unknown',
  ]),
  facts: certificateFactsSchema.optional(),
  covers: z.boolean().nullable().optional(),
});
export type Certificate = z.infer<typeof certificateSchema>;

export const tlsSchema = z.object({
  mode: z.enum(['none', 'terminate', 'passthrough']),
  certificates: z.array(certificateSchema),
});
export type Tls = z.infer<typeof tlsSchema>;

/** Ready and total endpoints of one Service port, or why they are not known. */
export const endpointsSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    ready: z.number().int(),
    total: z.number().int(),
  }),
  z.object({ state: z.literal('external'), host: z.string() }),
  z.object({ state: z.literal('unknown'), because: kindStatusSchema }),
  z.object({ state: z.literal('none'), why: z.string() }),
]);
export type Endpoints = z.infer<typeof endpointsSchema>;

/** One backend of a rule; `share` is weight over the sum of all weights, invalid refs included (HTTPRoute backendRefs). */
/** What a Service has in another cluster of the mesh, where it is the same Service. */
export const elsewhereSchema = z.object({
  cluster: z.string(),
  ready: z.number().int().nullable().describe('null: not known'),
  network: z
    .string()
    .nullable()
    .describe('The network of that cluster, as its labels say'),
});
export type Elsewhere = z.infer<typeof elsewhereSchema>;

export const backendSchema = z.object({
  ref: objectRefSchema,
  port: z.union([z.number().int(), z.string()]).nullable(),
  weight: z.number().int(),
  share: z.number().min(0).max(1),
  state: z.enum(['resolved', 'missing', 'forbidden', 'unsupported', 'unknown']),
  reason: z
    .string()
    .nullable()
    .describe('BackendNotFound, RefNotPermitted, InvalidKind, … or null'),
  endpoints: endpointsSchema,
  workloads: z.array(objectRefSchema),
  entities: z.array(z.string()).describe('Entity references that own it'),
  elsewhere: z
    .array(elsewhereSchema)
    .optional()
    .describe('The same Service in other clusters of the mesh; never empty'),
  provenance: provenanceSchema,
});
export type Backend = z.infer<typeof backendSchema>;

/** A backend that gets a copy of the requests, whose answers nobody sees. */
export const mirrorSchema = backendSchema.pick({
  ref: true,
  port: true,
  state: true,
  reason: true,
  provenance: true,
});
export type Mirror = z.infer<typeof mirrorSchema>;

const valueMatchSchema = z.object({
  type: z.string().describe('Exact or RegularExpression'),
  name: z.string(),
  value: z.string(),
});

export const routeMatchSchema = z.object({
  path: z
    .object({
      type: z.enum([
        'Exact',
        'PathPrefix',
        'RegularExpression',
        'ImplementationSpecific',
      ]),
      value: z.string(),
    })
    .nullable(),
  method: z.string().nullable(),
  headers: z.array(valueMatchSchema),
  queryParams: z.array(valueMatchSchema),
  conditions: z
    .array(z.string())
    .optional()
    .describe(
      'Further conditions in the API’s own words, all of which must hold: ``ClientIP(`10.0.0.0/8`)``',
    ),
});
export type RouteMatch = z.infer<typeof routeMatchSchema>;

export const redirectSchema = z.object({
  scheme: z.string().nullable(),
  hostname: z.string().nullable(),
  port: z.number().int().nullable(),
  path: z.string().nullable(),
  statusCode: z.number().int(),
});
export type Redirect = z.infer<typeof redirectSchema>;

/**
 * The door a route goes through: a Gateway's listener (of the Gateway API or Istio), the class (and controller) of an Ingress,
 * an entry point of a proxy that has no object for it, a Service that is open to the outside itself, or the mesh: requests
 * from inside alone.
 */
export const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('listener'),
    gateway: objectRefSchema,
    listenerSet: objectRefSchema
      .optional()
      .describe(
        'The ListenerSet that the listener is written in; absent: the Gateway itself',
      ),
    listener: z.string(),
    className: z.string(),
    controller: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('ingress-class'),
    className: z.string().nullable(),
    controller: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('entry-point'),
    name: z
      .string()
      .describe('As the proxy’s configuration calls it: `websecure`'),
    controller: z.string().nullable(),
  }),
  z.object({ kind: z.literal('service'), service: objectRefSchema }),
  z.object({ kind: z.literal('mesh') }),
]);
export type Entry = z.infer<typeof entrySchema>;

/** One effective way in: one host, one match, through one door, to weighted backends. */
export const routeSchema = z.object({
  id: z.string().describe('Stable for the same facts; unique in an answer'),
  source: z.string(),
  cluster: z.string(),
  object: objectRefSchema,
  ruleIndex: z.number().int(),
  matchIndex: z.number().int(),
  scheme: z.enum(['http', 'https', 'tls', 'tcp', 'udp']),
  host: hostSchema,
  port: z.number().int().nullable(),
  match: routeMatchSchema,
  url: z.string().describe('For people: `https://shop.example.com/api/*`'),
  isConcreteUrl: z
    .boolean()
    .describe('The URL can be opened as it is (no wildcard, no pattern)'),
  entry: entrySchema.nullable(),
  addresses: z.array(addressSchema),
  exposure: z.enum(['internet', 'internal', 'mesh', 'unknown']),
  tls: tlsSchema,
  filters: z.array(z.object({ type: z.string(), interpreted: z.boolean() })),
  policies: z.array(routePolicySchema),
  notInterpreted: z
    .array(provenanceSchema)
    .describe('Fields that were seen and not translated'),
  redirect: redirectSchema.nullable(),
  backends: z.array(backendSchema),
  mirrors: z
    .array(mirrorSchema)
    .optional()
    .describe('Absent where the source follows none'),
  predicted: routeVerdictSchema,
  reported: controllerVerdictSchema,
  agreement: z.enum(['agree', 'disagree', 'not-comparable']),
  provenance: z.array(provenanceSchema),
});
export type Route = z.infer<typeof routeSchema>;

/** One listener with the predicted and the reported state, in the Gateway API's vocabulary. */
export const listenerSchema = z.object({
  gateway: objectRefSchema,
  listenerSet: objectRefSchema
    .nullable()
    .describe(
      'The ListenerSet that it is written in; null: the Gateway itself',
    ),
  name: z.string(),
  port: z.number().int(),
  protocol: z.string(),
  hostname: z.string().nullable(),
  className: z.string(),
  controller: z.string().nullable(),
  addresses: z.array(addressSchema),
  tls: tlsSchema,
  supportedKinds: z
    .array(z.object({ group: z.string(), kind: z.string() }))
    .describe('The kinds of routes that may attach; none where it is refused'),
  attachedRoutes: z.number().int(),
  reportedAttachedRoutes: z.number().int().nullable(),
  predicted: z
    .array(conditionSchema)
    .describe('Accepted, Conflicted, Programmed and ResolvedRefs'),
  reported: controllerVerdictSchema,
  provenance: provenanceSchema,
});
export type Listener = z.infer<typeof listenerSchema>;

/** One Gateway with its predicted and reported conditions, and those of the ListenerSets that name it. */
export const gatewaySchema = z.object({
  ref: objectRefSchema,
  className: z.string(),
  controller: z.string().nullable(),
  supportedFeatures: z
    .array(z.string())
    .nullable()
    .describe('Of its class (GEP-2162); null where the controller lists none'),
  addresses: z.array(addressSchema),
  predicted: z.array(conditionSchema).describe('Accepted, Programmed, …'),
  reported: controllerVerdictSchema,
  agreement: z.enum(['agree', 'disagree', 'not-comparable']),
  listenerSets: z.array(
    z.object({
      ref: objectRefSchema,
      predicted: z.array(conditionSchema),
      reported: controllerVerdictSchema,
    }),
  ),
  provenance: provenanceSchema,
});
export type Gateway = z.infer<typeof gatewaySchema>;

export const parentRefSchema = z.object({
  group: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  sectionName: z.string().nullable(),
  port: z.number().int().nullable(),
});
export type ParentRef = z.infer<typeof parentRefSchema>;

/** What becomes of one route object at one of its parentRefs. */
export const attachmentSchema = z.object({
  route: objectRefSchema,
  parentRef: parentRefSchema,
  predicted: z.array(conditionSchema).describe('Accepted and ResolvedRefs'),
  reported: controllerVerdictSchema,
  agreement: z.enum(['agree', 'disagree', 'not-comparable']),
  listeners: z.array(z.string()).describe('Names of the accepting listeners'),
  provenance: provenanceSchema,
});
export type Attachment = z.infer<typeof attachmentSchema>;
