import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type { KubeconfigEntry } from '@portolan/cluster-client';
import type { EgressNat } from '@portolan/plugin-traffic-engine';
import { z } from 'zod';
import type { ClusterOptions } from '../clusters/createClusterFleet';
import { check } from './check';
import { readIngestConfig, type IngestConfig } from './readIngestConfig';
import {
  readTelemetryConfig,
  type TelemetryConfig,
} from './readTelemetryConfig';

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const refreshIntervalSchema = z
  .number()
  .min(1_000, 'must be one second or more')
  .max(86_400_000, 'must be one day or less');

const clusterSchema = z.strictObject({
  name: z.string('is missing').min(1, 'is empty'),
  exclude: z.boolean('must be true or false').optional(),
  namespaces: z
    .array(
      z
        .string('must be the name of a namespace')
        .regex(NAMESPACE, 'is not the name of a namespace'),
      'must be a list of names',
    )
    .min(1, 'is empty; leave it out to read the whole cluster')
    .optional(),
  egress: z
    .strictObject({
      natAddresses: z
        .array(
          z.union([z.ipv4(), z.ipv6()], 'must be an address'),
          'must be a list of addresses',
        )
        .min(1, 'is empty; leave it out where nothing is known')
        .optional(),
    })
    .optional(),
});
const clustersSchema = z
  .array(clusterSchema, 'must be a list')
  .superRefine((clusters, context) => {
    const names = clusters.map(cluster => cluster.name);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) {
      context.addIssue(`names the cluster "${twice}" twice`);
    }
  });

const kubeconfigSchema = z.array(
  z.strictObject({
    path: z
      .string('must be the path of a file')
      .min(1, 'is empty; leave it out for the files of KUBECONFIG')
      .optional(),
    contexts: z
      .array(
        z.string('must be the name of a context'),
        'must be a list of contexts',
      )
      .min(1, 'is empty; leave it out to read every context')
      .optional(),
  }),
  'must be a list, such as [{ path: /etc/portal/kubeconfig }]',
);

const WRITTEN_KINDS = ['HTTPRoute', 'ReferenceGrant'] as const;
const applyRuleSchema = z.strictObject({
  cluster: z.string('is missing').min(1, 'is empty'),
  namespaces: z
    .array(
      z
        .string('must be the name of a namespace')
        .regex(NAMESPACE, 'is not the name of a namespace'),
      'must be a list of names',
    )
    .min(1, 'is empty; leave it out to allow every namespace')
    .optional(),
  kinds: z
    .array(
      z.enum(WRITTEN_KINDS, `must be one of ${WRITTEN_KINDS.join(', ')}`),
      'must be a list of kinds',
    )
    .min(1, 'is empty; leave it out to allow both kinds')
    .default([...WRITTEN_KINDS]),
});
const selfServiceSchema = z.strictObject({
  apply: z.array(applyRuleSchema, 'must be a list').default([]),
});

/** Where, and of which kinds, objects may be written for people who make routes themselves. */
export type ApplyRule = z.infer<typeof applyRuleSchema>;

/** The `traffic` section of app-config.yaml, with its defaults filled in. */
export interface TrafficConfig extends IngestConfig {
  readonly entities: { readonly refreshIntervalMs: number };
  /** By name of the cluster. */
  readonly clusters: ReadonlyMap<string, ClusterOptions>;
  /** The addresses that the outside sees, by name of the cluster. */
  readonly egressNat: EgressNat;
  readonly kubeconfig: readonly KubeconfigEntry[];
  /** Empty: nothing is ever written. */
  readonly selfService: { readonly apply: readonly ApplyRule[] };
  /** Empty: nothing is known of what is really called. */
  readonly telemetry: readonly TelemetryConfig[];
}

const DEFAULT_REFRESH_INTERVAL_MS = 30_000;

/** Reads the `traffic` section; throws an InputError that names the key and says what is wrong with its value. */
export function readTrafficConfig(config: Config): TrafficConfig {
  const clusters = check(
    clustersSchema,
    'traffic.clusters',
    config.getOptional('traffic.clusters') ?? [],
  );
  return {
    entities: { refreshIntervalMs: readRefreshInterval(config) },
    clusters: new Map(
      clusters.map(({ name, egress: _egress, ...rest }) => [name, rest]),
    ),
    egressNat: Object.fromEntries(
      clusters.flatMap(({ name, egress }) =>
        egress?.natAddresses ? [[name, egress.natAddresses]] : [],
      ),
    ),
    kubeconfig: check(
      kubeconfigSchema,
      'traffic.kubeconfig',
      config.getOptional('traffic.kubeconfig') ?? [],
    ),
    selfService: check(
      selfServiceSchema,
      'traffic.selfService',
      config.getOptional('traffic.selfService') ?? {},
    ),
    telemetry: readTelemetryConfig(config),
    ...readIngestConfig(config),
  };
}

function readRefreshInterval(config: Config): number {
  const key = 'traffic.entities.refreshInterval';
  return config.has(key)
    ? check(refreshIntervalSchema, key, readMilliseconds(config, key))
    : DEFAULT_REFRESH_INTERVAL_MS;
}

function readMilliseconds(config: Config, key: string): number {
  try {
    return durationToMilliseconds(readDurationFromConfig(config, { key }));
  } catch {
    throw new InputError(
      `The configuration ${key} is no duration; write for example "30s", "PT30S" or { seconds: 30 }.`,
    );
  }
}
