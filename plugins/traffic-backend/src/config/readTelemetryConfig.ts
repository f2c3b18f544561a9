import type { Config } from '@backstage/config';
import type { CredentialMaterial } from '@portolan/cluster-client';
import { z } from 'zod';
import { PRESETS } from '../telemetry/presets';
import { templatePreset } from '../telemetry/templatePreset';
import type { TelemetryPreset } from '../telemetry/TelemetryPreset';
import { check } from './check';

const PRESET_NAMES = PRESETS.map(({ name }) => name);

const label = z
  .string('must be the name of a label')
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'is not the name of a label');

const labelTest = z.strictObject({
  label,
  values: z
    .array(z.string('must be a text'), 'must be a list')
    .min(1, 'is empty'),
});

const templateSchema = z.strictObject({
  name: z.string('is missing').min(1, 'is empty'),
  query: z
    .string('is missing')
    .includes('$window', { message: 'must use $window' }),
  labels: z.strictObject({
    workload: label,
    namespace: label.optional(),
    host: label,
    port: label.optional(),
    failed: labelTest.optional(),
    refused: labelTest.optional(),
  }),
});

const seconds = (least: number, most: number) =>
  z
    .number('must be a number of seconds')
    .int('must be a whole number')
    .min(least, `must be ${least} or more`)
    .max(most, `must be ${most} or less`);

const authSchema = z.union(
  [
    z.strictObject({ bearerToken: z.string().min(1) }),
    z.strictObject({ bearerTokenFile: z.string().min(1) }),
    z.strictObject({ username: z.string().min(1), password: z.string() }),
  ],
  'must hold bearerToken, or bearerTokenFile, or username and password',
);

const endpointSchema = z
  .strictObject({
    cluster: z.string('is missing').min(1, 'is empty'),
    url: z
      .string('is missing')
      .refine(isHttpUrl, 'must be an http or https address')
      .refine(hasNoUser, 'must not hold a user name; use auth'),
    presets: z
      .array(
        z.enum(PRESET_NAMES, `must be one of ${PRESET_NAMES.join(', ')}`),
        'must be a list of presets',
      )
      .default([]),
    templates: z.array(templateSchema, 'must be a list').default([]),
    matchers: z
      .string('must be label matchers, such as cluster="a"')
      .optional(),
    windowSeconds: seconds(60, 86_400).default(600),
    intervalSeconds: seconds(10, 3_600).default(60),
    timeoutSeconds: seconds(1, 120).default(10),
    caFile: z.string('must be the path of a file').min(1).optional(),
    auth: authSchema.optional(),
  })
  .refine(
    ({ presets, templates }) => presets.length + templates.length > 0,
    'names neither a preset nor a template',
  );

const telemetrySchema = z
  .array(endpointSchema, 'must be a list')
  .superRefine((endpoints, context) => {
    const names = endpoints.map(({ cluster }) => cluster);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) {
      context.addIssue(`names the cluster "${twice}" twice`);
    }
  });

/** Where the telemetry of one cluster is asked, and how. */
export interface TelemetryConfig {
  readonly cluster: string;
  readonly url: string;
  readonly presets: readonly TelemetryPreset[];
  /** '' or matchers that follow others. */
  readonly matchers: string;
  readonly windowSeconds: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly caFile?: string;
  readonly credential?: Pick<CredentialMaterial, 'bearerToken' | 'basic'>;
  readonly tokenFile?: string;
}

/** Reads `traffic.telemetry`; throws an InputError that names the key and says what is wrong with its value. */
export function readTelemetryConfig(config: Config): TelemetryConfig[] {
  const endpoints = check(
    telemetrySchema,
    'traffic.telemetry',
    config.getOptional('traffic.telemetry') ?? [],
  );
  return endpoints.map(endpoint => ({
    cluster: endpoint.cluster,
    url: endpoint.url,
    presets: [
      ...PRESETS.filter(({ name }) => endpoint.presets.includes(name)),
      ...endpoint.templates.map(templatePreset),
    ],
    matchers: endpoint.matchers ? `,${endpoint.matchers}` : '',
    windowSeconds: endpoint.windowSeconds,
    intervalMs: endpoint.intervalSeconds * 1000,
    timeoutMs: endpoint.timeoutSeconds * 1000,
    caFile: endpoint.caFile,
    ...credentialOf(endpoint.auth),
  }));
}

function credentialOf(
  auth: z.infer<typeof authSchema> | undefined,
): Pick<TelemetryConfig, 'credential' | 'tokenFile'> {
  if (!auth) {
    return {};
  }
  if ('bearerTokenFile' in auth) {
    return { tokenFile: auth.bearerTokenFile };
  }
  return {
    credential:
      'bearerToken' in auth
        ? { bearerToken: auth.bearerToken }
        : { basic: auth },
  };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function hasNoUser(text: string): boolean {
  return !URL.canParse(text) || new URL(text).username === '';
}
