import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { z } from 'zod';

const entitiesSchema = z.object({
  refreshIntervalMs: z
    .number()
    .min(1_000, 'must be one second or more')
    .max(86_400_000, 'must be one day or less'),
});
const trafficConfigSchema = z.object({ entities: entitiesSchema });

/** The `traffic` section of app-config.yaml, with its defaults filled in. */
export type TrafficConfig = z.infer<typeof trafficConfigSchema>;

const DEFAULT_REFRESH_INTERVAL_MS = 30_000;

/** Reads the `traffic` section; throws an InputError that names the key, the value's problem and an example. */
export function readTrafficConfig(config: Config): TrafficConfig {
  const key = 'traffic.entities.refreshInterval';
  const parsed = trafficConfigSchema.safeParse({
    entities: {
      refreshIntervalMs:
        readMilliseconds(config, key) ?? DEFAULT_REFRESH_INTERVAL_MS,
    },
  });
  if (!parsed.success) {
    throw new InputError(
      `The configuration ${key} ${parsed.error.issues[0].message}; for example "30s" or { seconds: 30 }.`,
    );
  }
  return parsed.data;
}

function readMilliseconds(config: Config, key: string): number | undefined {
  if (!config.has(key)) {
    return undefined;
  }
  try {
    return durationToMilliseconds(readDurationFromConfig(config, { key }));
  } catch (error) {
    throw new InputError(
      `The configuration ${key} is no duration; write for example "30s", "PT30S" or { seconds: 30 }.`,
      error,
    );
  }
}
