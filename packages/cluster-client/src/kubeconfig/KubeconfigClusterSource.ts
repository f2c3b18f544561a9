import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import {
  ConnectionProblemError,
  type ClusterConnection,
  type ClusterDescription,
  type ClusterSource,
  type ClusterWriter,
} from '@portolan/plugin-traffic-node';
import {
  anonymousCredential,
  type ClusterCredential,
} from '../credentials/ClusterCredential';
import { ExecCredential } from '../credentials/ExecCredential';
import type { ExecCommand } from '../credentials/runExecCredential';
import { StaticCredential } from '../credentials/StaticCredential';
import {
  HttpClusterConnection,
  type HttpConnectionOptions,
} from '../http/HttpClusterConnection';
import { HttpClusterWriter } from '../http/HttpClusterWriter';
import { parseKubeconfig, type KubeconfigContext } from './parseKubeconfig';
import { RevisionBook } from './RevisionBook';

/** A kubeconfig file and which of its contexts to read; all of them when none is named. */
export interface KubeconfigEntry {
  /** Absent: the files of KUBECONFIG, else `~/.kube/config`. */
  readonly path?: string;
  readonly contexts?: readonly string[];
}

/** The contexts of kubeconfig files, each a cluster of the context's name. The files are read again at every listing. */
export class KubeconfigClusterSource implements ClusterSource {
  readonly id = 'kubeconfig';
  readonly title = 'traffic.kubeconfig in app-config.yaml';
  readonly #entries: readonly KubeconfigEntry[];
  readonly #revisions = new RevisionBook();
  readonly #targets = new Map<string, HttpConnectionOptions>();

  constructor(entries: readonly KubeconfigEntry[]) {
    this.#entries = entries;
  }

  async listClusters(): Promise<readonly ClusterDescription[]> {
    const described = new Map<string, ClusterDescription>();
    for (const { path, contexts } of this.#entries) {
      for (const file of path === undefined ? defaultFiles() : [path]) {
        const found = readContexts(file).filter(
          ({ name }) => contexts?.includes(name) ?? true,
        );
        for (const context of found) {
          if (!described.has(context.name)) {
            described.set(context.name, await this.#describe(context, file));
          }
        }
      }
    }
    return [...described.values()];
  }

  connect(cluster: ClusterDescription): ClusterConnection {
    return new HttpClusterConnection(this.#targetOf(cluster));
  }

  openWriter(cluster: ClusterDescription): ClusterWriter {
    return new HttpClusterWriter(this.#targetOf(cluster));
  }

  #targetOf(cluster: ClusterDescription): HttpConnectionOptions {
    const target = this.#targets.get(cluster.name);
    if (!target) {
      throw new ConnectionProblemError({
        reason: 'not-configured',
        message: `Context ${cluster.name} is not in the kubeconfig any more.`,
      });
    }
    return target;
  }

  async #describe(
    context: KubeconfigContext,
    file: string,
  ): Promise<ClusterDescription> {
    const { name, cluster, user } = context;
    const description = { name, title: name };
    const unsupported = whyUnsupported(context);
    if (unsupported !== undefined) {
      return refused(description, unsupported);
    }
    try {
      const ca = await text(cluster.caFile, cluster.caData);
      const cert = await text(user?.certFile, user?.certData);
      const key = await text(user?.keyFile, user?.keyData);
      const facts = [cluster, user, ca, cert, key];
      const revision = this.#revisions.of(name, facts);
      // A command keeps its credential only as long as the connection that asked for it.
      this.#targets.set(name, {
        url: cluster.server,
        tls: {
          ca,
          skipVerify: cluster.skipTLSVerify,
          serverName: cluster.tlsServerName,
        },
        headers: user?.impersonateUser
          ? { 'impersonate-user': user.impersonateUser }
          : {},
        credential: credentialOf({ context, file, ca, cert, key }),
      });
      return { ...description, access: { usable: true }, revision };
    } catch {
      return refused(
        description,
        'a certificate or key file that it names cannot be read',
      );
    }
  }
}

function refused(
  description: { name: string; title: string },
  why: string,
): ClusterDescription {
  return {
    ...description,
    access: {
      usable: false,
      problem: {
        reason: 'not-configured',
        message: `Context ${description.name} of the kubeconfig cannot be used: ${why}.`,
      },
    },
  };
}

function whyUnsupported(context: KubeconfigContext): string | undefined {
  const { cluster, user, exec } = context;
  if (cluster.proxyUrl) {
    return 'it goes through a `proxy-url`, which is not supported';
  }
  if (user?.authProvider) {
    return 'its user has an `auth-provider`, which Kubernetes has replaced by `exec`';
  }
  if (exec?.interactiveMode === 'Always') {
    return 'its command needs a terminal (`interactiveMode: Always`)';
  }
  return undefined;
}

function credentialOf(options: {
  context: KubeconfigContext;
  file: string;
  ca: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}): ClusterCredential {
  const { context, file, ca, cert, key } = options;
  const { cluster, user, exec } = context;
  if (exec) {
    return new ExecCredential(commandOf({ exec, cluster, file, ca }));
  }
  if (!user) {
    return anonymousCredential;
  }
  return new StaticCredential({
    bearerToken: user.token,
    basic:
      user.username !== undefined && user.password !== undefined
        ? { username: user.username, password: user.password }
        : undefined,
    clientCertificate:
      cert !== undefined && key !== undefined ? { cert, key } : undefined,
  });
}

function commandOf(options: {
  exec: NonNullable<KubeconfigContext['exec']>;
  cluster: KubeconfigContext['cluster'];
  file: string;
  ca: string | undefined;
}): ExecCommand {
  const { exec, cluster, file, ca } = options;
  const { apiVersion, command, args, env } = exec;
  const isRelative = !isAbsolute(command) && /[\\/]/.test(command);
  return {
    apiVersion,
    args,
    env,
    command: isRelative ? resolve(dirname(file), command) : command,
    cluster: exec.provideClusterInfo
      ? {
          server: cluster.server,
          caData:
            ca === undefined ? undefined : Buffer.from(ca).toString('base64'),
          tlsServerName: cluster.tlsServerName,
          skipTlsVerify: cluster.skipTLSVerify,
        }
      : undefined,
  };
}

function readContexts(file: string): KubeconfigContext[] {
  try {
    return parseKubeconfig(file);
  } catch {
    throw new ConnectionProblemError({
      reason: 'not-configured',
      message: `The kubeconfig ${file} is missing or cannot be read; see traffic.kubeconfig in app-config.yaml.`,
    });
  }
}

function defaultFiles(): readonly string[] {
  const named = (process.env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  return named.length > 0 ? named : [join(homedir(), '.kube', 'config')];
}

/** A PEM text that is written in a file or, base64-encoded, in the kubeconfig itself. */
async function text(
  file: string | undefined,
  data: string | undefined,
): Promise<string | undefined> {
  if (data) {
    return Buffer.from(data, 'base64').toString('utf8');
  }
  return file ? readFile(file, 'utf8') : undefined;
}
