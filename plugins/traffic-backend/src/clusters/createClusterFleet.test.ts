import { mockServices } from '@backstage/backend-test-utils';
import {
  answer,
  discoveryOf,
  ManualTiming,
  ScriptedConnection,
  serviceList,
  settled,
  unreachable,
} from '@portolan/cluster-client/testUtils';
import type { Problem } from '@portolan/plugin-traffic-common';
import { SERVICE } from '@portolan/plugin-traffic-engine';
import {
  ConnectionProblemError,
  type ClusterDescription,
  type ClusterSource,
} from '@portolan/plugin-traffic-node';
import {
  createClusterFleet,
  type ClusterFleetOptions,
} from './createClusterFleet';

const SERVICES = discoveryOf([
  { group: '', version: 'v1', plural: 'services' },
]);
const servesServices = (names: readonly string[]) => (path: string) =>
  SERVICES(path) ?? serviceList(names);

/** A source that lists what the test says, and remembers what it connected. */
class ListedSource implements ClusterSource {
  readonly title: string;
  readonly connections: ScriptedConnection[] = [];
  listed: readonly ClusterDescription[] | Problem = [];
  onGet: ScriptedConnection['onGet'] = servesServices(['cart']);

  constructor(readonly id: string) {
    this.title = `source ${id}`;
  }

  async listClusters(): Promise<readonly ClusterDescription[]> {
    if ('reason' in this.listed) {
      throw new ConnectionProblemError(this.listed);
    }
    return this.listed;
  }

  connect(): ScriptedConnection {
    const connection = new ScriptedConnection(path => this.onGet(path));
    this.connections.push(connection);
    return connection;
  }
}

const usable = (name: string, revision = '1'): ClusterDescription => ({
  name,
  title: name.toUpperCase(),
  access: { usable: true },
  revision,
});
const signIn = (name: string): ClusterDescription => ({
  name,
  title: name,
  access: {
    usable: false,
    problem: { reason: 'needs-sign-in', message: 'Sign in.' },
  },
});
const notReady: Problem = {
  reason: 'unreachable',
  message: 'The kubernetes plugin of this portal does not answer.',
};
const minute = 75_000;

describe('createClusterFleet', () => {
  const logger = mockServices.logger.mock();
  const stops: Array<() => Promise<void>> = [];

  beforeEach(() => {
    for (const log of [logger.debug, logger.info, logger.warn, logger.error]) {
      log.mockClear();
    }
  });
  afterEach(() => Promise.all(stops.splice(0).map(stop => stop())));

  function makeFleet(
    sources: readonly ClusterSource[],
    options: Partial<ClusterFleetOptions> = {},
  ) {
    const timing = new ManualTiming();
    const fleet = createClusterFleet({
      sources,
      kinds: [SERVICE],
      logger,
      timing,
      ...options,
    });
    stops.push(() => fleet.stop());
    fleet.start();
    const states = () =>
      fleet.clusters().map(({ name, freshness }) => [name, freshness.state]);
    return { fleet, timing, states };
  }

  it('knows the clusters of all sources, sorted, and what is in them', async () => {
    const [one, two] = [new ListedSource('one'), new ListedSource('two')];
    one.listed = [usable('us')];
    two.listed = [usable('eu'), signIn('gke')];
    const { fleet, timing, states } = makeFleet([one, two]);
    expect(fleet.sources().map(({ state }) => state)).toEqual([
      'pending',
      'pending',
    ]);
    await timing.advance(1_000);
    expect(states()).toEqual([
      ['eu', 'live'],
      ['gke', 'unavailable'],
      ['us', 'live'],
    ]);
    const [eu, gke] = fleet.clusters();
    expect(eu.title).toBe('EU');
    expect(eu.kinds[0].objects[0].metadata.name).toBe('cart');
    expect(gke.freshness.problem?.reason).toBe('needs-sign-in');
    expect(gke.kinds).toEqual([]);
    expect(fleet.clusters()[0]).toBe(eu);
  });

  it('reads a cluster through the first source that can use it', async () => {
    const sources = ['a', 'b', 'c'].map(id => new ListedSource(id));
    sources[0].listed = [signIn('eu')];
    sources[1].listed = [usable('eu')];
    sources[2].listed = [usable('eu')];
    const { timing, states } = makeFleet(sources);
    await timing.advance(1_000);
    expect(states()).toEqual([['eu', 'live']]);
    expect(sources.map(source => source.connections.length)).toEqual([0, 1, 0]);
  });

  it('takes up a cluster that appears, and lets one go that two listings miss', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu')];
    const { timing, states } = makeFleet([source]);
    await timing.advance(1_000);
    source.listed = [usable('us')];
    await timing.advance(minute);
    expect(states()).toEqual([
      ['eu', 'live'],
      ['us', 'live'],
    ]);
    await timing.advance(minute);
    expect(states()).toEqual([['us', 'live']]);
    expect(source.connections.map(({ closed }) => closed)).toEqual([
      true,
      false,
    ]);
  });

  it('keeps its clusters when a source cannot list them for a while', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu')];
    const { fleet, timing, states } = makeFleet([source]);
    await timing.advance(1_000);
    source.listed = notReady;
    await timing.advance(10 * minute);
    expect(states()).toEqual([['eu', 'live']]);
    expect(fleet.sources()).toEqual([
      { id: 'a', title: 'source a', state: 'failed', problem: notReady },
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('is quiet about a source that is only not ready yet', async () => {
    const source = new ListedSource('a');
    source.listed = notReady;
    const { fleet, timing, states } = makeFleet([source]);
    await timing.advance(30_000);
    expect(fleet.sources()[0]).toMatchObject({
      state: 'pending',
      problem: notReady,
    });
    source.listed = [usable('eu')];
    await timing.advance(20_000);
    expect(states()).toEqual([['eu', 'live']]);
    expect(logger.error).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('says in one line that a source has nothing configured', async () => {
    const source = new ListedSource('a');
    source.listed = { reason: 'not-configured', message: 'Add a section.' };
    const { fleet, timing } = makeFleet([source]);
    await timing.advance(10 * minute);
    expect(fleet.sources()[0]).toMatchObject({ state: 'failed' });
    expect(logger.info.mock.calls.map(([line]) => line)).toEqual([
      'Clusters of source a cannot be listed: Add a section.',
    ]);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('does not read excluded clusters, and names namespaces to those that need them', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu'), usable('us')];
    source.onGet = path => {
      const services = path.startsWith('/api/v1/services');
      return services ? answer(403) : servesServices([])(path);
    };
    const { fleet, timing, states } = makeFleet([source], {
      clusterOptions: new Map([
        ['us', { exclude: true }],
        ['eu', { namespaces: ['shop'] }],
      ]),
    });
    await timing.advance(1_000);
    expect(states()).toEqual([['eu', 'partial']]);
    expect(fleet.clusters()[0].kinds[0].status).toMatchObject({
      state: 'synced',
      namespaces: ['shop'],
    });
  });

  it('neither throws nor waits when a cluster is down, and says so once', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu'), usable('us')];
    const { fleet, timing, states } = makeFleet([source]);
    source.onGet = () => unreachable();
    await timing.advance(10 * minute);
    expect(states()).toEqual([
      ['eu', 'unavailable'],
      ['us', 'unavailable'],
    ]);
    expect(fleet.clusters()[0].freshness.problem?.reason).toBe('unreachable');
    expect(logger.warn).toHaveBeenCalledTimes(2);
    source.onGet = servesServices(['cart']);
    await timing.advance(minute);
    expect(states()).toEqual([
      ['eu', 'live'],
      ['us', 'live'],
    ]);
  });

  it('connects anew when the description changes, and keeps what it knows meanwhile', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu', '1')];
    const { fleet, timing, states } = makeFleet([source]);
    await timing.advance(1_000);
    source.listed = [usable('eu', '2')];
    source.onGet = servesServices(['cart', 'pay']);
    await timing.advance(minute);
    expect(states()).toEqual([['eu', 'live']]);
    expect(source.connections.map(({ closed }) => closed)).toEqual([
      true,
      false,
    ]);
    expect(
      fleet.clusters()[0].kinds[0].objects.map(({ metadata }) => metadata.name),
    ).toEqual(['cart', 'pay']);
  });

  it('stops watching a cluster that needs a signed-in user from now on', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu')];
    const { timing, states } = makeFleet([source]);
    await timing.advance(1_000);
    source.listed = [signIn('eu')];
    await timing.advance(minute);
    expect(states()).toEqual([['eu', 'unavailable']]);
    expect(source.connections[0].closed).toBe(true);
    source.listed = [usable('eu')];
    await timing.advance(minute);
    expect(states()).toEqual([['eu', 'live']]);
  });

  it('tells which cluster changed, until told to stop telling', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu')];
    const { fleet, timing } = makeFleet([source]);
    const changes: Array<string | undefined> = [];
    const leave = fleet.onChange(({ cluster }) => changes.push(cluster));
    await timing.advance(2_000);
    expect(changes).toEqual([undefined, 'eu']);
    source.connections[0].lastWatch.send({
      type: 'ADDED',
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'pay', namespace: 'shop', resourceVersion: '11' },
      },
    });
    await timing.advance(500);
    expect(changes).toEqual([undefined, 'eu', 'eu']);
    leave();
    source.connections[0].lastWatch.end();
    await timing.advance(10 * minute);
    expect(changes).toHaveLength(3);
  });

  it('never gives a version twice, also after a cluster went and came back', async () => {
    const source = new ListedSource('a');
    const { fleet, timing } = makeFleet([source]);
    const versions = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      source.listed = [usable('eu')];
      await timing.advance(3 * minute);
      const { version } = fleet.clusters()[0].kinds[0];
      expect(versions.has(version)).toBe(false);
      versions.add(version);
      source.listed = [];
      await timing.advance(3 * minute);
      expect(fleet.clusters()).toEqual([]);
    }
  });

  it('says which objects it skipped, a few times', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu')];
    source.onGet = path =>
      SERVICES(path) ??
      answer(200, {
        metadata: { resourceVersion: '1' },
        items: Array.from({ length: 50 }, () => ({ metadata: {} })),
      });
    const { timing, states } = makeFleet([source]);
    await timing.advance(1_000);
    expect(states()).toEqual([['eu', 'live']]);
    expect(logger.warn).toHaveBeenCalledTimes(5);
    expect(logger.warn.mock.calls[0][0]).toMatch(
      /^Cluster eu: an object among its services was skipped\. /,
    );
  });

  it('ends everything when it is stopped', async () => {
    const source = new ListedSource('a');
    source.listed = [usable('eu')];
    const { fleet, timing } = makeFleet([source]);
    await timing.advance(1_000);
    await fleet.stop();
    const { asked } = source.connections[0];
    const requests = asked.length;
    await timing.advance(10 * minute);
    await settled();
    expect(asked).toHaveLength(requests);
    expect(source.connections[0].closed).toBe(true);
    expect(await timing.nextInMs()).toBeUndefined();
  });
});
