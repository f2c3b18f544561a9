import type * as ClusterClient from '@portolan/cluster-client';
import type { KindReading } from '@portolan/cluster-client';
import {
  ENGINE,
  kindKey,
  type AnalysisInput,
  type KindRef,
} from '@portolan/plugin-traffic-engine';
import { UsageError, type Terminal } from './Terminal';

/** What a path on the command line begins with when it names a context of the kubeconfig instead of a file. */
const LIVE = 'live:';
const DEADLINE_MS = 120_000;

/** The context that a path names, as in `live:prod-eu`; undefined for files. */
export function liveContextOf(path: string): string | undefined {
  return path.startsWith(LIVE) ? path.slice(LIVE.length) : undefined;
}

/**
 * Reads a running cluster once, as the context of a kubeconfig names it (KUBECONFIG, else `~/.kube/config`). Secrets are never
 * asked for. Of each kind that cannot be read the reason goes to stderr; throws a UsageError when the cluster cannot be asked.
 */
export async function readLiveCluster(
  context: string,
  options: { readonly cluster?: string; readonly terminal: Terminal },
): Promise<readonly AnalysisInput[]> {
  const { cluster = context, terminal } = options;
  const { KubeconfigClusterSource, readCluster } = loadClient();
  const source = new KubeconfigClusterSource([{}]);
  const known = await source.listClusters().catch(error => {
    throw new UsageError(sentenceOf(error));
  });
  const description = known.find(({ name }) => name === context);
  if (!description) {
    throw new UsageError(
      `The kubeconfig has no context "${context}"; it has ${
        known.map(({ name }) => name).join(', ') || 'none'
      }.`,
    );
  }
  if (!description.access.usable) {
    throw new UsageError(description.access.problem.message);
  }
  const connection = source.connect(description);
  try {
    const readings = await readCluster({
      connection,
      kinds: ENGINE.kinds.filter(isAskedFor),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    for (const reading of readings) {
      if (reading.state === 'unknown') {
        terminal.stderr.write(
          `warning: cluster ${cluster}: ${reading.problem.message}\n`,
        );
      }
    }
    return toInputs(cluster, readings);
  } catch (error) {
    throw new UsageError(
      `Cluster ${cluster} cannot be read: ${sentenceOf(error)}`,
    );
  } finally {
    connection.close();
  }
}

/** Loading the client takes longer than analyzing most directories, so only those who ask for a cluster wait for it. */
function loadClient(): typeof ClusterClient {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, global-require
  return require('@portolan/cluster-client');
}

/** A person's kubeconfig often may read Secrets; that is no reason to do so. */
function isAskedFor(kind: KindRef): boolean {
  return kindKey(kind) !== '/Secret';
}

function toInputs(
  cluster: string,
  readings: readonly KindReading[],
): readonly AnalysisInput[] {
  const keysOf = (matches: (reading: KindReading) => boolean) =>
    readings.filter(matches).map(({ kind }) => kindKey(kind));
  const isDenied = (reading: KindReading) =>
    reading.state === 'unknown' && reading.problem.reason === 'forbidden';
  return [
    {
      object: {
        apiVersion: 'portolan.dev/v1',
        kind: 'Cluster',
        metadata: { name: cluster },
        kinds: {
          synced: keysOf(({ state }) => state === 'read'),
          absent: keysOf(({ state }) => state === 'absent'),
          denied: keysOf(isDenied),
          pending: [
            '/Secret',
            ...keysOf(
              reading => reading.state === 'unknown' && !isDenied(reading),
            ),
          ],
        },
      },
    },
    ...readings.flatMap(reading =>
      reading.state === 'read'
        ? reading.objects.map(object => ({ object, cluster }))
        : [],
    ),
  ];
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no reason was given.';
}
