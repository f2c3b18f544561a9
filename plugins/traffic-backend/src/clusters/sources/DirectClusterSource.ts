import { access, readFile } from 'node:fs/promises';
import type { Config } from '@backstage/config';
import { SERVICEACCOUNT_CA_PATH } from '@backstage/plugin-kubernetes-common';
import {
  anonymousCredential,
  type ClusterCredential,
  FileTokenCredential,
  HttpClusterConnection,
  HttpClusterWriter,
  RevisionBook,
  type ServerTls,
  StaticCredential,
} from '@portolan/cluster-client';
import {
  ConnectionProblemError,
  type ClusterConnection,
  type ClusterDescription,
  type ClusterSource,
  type ClusterWriter,
} from '@portolan/plugin-traffic-node';
import { signInAccess } from './authProviders';
import {
  readLocatorMethods,
  type ConfiguredCluster,
} from './readLocatorMethods';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Where a pod finds the account it runs as; given by tests, else the kubelet's own paths. */
export interface InClusterAccount {
  readonly url?: string;
  readonly tokenPath: string;
  readonly caPath: string;
}

type Access =
  | { readonly usable: true; readonly target: Target }
  | Extract<ClusterDescription['access'], { usable: false }>;

interface Target {
  readonly url: string;
  readonly tls: ServerTls;
  readonly credential: ClusterCredential;
  /** All that decides whether an open connection still fits. */
  readonly facts: unknown;
}

/**
 * Clusters written under `kubernetes.clusterLocatorMethods` whose entry carries all that is needed: a service account
 * token, the account of the pod we run in, or a kubectl proxy on this machine. The others are listed with the reason why
 * they cannot be reached this way.
 */
export class DirectClusterSource implements ClusterSource {
  readonly id = 'direct';
  readonly title = 'kubernetes.clusterLocatorMethods in app-config.yaml';
  readonly #config: Config;
  readonly #account: InClusterAccount;
  readonly #revisions = new RevisionBook();
  readonly #targets = new Map<string, Target>();

  constructor(options: { config: Config; account?: InClusterAccount }) {
    this.#config = options.config;
    this.#account = options.account ?? accountOfThisPod();
  }

  async listClusters(): Promise<readonly ClusterDescription[]> {
    const { clusters } = readLocatorMethods(this.#config);
    return Promise.all(clusters.map(cluster => this.#describe(cluster)));
  }

  connect(cluster: ClusterDescription): ClusterConnection {
    return new HttpClusterConnection(this.#targetOf(cluster));
  }

  openWriter(cluster: ClusterDescription): ClusterWriter {
    return new HttpClusterWriter(this.#targetOf(cluster));
  }

  #targetOf(cluster: ClusterDescription): Target {
    const target = this.#targets.get(cluster.name);
    if (!target) {
      throw new ConnectionProblemError({
        reason: 'not-configured',
        message: `Cluster ${cluster.name} is not in the configuration any more.`,
      });
    }
    return target;
  }

  async #describe(cluster: ConfiguredCluster): Promise<ClusterDescription> {
    const { name, title, dashboardUrl } = cluster;
    const reached = await this.#reach(cluster);
    const description = { name, title: title ?? name, dashboardUrl };
    if (!reached.usable) {
      return { ...description, access: reached };
    }
    this.#targets.set(name, reached.target);
    return {
      ...description,
      access: { usable: true },
      revision: this.#revisions.of(name, reached.target.facts),
    };
  }

  async #reach(cluster: ConfiguredCluster): Promise<Access> {
    const { name, authProvider, url, skipTlsVerify } = cluster;
    const refused = signInAccess(authProvider);
    if (refused && !refused.usable) {
      return refused;
    }
    if (authProvider === 'localKubectlProxy') {
      return {
        usable: true,
        target: { url, tls: {}, credential: anonymousCredential, facts: url },
      };
    }
    if (authProvider !== 'serviceAccount') {
      return unusable(
        `Cluster ${name} uses the auth provider ${authProvider}, which only the kubernetes plugin can use; install @backstage/plugin-kubernetes-backend to see it.`,
      );
    }
    if (cluster.token === undefined) {
      return this.#reachAsThisPod(cluster);
    }
    const ca = await readCa(cluster);
    if (ca === 'unreadable') {
      return unusable(
        `The \`caFile\` of cluster ${name} cannot be read; check its path in app-config.yaml.`,
      );
    }
    const tls = { ca, skipVerify: skipTlsVerify };
    return {
      usable: true,
      target: {
        url,
        tls,
        credential: new StaticCredential({ bearerToken: cluster.token }),
        facts: [url, tls, cluster.token],
      },
    };
  }

  async #reachAsThisPod(cluster: ConfiguredCluster): Promise<Access> {
    const { url: ownUrl, tokenPath, caPath } = this.#account;
    const ca = await readText(caPath);
    const hasToken = await access(tokenPath).then(
      () => true,
      () => false,
    );
    if (ca === undefined || !hasToken) {
      return unusable(
        `Cluster ${cluster.name} has no \`serviceAccountToken\`, and this process does not run in a pod with a service account.`,
      );
    }
    const url = ownUrl ?? cluster.url;
    return {
      usable: true,
      target: {
        url,
        tls: { ca, skipVerify: cluster.skipTlsVerify },
        credential: new FileTokenCredential(tokenPath),
        facts: [url, ca],
      },
    };
  }
}

function unusable(message: string): Access {
  return { usable: false, problem: { reason: 'not-configured', message } };
}

async function readCa(cluster: ConfiguredCluster): Promise<string | undefined> {
  if (cluster.caFile !== undefined) {
    return (await readText(cluster.caFile)) ?? 'unreadable';
  }
  return cluster.caData === undefined
    ? undefined
    : Buffer.from(cluster.caData, 'base64').toString('utf8');
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function accountOfThisPod(): InClusterAccount {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } =
    process.env;
  const address = host?.includes(':') ? `[${host}]` : host;
  return {
    url: address ? `https://${address}:${port ?? '443'}` : undefined,
    tokenPath: TOKEN_PATH,
    caPath: SERVICEACCOUNT_CA_PATH,
  };
}
