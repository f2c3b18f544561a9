import type { Config } from '@backstage/config';
import type { MiningOptions } from '@portolan/plugin-traffic-engine';
import { z } from 'zod';
import { check } from './check';

const certificatesSchema = z.strictObject({
  readSecrets: z.boolean('must be true or false').default(false),
});
const miningSchema = z.strictObject({
  enabled: z.boolean('must be true or false').default(true),
  excludeNamespaces: z
    .array(
      z.string('must be the name of a namespace'),
      'must be a list of names',
    )
    .default([]),
  excludeKeys: z
    .array(
      z
        .string('must be a name, where * stands for any text')
        .min(1, 'is empty')
        .max(200, 'is longer than 200 characters'),
      'must be a list of names',
    )
    .default([]),
});

/** What may be looked for in objects that hold more than may be kept. */
export interface IngestConfig {
  readonly certificates: {
    /** Secrets of type kubernetes.io/tls are watched, for the public facts of their certificates. */
    readonly readSecrets: boolean;
  };
  readonly mining: MiningOptions;
}

/** Reads `traffic.certificates` and `traffic.mining`; throws an InputError that names the key. */
export function readIngestConfig(config: Config): IngestConfig {
  return {
    certificates: check(
      certificatesSchema,
      'traffic.certificates',
      config.getOptional('traffic.certificates') ?? {},
    ),
    mining: check(
      miningSchema,
      'traffic.mining',
      config.getOptional('traffic.mining') ?? {},
    ),
  };
}
