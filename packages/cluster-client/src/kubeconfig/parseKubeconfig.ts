import { KubeConfig, type Cluster, type User } from '@kubernetes/client-node';
import { z } from 'zod';

/** One usable context of a kubeconfig file, as the library's parser read it. */
export interface KubeconfigContext {
  readonly name: string;
  readonly cluster: Cluster;
  readonly user: User | undefined;
  readonly exec: ExecConfig | undefined;
}

const execSchema = z.looseObject({
  apiVersion: z.string(),
  command: z.string().min(1),
  args: z
    .array(z.string())
    .nullish()
    .transform(args => args ?? []),
  env: z
    .array(z.looseObject({ name: z.string(), value: z.string() }))
    .nullish()
    .transform(entries =>
      Object.fromEntries(
        (entries ?? []).map(({ name, value }) => [name, value]),
      ),
    ),
  interactiveMode: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
});
export type ExecConfig = z.infer<typeof execSchema>;

/**
 * Reads a kubeconfig file; paths in it become absolute. The only place that touches the Kubernetes client library, and only
 * its parser. Throws when the file is missing or is none.
 */
export function parseKubeconfig(path: string): KubeconfigContext[] {
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config.getContexts().flatMap(context => {
    const cluster = config.getCluster(context.cluster);
    const user = config.getUser(context.user) ?? undefined;
    return cluster
      ? [
          {
            name: context.name,
            cluster,
            user,
            exec:
              user?.exec === undefined || user.exec === null
                ? undefined
                : execSchema.parse(user.exec),
          },
        ]
      : [];
  });
}
