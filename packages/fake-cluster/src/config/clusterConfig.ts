import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ruleSchema = z.strictObject({
  verbs: z.array(z.string()),
  groups: z.array(z.string()),
  resources: z.array(z.string()),
  namespaces: z.array(z.string()).optional(),
});

const userSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/),
  /** Absent: made at the first start and kept in the state directory. */
  token: z.string().min(8).optional(),
  groups: z.array(z.string()).optional(),
  rules: z.array(ruleSchema).optional(),
});

const clusterSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/),
  port: z.number().int().min(0).max(65535).default(0),
  fixturesDir: z.string().optional(),
  crdFiles: z.array(z.string()).optional(),
  crds: z.enum(['builtin', 'none']).optional(),
  absentKinds: z.array(z.string()).optional(),
  version: z.string().optional(),
  streamingLists: z.boolean().optional(),
  bookmarkIntervalMs: z.number().int().positive().optional(),
  users: z.array(userSchema).min(1),
});

const configSchema = z
  .strictObject({
    /** Keys, tokens, kubeconfig files and the address of the control endpoint are kept here. */
    stateDir: z.string(),
    clusters: z.array(clusterSchema).min(1),
  })
  .refine(
    ({ clusters }) =>
      new Set(clusters.map(({ name }) => name)).size === clusters.length,
    { message: 'two clusters have the same name', path: ['clusters'] },
  );

/** Several clusters that are served together; paths are absolute. */
export type FakeClustersConfig = z.output<typeof configSchema>;

/** One cluster of them. */
export type FakeClusterConfig = FakeClustersConfig['clusters'][number];

/** A configuration file that cannot be used; the message is a sentence that names the file and the field. */
export class ConfigError extends Error {
  readonly name = 'ConfigError';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads a configuration file, YAML or JSON; relative paths in it start at its own folder. @throws ConfigError */
export async function readClusterConfig(
  file: string,
): Promise<FakeClustersConfig> {
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(
      `The configuration ${file} cannot be read: ${messageOf(error)}`,
    );
  }
  const parsed = configSchema.safeParse(content);
  if (!parsed.success) {
    throw new ConfigError(
      `The configuration ${file} is not valid: ${z.prettifyError(
        parsed.error,
      )}`,
    );
  }
  const from = dirname(resolve(file));
  return {
    stateDir: resolve(from, parsed.data.stateDir),
    clusters: parsed.data.clusters.map(cluster => ({
      ...cluster,
      fixturesDir: cluster.fixturesDir && resolve(from, cluster.fixturesDir),
      crdFiles: cluster.crdFiles?.map(path => resolve(from, path)),
    })),
  };
}
