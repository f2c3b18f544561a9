import type { FakeUser } from './auth/FakeUser';
import { CrdWatcher } from './model/CrdWatcher';
import { FaultBook } from './faults/FaultBook';
import type { FaultControl } from './faults/FaultBook';
import { readManifestFile } from './fixtures/readManifests';
import { FixtureDirectory } from './fixtures/FixtureDirectory';
import { builtinResources, coreResources } from './model/builtinResources';
import type { KubeObject, ObjectRef } from './model/KubeObject';
import { qualifiedName } from './model/ResourceType';
import { ResourceRegistry } from './model/ResourceRegistry';
import { loadCertificates } from './pki/loadCertificates';
import { renderKubeconfig } from './pki/renderKubeconfig';
import { ApiServer } from './server/ApiServer';
import { RequestLog } from './server/RequestLog';
import { serveRequest } from './server/serveRequest';
import { DirectAccess } from './DirectAccess';
import { ObjectStore } from './storage/ObjectStore';
import { WatchHub } from './watch/WatchHub';
import { ObjectApplier } from './write/ObjectApplier';
import { ObjectWriter } from './write/ObjectWriter';

const DEFAULT_BOOKMARK_INTERVAL_MS = 60_000;
const DEFAULT_VERSION = 'v1.36.0';

/** How a cluster is to be. */
export interface FakeClusterOptions {
  name: string;
  /** 0, the default, takes any free port. */
  port?: number;
  /** The certificate authority and the server's key are kept here; without it they live in memory. */
  stateDir?: string;
  /** YAML files, watched: an edit changes the objects, a bad file is reported and the last good state kept. */
  fixturesDir?: string;
  /** Objects that are there from the start. */
  objects?: readonly KubeObject[];
  /** `builtin`, the default, serves the Gateway API with schemas of our own; `none` only what every cluster has. */
  crds?: 'builtin' | 'none';
  /** CustomResourceDefinition files (YAML) that are installed at the start; they replace built-in kinds of their name. */
  crdFiles?: readonly string[];
  /** Kinds that are not installed, by plural or qualified name. */
  absentKinds?: readonly string[];
  users: readonly FakeUser[];
  /** What `/version` says; v1.36.0 by default. */
  version?: string;
  /** Lists by watch (sendInitialEvents); true by default. Servers without it answer 422. */
  streamingLists?: boolean;
  /** How often a watch gets a bookmark; 60 s by default, as on real servers. */
  bookmarkIntervalMs?: number;
  log?: (line: string) => void;
}

/** A running cluster. */
export interface FakeCluster {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly caPem: string;
  /** Where the certificate authority is kept; absent without a state directory. */
  readonly caFile?: string;
  readonly users: readonly FakeUser[];
  /** Puts an object as it is, without HTTP; nothing happens when it is there already. Creates its namespace. */
  apply(object: KubeObject): KubeObject;
  /** Removes an object without HTTP; nothing happens when it is not there. */
  remove(ref: ObjectRef): void;
  get(ref: ObjectRef): KubeObject | undefined;
  list(kind: {
    group?: string;
    kind: string;
    namespace?: string;
  }): KubeObject[];
  readonly faults: FaultControl;
  readonly requests: RequestLog;
  /** Whether it listens; false between pause and resume. */
  readonly running: boolean;
  /** Stops listening, so that connections are refused. Open ones are cut; gracefully, watches end cleanly first. */
  pause(options?: { graceful?: boolean }): Promise<void>;
  /** Listens again on the same port. The objects are kept; resource versions from before are too old, as after a restart. */
  resume(): Promise<void>;
  /** Forgets all history: resource versions and continue tokens handed out before answer 410. */
  compact(): void;
  /** A kubeconfig for one user. */
  kubeconfig(userName: string): string;
  /** Ends the cluster: listener, connections, file watcher. */
  stop(): Promise<void>;
}

function userNamed(options: FakeClusterOptions, name: string): FakeUser {
  const user = options.users.find(candidate => candidate.name === name);
  if (!user) {
    const known = options.users.map(candidate => candidate.name).join(', ');
    throw new Error(
      `Cluster "${options.name}" has no user "${name}"; its users are: ${known}.`,
    );
  }
  return user;
}

/**
 * Starts a cluster and resolves when it listens and its fixtures are loaded.
 *
 * @throws PortBusyError when the port is taken
 */
export async function startFakeCluster(
  options: FakeClusterOptions,
): Promise<FakeCluster> {
  const { name, stateDir, fixturesDir } = options;
  const log = options.log ?? (() => {});
  const now = () => Date.now();
  const certificates = await loadCertificates({
    clusterName: name,
    dir: stateDir,
    nowMs: now(),
  });

  const registry = new ResourceRegistry(
    options.crds === 'none' ? coreResources : builtinResources,
  );
  const store = new ObjectStore({ now });
  const writer = new ObjectWriter({ store, registry, now });
  const faults = new FaultBook();
  const hub = new WatchHub(faults);
  const requests = new RequestLog({ openWatches: () => hub.list() });
  const direct = new DirectAccess({ store, registry, writer });
  const crds = new CrdWatcher({ store, registry, log });
  const fixtures =
    fixturesDir === undefined
      ? undefined
      : new FixtureDirectory({ dir: fixturesDir, target: direct, log });

  registry.onChange(() => {
    const served = new Set(registry.list().map(qualifiedName));
    hub.endUnserved(resource => served.has(resource));
  });
  faults.onChange((change, { fault }) => {
    if (fault.type !== 'absent') return;
    if (change === 'set') registry.hide(fault.resource);
    else registry.show(fault.resource);
  });
  direct.apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
  });
  for (const kind of options.absentKinds ?? []) registry.hide(kind);
  for (const file of options.crdFiles ?? []) {
    for (const object of await readManifestFile(file)) direct.apply(object);
  }
  for (const object of options.objects ?? []) direct.apply(object);
  await fixtures?.start();
  store.compact();

  const services = {
    store,
    writer,
    applier: new ObjectApplier({ store, writer, now }),
    hub,
    faults,
    registry,
    requests,
    users: options.users,
    clusterVersion: options.version ?? DEFAULT_VERSION,
    streamingLists: options.streamingLists ?? true,
    bookmarkIntervalMs:
      options.bookmarkIntervalMs ?? DEFAULT_BOOKMARK_INTERVAL_MS,
    now,
    log: (line: string) => log(`${name}: ${line}`),
  };
  const server = new ApiServer({
    clusterName: name,
    port: options.port ?? 0,
    cert: certificates.serverCert,
    key: certificates.serverKey,
    serve: (request, response) => {
      void serveRequest(request, response, services);
    },
  });
  try {
    await server.listen();
  } catch (error) {
    await fixtures?.stop();
    throw error;
  }
  const url = `https://127.0.0.1:${server.port}`;

  return {
    name,
    url,
    port: server.port,
    caPem: certificates.caCert,
    caFile: certificates.caFile,
    users: options.users,
    apply: object => direct.apply(object),
    remove: ref => direct.remove(ref),
    get: ref => direct.get(ref),
    list: kind => direct.list(kind),
    faults,
    requests,
    get running() {
      return server.listening;
    },
    async pause(how = {}) {
      if (how.graceful) await hub.endAll();
      await server.close();
    },
    async resume() {
      if (server.listening) return;
      store.compact();
      await server.listen();
    },
    compact: () => store.compact(),
    kubeconfig: userName =>
      renderKubeconfig([
        {
          contextName: name,
          clusterName: name,
          userName,
          server: url,
          caPem: certificates.caCert,
          token: userNamed(options, userName).token,
        },
      ]),
    async stop() {
      crds.stop();
      await fixtures?.stop();
      await hub.endAll();
      await server.close();
    },
  };
}
