import { z } from 'zod';
import { objectRefSchema, provenanceSchema } from './objectRef';
import { entrySchema } from './route';

/** Longer URLs are refused by servers, too. */
const MAX_URL_CHARS = 8_000;

/** A request that somebody might send; `cluster` limits the question to one. Headers are matched without regard to case. */
export const requestQuestionSchema = z.object({
  method: z.string().min(1).max(40).default('GET'),
  url: z
    .string()
    .min(1)
    .max(MAX_URL_CHARS)
    .describe(
      '`https://host[:port]/path?query`; also http, grpc, grpcs, tls, tcp and udp',
    ),
  headers: z.record(z.string(), z.string().max(MAX_URL_CHARS)).default({}),
  sni: z
    .string()
    .max(300)
    .optional()
    .describe('Server name of the TLS handshake; the host when absent'),
  cluster: z.string().optional(),
  clientAddress: z
    .string()
    .optional()
    .describe('The client’s IP address, for rules that look at it'),
});
export type RequestQuestion = z.infer<typeof requestQuestionSchema>;

/** The rule that won, or lost. `routeId` is the route of the answer that it belongs to, where there is one. */
export const requestRuleSchema = z.object({
  source: z.string(),
  object: objectRefSchema,
  ruleIndex: z.number().int(),
  matchIndex: z.number().int(),
  routeId: z.string().nullable(),
  provenance: provenanceSchema,
});
export type RequestRule = z.infer<typeof requestRuleSchema>;

/** Why a rule that could have taken the request did not; `code` is stable, the sentence is rendered late. */
export const runnerUpSchema = requestRuleSchema.extend({
  lostBy: z.enum([
    'host',
    'less-specific-host',
    'other-listener',
    'path',
    'less-specific-path',
    'method',
    'less-specific-method',
    'header',
    'query-parameter',
    'fewer-headers',
    'fewer-query-parameters',
    'other-condition',
    'lower-priority',
    'later-in-list',
    'younger',
    'later-name',
    'weight',
    'not-attached',
    'not-known',
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RunnerUp = z.infer<typeof runnerUpSchema>;

/** What becomes of the part of the requests that one backend gets. */
export const requestShareSchema = z.object({
  backend: objectRefSchema,
  port: z.union([z.number().int(), z.string()]).nullable(),
  share: z.number().min(0).max(1),
  outcome: z.enum(['forwarded', 'redirected', 'failed', 'unknown']),
  status: z
    .number()
    .int()
    .nullable()
    .describe('500, 503 or a redirect’s; null where the backend answers'),
  host: z.string().nullable().describe('The Host header that it gets'),
  path: z.string().nullable().describe('The path that it gets'),
  location: z.string().nullable(),
});
export type RequestShare = z.infer<typeof requestShareSchema>;

/**
 * What happens to the request: it is forwarded to backends by their shares; answered by the proxy itself (`respond`: a
 * redirect with its location, 404, 421, 500, 503, a preflight, a fixed answer); not even connected (`refused`); taken by a
 * rule that the reader may not see (`hidden`); or not known.
 */
export const requestOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('forward'),
    shares: z.array(requestShareSchema),
    mirrors: z.array(objectRefSchema),
  }),
  z.object({
    kind: z.literal('respond'),
    status: z.number().int(),
    location: z.string().nullable(),
    why: z.string(),
  }),
  z.object({ kind: z.literal('refused'), why: z.string() }),
  z.object({ kind: z.literal('hidden') }),
  z.object({ kind: z.literal('unknown'), why: z.string() }),
]);
export type RequestOutcome = z.infer<typeof requestOutcomeSchema>;

/** The answer of one door: a Gateway’s listener, an Ingress controller’s class, an entry point. */
export const requestAnswerSchema = z.object({
  cluster: z.string(),
  source: z.string(),
  entry: entrySchema,
  outcome: requestOutcomeSchema,
  winner: requestRuleSchema.nullable(),
  runnersUp: z
    .array(runnerUpSchema)
    .describe('In the order of the controller, the next to win first'),
  moreRunnersUp: z
    .number()
    .int()
    .optional()
    .describe(
      'So many more are not listed: there are too many, or the reader may not see them',
    ),
});
export type RequestAnswer = z.infer<typeof requestAnswerSchema>;

/**
 * The answers of all doors that would take the request; `problem` is a sentence when the question cannot be read, or when
 * nobody answers.
 */
export const requestExplanationSchema = z.object({
  question: requestQuestionSchema,
  answers: z.array(requestAnswerSchema),
  problem: z.string().optional(),
  hiddenAnswers: z
    .number()
    .int()
    .optional()
    .describe('So many doors answer that the reader may not see'),
});
export type RequestExplanation = z.infer<typeof requestExplanationSchema>;
