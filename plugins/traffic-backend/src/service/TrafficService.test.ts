import { mockServices } from '@backstage/backend-test-utils';
import { entityTrafficSchema } from '@portolan/plugin-traffic-common';
import { InMemoryEntities } from '../__testUtils__/InMemoryEntities';
import { InMemoryFleet } from '../__testUtils__/InMemoryFleet';
import { ModelKeeper } from './ModelKeeper';
import { TrafficService } from './TrafficService';

const CART = {
  entityRef: 'component:default/cart',
  annotations: { 'backstage.io/kubernetes-id': 'cart' },
};
const CART_POD = `
apiVersion: v1
kind: Pod
metadata:
  name: cart-1
  namespace: shop
  labels: { app: cart, backstage.io/kubernetes-id: cart }
status: { phase: Running }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports: [{ port: 80 }]
`;

describe('TrafficService', () => {
  const logger = mockServices.logger.mock();
  const changed = jest.fn();
  let fleet: InMemoryFleet;
  let entities: InMemoryEntities;
  let keeper: ModelKeeper;
  let traffic: TrafficService;

  beforeEach(() => {
    jest.resetAllMocks();
    fleet = new InMemoryFleet();
    entities = new InMemoryEntities();
    keeper = new ModelKeeper({
      fleet,
      entities,
      logger,
      now: () => '2026-11-21T10:00:00.000Z',
    });
    keeper.onChange(changed);
    traffic = new TrafficService({ fleet, entities, keeper });
  });

  afterEach(() => keeper.stop());

  async function settle() {
    await keeper.settled();
    changed.mockClear();
  }

  it('answers before anything was read: all is pending', () => {
    fleet.set('eu', CART_POD);
    keeper.start();
    expect(traffic.trafficOf(CART)).toEqual({
      entityRef: CART.entityRef,
      clusters: [{ name: 'eu', title: 'eu', state: 'pending', kinds: [] }],
      binding: {
        state: 'unknown',
        annotations: CART.annotations,
        problem: expect.any(String),
      },
      workloads: [],
      routes: [],
      dependencies: [],
      findings: [],
    });
  });

  it('answers with the workloads and Services of an entity', async () => {
    fleet.set('eu', CART_POD);
    entities.set([{ ...CART, owners: [] }]);
    keeper.start();
    await settle();

    const answer = traffic.trafficOf(CART);

    expect(entityTrafficSchema.parse(answer)).toEqual(answer);
    expect(answer.binding.state).toBe('bound');
    expect(answer.workloads.map(workload => workload.ref.name)).toEqual([
      'cart-1',
    ]);
    expect(answer.workloads[0].services).toMatchObject([{ name: 'cart' }]);
  });

  it('follows a change of a cluster, and tells it', async () => {
    fleet.set('eu', '');
    entities.set([{ ...CART, owners: [] }]);
    keeper.start();
    await settle();
    expect(traffic.trafficOf(CART).binding.state).toBe('no-workload');

    fleet.set('eu', CART_POD);
    await keeper.settled();

    expect(traffic.trafficOf(CART).binding.state).toBe('bound');
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('tells nothing when the same facts arrive again, and keeps their identity', async () => {
    fleet.set('eu', CART_POD);
    entities.set([{ ...CART, owners: [] }]);
    keeper.start();
    await settle();
    const before = keeper.published.model;

    fleet.set('eu', CART_POD);
    await keeper.settled();

    expect(keeper.published.model).toBe(before);
    expect(changed).not.toHaveBeenCalled();
  });

  it('keeps every fact of a cluster that went stale, and says since when', async () => {
    fleet.set('eu', CART_POD);
    entities.set([{ ...CART, owners: [] }]);
    keeper.start();
    await settle();
    const before = traffic.trafficOf(CART);

    const since = '2026-11-21T09:46:00.000Z';
    const problem = { reason: 'unreachable', message: 'Refused.' } as const;
    fleet.set('eu', CART_POD, {
      freshness: { state: 'stale', since, problem },
    });
    await keeper.settled();

    const after = traffic.trafficOf(CART);
    expect(after.workloads).toEqual(before.workloads);
    expect(after.clusters).toMatchObject([{ state: 'stale', since, problem }]);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('never says live about facts that are not in the answer yet', async () => {
    fleet.set('eu', '', { freshness: { state: 'pending' } });
    entities.set([{ ...CART, owners: [] }]);
    keeper.start();
    await settle();

    fleet.set('eu', CART_POD);
    const early = traffic.trafficOf(CART);
    expect(early.clusters[0].state).toBe('pending');
    expect(early.workloads).toEqual([]);

    await keeper.settled();
    expect(traffic.trafficOf(CART).clusters[0].state).toBe('live');
  });

  it('asks the catalog again when an entity was shown with newer annotations', async () => {
    fleet.set('eu', CART_POD);
    entities.set([]);
    keeper.start();
    await settle();

    const answer = traffic.trafficOf(CART);

    expect(answer.binding.state).toBe('unknown');
    expect(entities.refreshesAsked).toBe(1);
  });

  it('answers for one cluster, and refuses one that is not known', async () => {
    fleet.set('eu', CART_POD);
    fleet.set('us', CART_POD);
    entities.set([{ ...CART, owners: [] }]);
    keeper.start();
    await settle();

    const answer = traffic.trafficOf({ ...CART, cluster: 'us' });
    expect(answer.clusters.map(cluster => cluster.name)).toEqual(['us']);
    expect(answer.workloads.map(({ ref }) => ref.cluster)).toEqual(['us']);
    expect(() => traffic.trafficOf({ ...CART, cluster: 'mars' })).toThrow(
      'No cluster is named "mars". Known are: eu, us.',
    );
  });

  it('says why no cluster is known', async () => {
    keeper.start();
    await settle();
    expect(traffic.listClusters()).toEqual({
      clusters: [],
      problem: expect.stringMatching(/^No cluster is configured\./),
    });
    fleet.setSources([
      {
        id: 'kubernetes',
        title: 'the kubernetes plugin',
        state: 'failed',
        problem: { reason: 'not-configured', message: 'It has no section.' },
      },
    ]);
    expect(traffic.listClusters().problem).toBe(
      'The clusters of the kubernetes plugin could not be listed: It has no section.',
    );
    expect(traffic.trafficOf(CART).binding.state).toBe('unknown');
  });
});
