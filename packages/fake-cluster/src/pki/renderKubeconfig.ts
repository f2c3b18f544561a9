import { stringify } from 'yaml';

/** One way into one cluster. */
export interface KubeconfigEntry {
  contextName: string;
  clusterName: string;
  userName: string;
  server: string;
  caPem: string;
  token: string;
}

/** Writes a kubeconfig with one context per entry; the first one is current. */
export function renderKubeconfig(entries: readonly KubeconfigEntry[]): string {
  const clusters = new Map(entries.map(entry => [entry.clusterName, entry]));
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': entries[0]?.contextName ?? '',
    preferences: {},
    clusters: [...clusters.values()].map(({ clusterName, server, caPem }) => ({
      name: clusterName,
      cluster: {
        server,
        'certificate-authority-data': Buffer.from(caPem).toString('base64'),
      },
    })),
    users: entries.map(({ contextName, token }) => ({
      name: contextName,
      user: { token },
    })),
    contexts: entries.map(({ contextName, clusterName }) => ({
      name: contextName,
      context: {
        cluster: clusterName,
        user: contextName,
        namespace: 'default',
      },
    })),
  });
}
