import { readFileSync } from 'node:fs';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  anonymousCredential,
  type ClusterCredential,
  FileTokenCredential,
  HttpClusterConnection,
  StaticCredential,
  systemTiming,
  type Timing,
} from '@portolan/cluster-client';
import type { TelemetryConfig } from '../config/readTelemetryConfig';
import { TelemetryKeeper } from './TelemetryKeeper';

/** A keeper over the configured endpoints. Throws an InputError when a configured CA file cannot be read. */
export function createTelemetryKeeper(options: {
  endpoints: readonly TelemetryConfig[];
  logger: LoggerService;
  timing?: Timing;
}): TelemetryKeeper {
  const { endpoints, logger, timing = systemTiming } = options;
  return new TelemetryKeeper({
    logger,
    timing,
    endpoints: endpoints.map(endpoint => ({
      ...endpoint,
      connection: new HttpClusterConnection({
        url: endpoint.url,
        peer: 'Prometheus server',
        tls: { ca: readCa(endpoint) },
        credential: credentialOf(endpoint),
        deadlineMs: endpoint.timeoutMs,
        concurrency: 1,
      }),
    })),
  });
}

function credentialOf({
  credential,
  tokenFile,
}: TelemetryConfig): ClusterCredential {
  if (tokenFile !== undefined) {
    return new FileTokenCredential(tokenFile);
  }
  return credential ? new StaticCredential(credential) : anonymousCredential;
}

function readCa({ caFile, cluster }: TelemetryConfig): string | undefined {
  if (caFile === undefined) {
    return undefined;
  }
  try {
    return readFileSync(caFile, 'utf8');
  } catch {
    throw new InputError(
      `The configuration traffic.telemetry names a caFile for cluster ${cluster} that cannot be read.`,
    );
  }
}
