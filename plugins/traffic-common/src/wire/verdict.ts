import { z } from 'zod';

/** A condition in the API's own vocabulary, without its message. */
export const conditionSchema = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
});
export type Condition = z.infer<typeof conditionSchema>;

/**
 * What a controller said: `none` (nobody has looked yet), `no-status` (the kind has none, or one that its controller writes
 * no verdict into, as Istio's and Traefik's own kinds: nobody will ever say), `pending` (only the CRD's default, or an older
 * generation of the object), `reported` (its conditions for the current generation).
 */
export const controllerVerdictSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('no-status') }),
  z.object({
    state: z.literal('pending'),
    controller: z.string().optional(),
    conditions: z.array(conditionSchema),
  }),
  z.object({
    state: z.literal('reported'),
    controller: z.string(),
    conditions: z.array(conditionSchema),
    at: z.string().optional().describe('ISO time of the newest transition'),
  }),
]);
export type ControllerVerdict = z.infer<typeof controllerVerdictSchema>;

/** Why a predicted verdict is what it is; `code` is stable, `params` fill its sentence. */
export const reasonSchema = z.object({
  code: z.enum([
    'NotAttached',
    'BackendNotFound',
    'BackendPortNotFound',
    'SubsetNotFound',
    'SubsetNotReady',
    'NotExportedTo',
    'RefNotPermitted',
    'InvalidKind',
    'UnsupportedProtocol',
    'NoReadyEndpoints',
    'ReadyElsewhere',
    'NoBackends',
    'WeightsAllZero',
    'GatewayNotProgrammed',
    'ListenerInvalid',
    'IngressClassMissing',
    'IngressClassUnclaimed',
    'Shadowed',
    'DependsOnIsolation',
    'PathSemanticsOfController',
    'FilterNotInterpreted',
    'RuleNotParsed',
    'PolicyInvalid',
    'ReferenceNotFound',
    'NotAllowedBySetting',
    'DependsOnSetting',
    'EntryPointNotFound',
    'NotKnown',
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Reason = z.infer<typeof reasonSchema>;

/**
 * What we predict for one route: `serving`, `degraded` (part of the requests fails), `failing` (all requests fail),
 * `detached` (no listener or controller takes it), `shadowed` (another route always wins), `unknown` (could not look).
 */
export const routeVerdictSchema = z.object({
  state: z.enum([
    'serving',
    'degraded',
    'failing',
    'detached',
    'shadowed',
    'unknown',
  ]),
  reasons: z.array(reasonSchema),
});
export type RouteVerdict = z.infer<typeof routeVerdictSchema>;
