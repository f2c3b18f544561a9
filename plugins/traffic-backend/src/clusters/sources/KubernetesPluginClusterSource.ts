import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { HttpClusterConnection, parseJson } from '@portolan/cluster-client';
import type { Problem } from '@portolan/plugin-traffic-common';
import {
  ConnectionProblemError,
  type ClusterConnection,
  type ClusterDescription,
  type ClusterResponse,
  type ClusterSource,
  type WatchTraits,
} from '@portolan/plugin-traffic-node';
import { z } from 'zod';
import { PluginTokenCredential } from '../credentials/PluginTokenCredential';
import { signInAccess } from './authProviders';

const PLUGIN_ID = 'kubernetes';
const CLUSTER_HEADER = 'Backstage-Kubernetes-Cluster';

/** What the plugin's proxy does to watches: heads come with the first event, and aborting does not reach the cluster. */
const PROXY_WATCHES: WatchTraits = {
  answersLate: true,
  timeoutSeconds: { min: 240, max: 360 },
};

const clustersSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      name: z.string().min(1),
      title: z.string().nullish(),
      dashboardUrl: z.string().nullish(),
      authProvider: z.string().nullish(),
    }),
  ),
});
/** How Backstage itself answers a failure; an API server never does. */
const portalErrorSchema = z.looseObject({
  error: z.looseObject({ name: z.string() }),
});

/**
 * The clusters of the kubernetes plugin, read through its HTTP API with the portal's own service credentials: the way to
 * clusters that only that plugin can authenticate to.
 */
export class KubernetesPluginClusterSource implements ClusterSource {
  readonly id = 'kubernetes-plugin';
  readonly title = 'the kubernetes plugin';
  readonly #discovery: DiscoveryService;
  readonly #credential: PluginTokenCredential;
  readonly #isNeeded: () => boolean;
  readonly #deadlineMs: number | undefined;
  #baseUrl = '';
  #lister: HttpClusterConnection | undefined;

  constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    /** Whether its absence is a gap: false when all configured clusters can be reached without it. */
    isNeeded: () => boolean;
    /** How long one answer may take. */
    deadlineMs?: number;
  }) {
    this.#discovery = options.discovery;
    this.#isNeeded = options.isNeeded;
    this.#deadlineMs = options.deadlineMs;
    this.#credential = new PluginTokenCredential({
      auth: options.auth,
      targetPluginId: PLUGIN_ID,
    });
  }

  async listClusters(options: {
    signal: AbortSignal;
  }): Promise<readonly ClusterDescription[]> {
    const response = await this.#askForClusters(options.signal);
    if (response.status === 404 && !this.#isNeeded()) {
      return [];
    }
    const listed =
      response.status === 200
        ? clustersSchema.safeParse(parseJson(response.body))
        : undefined;
    if (!listed?.success) {
      throw new ConnectionProblemError(problemOfListing(response.status));
    }
    return listed.data.items.map(item => ({
      name: item.name,
      title: item.title ?? item.name,
      dashboardUrl: item.dashboardUrl ?? undefined,
      access: signInAccess(item.authProvider ?? '') ?? { usable: true },
      revision: this.#baseUrl,
    }));
  }

  connect(cluster: ClusterDescription): ClusterConnection {
    return new HttpClusterConnection({
      url: `${this.#baseUrl}/proxy`,
      credential: this.#credential,
      headers: { [CLUSTER_HEADER]: cluster.name },
      watchTraits: PROXY_WATCHES,
      deadlineMs: this.#deadlineMs,
      failureIn: portalFailureIn,
    });
  }

  async #askForClusters(signal: AbortSignal): Promise<ClusterResponse> {
    const baseUrl = await this.#discovery.getBaseUrl(PLUGIN_ID);
    if (!this.#lister || baseUrl !== this.#baseUrl) {
      this.#lister?.close();
      this.#baseUrl = baseUrl;
      this.#lister = new HttpClusterConnection({
        url: baseUrl,
        credential: this.#credential,
      });
    }
    try {
      return await this.#lister.get('/clusters', { signal });
    } catch (error) {
      const reason =
        error instanceof ConnectionProblemError
          ? error.problem.reason
          : 'unreachable';
      throw new ConnectionProblemError({
        reason,
        message:
          reason === 'unauthorized' && error instanceof ConnectionProblemError
            ? error.problem.message
            : 'The kubernetes plugin of this portal does not answer.',
      });
    }
  }
}

function problemOfListing(status: number): Problem {
  switch (status) {
    case 200:
      return {
        reason: 'invalid-response',
        message:
          'The kubernetes plugin answered its list of clusters in an unknown form.',
      };
    case 401:
    case 403:
      return {
        reason: status === 401 ? 'unauthorized' : 'forbidden',
        message: `The kubernetes plugin refuses the portal's own service credentials (${status}); see \`backend.auth\` in app-config.yaml.`,
      };
    case 404:
      return {
        reason: 'not-configured',
        message:
          'The kubernetes plugin is not installed in this backend, or app-config.yaml has no `kubernetes:` section with `clusterLocatorMethods`.',
      };
    default:
      return {
        reason: 'server-error',
        message: `The kubernetes plugin failed to list its clusters (${status}).`,
      };
  }
}

/** What the portal itself answers instead of the cluster, told apart by its form. */
function portalFailureIn(response: ClusterResponse): Problem | undefined {
  if (response.status < 400 || response.status === 401) {
    return undefined;
  }
  if (!portalErrorSchema.safeParse(parseJson(response.body)).success) {
    return undefined;
  }
  switch (response.status) {
    case 403:
      return {
        reason: 'forbidden',
        message:
          "The kubernetes plugin does not let the portal's own service use its proxy (403).",
      };
    case 404:
      return {
        reason: 'not-configured',
        message: 'The kubernetes plugin does not know this cluster (404).',
      };
    case 503:
      return {
        reason: 'unreachable',
        message: 'The kubernetes plugin is not ready yet (503).',
      };
    default:
      return {
        reason: 'unreachable',
        message: `The kubernetes plugin cannot reach this cluster or get its credential (${response.status}).`,
      };
  }
}
