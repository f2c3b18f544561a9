import type { Timing } from '@portolan/cluster-client';
import {
  startFakeCluster,
  type FakeCluster,
  type FakeUser,
} from '@portolan/fake-cluster';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { groupOf } from '@portolan/plugin-traffic-engine';
import type {
  ConformanceFaults,
  ConformanceRig,
  ConformanceUser,
  Manifest,
} from '../ConformanceRig';

const NAMESPACES = ['conformance-a', 'conformance-b'] as const;
const OTHER_NAMESPACE = 'conformance-c';

const READERS = 64;

const readerName = (turn: number) => `reader-${turn % READERS}`;

/**
 * The users of the suite. There are many readers, one per case: a proxy keeps watches open that nobody reads any more, and
 * the faults of a case must not be spent on those.
 */
export const FAKE_USERS: readonly FakeUser[] = [
  ...Array.from({ length: READERS }, (_, turn) => ({
    name: readerName(turn),
    token: `token-of-${readerName(turn)}`,
  })),
  {
    name: 'namespaced',
    token: 'token-of-the-namespaced',
    rules: [
      {
        verbs: ['get', 'list', 'watch'],
        groups: ['*'],
        resources: ['*'],
        namespaces: NAMESPACES,
      },
    ],
  },
  { name: 'nobody', token: 'token-of-nobody', rules: [] },
];

/** A fake cluster whose bookmarks come as often, on the accelerated clock, as a real one sends them. */
export function startConformanceCluster(factor: number): Promise<FakeCluster> {
  return startFakeCluster({
    name: 'conformance',
    users: FAKE_USERS,
    bookmarkIntervalMs: 60_000 / factor,
    objects: [...NAMESPACES, OTHER_NAMESPACE].map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
  });
}

/** The suite over a fake cluster, read through whatever connections are given. */
export class FakeClusterRig implements ConformanceRig {
  readonly namespaces = NAMESPACES;
  readonly otherNamespace = OTHER_NAMESPACE;
  readonly timing: Timing;
  readonly connect: ConformanceRig['connect'];
  readonly faults: ConformanceFaults;
  readonly #cluster: FakeCluster;
  readonly #stop: () => Promise<void>;
  #turn = 0;

  constructor(options: {
    cluster: FakeCluster;
    timing: Timing;
    connect: (
      user: FakeUser,
      options?: { deadlineMs?: number },
    ) => ClusterConnection;
    stop?: () => Promise<void>;
  }) {
    const { cluster } = options;
    this.#cluster = cluster;
    this.timing = options.timing;
    this.connect = (user, how) => options.connect(this.#userFor(user), how);
    this.#stop = options.stop ?? (async () => {});
    this.faults = {
      set: fault => {
        cluster.faults.set(
          fault.type === 'start-up' || fault.type === 'absent'
            ? fault
            : { ...fault, user: readerName(this.#turn) },
        );
      },
      clear: () => {
        cluster.faults.clear();
      },
      endWatches: () => {
        cluster.faults.set({ type: 'end-watch' });
        cluster.faults.clear();
      },
      pause: how => cluster.pause(how),
      resume: () => cluster.resume(),
      compact: () => cluster.compact(),
    };
  }

  beginCase(): void {
    this.#turn += 1;
  }

  #userFor(role: ConformanceUser): FakeUser {
    const name = role === 'reader' ? readerName(this.#turn) : role;
    const user = FAKE_USERS.find(candidate => candidate.name === name);
    if (!user) {
      throw new Error(`The suite has no user ${name}.`);
    }
    return user;
  }

  async apply(manifest: Manifest): Promise<void> {
    this.#cluster.apply(manifest);
  }

  async remove({ apiVersion, kind, metadata }: Manifest): Promise<void> {
    const { namespace, name } = metadata;
    this.#cluster.remove({
      group: groupOf(apiVersion),
      kind,
      namespace,
      name,
    });
  }

  async stop(): Promise<void> {
    await this.#stop();
    await this.#cluster.stop();
  }
}
