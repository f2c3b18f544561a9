import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type AuthorizePermissionRequest,
  type AuthorizePermissionResponse,
} from '@backstage/plugin-permission-common';
import { InMemoryEntities } from '../__testUtils__/InMemoryEntities';
import { InMemoryFleet } from '../__testUtils__/InMemoryFleet';
import { AuthorizedTrafficService } from './AuthorizedTrafficService';
import { EntityAccess } from './EntityAccess';
import { ModelKeeper } from './ModelKeeper';
import { TrafficService } from './TrafficService';

const CART = 'component:default/cart';
const RIVAL = 'component:default/rival';
const BY_APP = { 'backstage.io/kubernetes-label-selector': 'app=cart' };
const POD = `
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart } }
`;
const credentials = mockCredentials.user('user:default/noor');

function component(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations: BY_APP },
  };
}

describe('AuthorizedTrafficService', () => {
  const logger = mockServices.logger.mock();
  const entities = new InMemoryEntities();
  const fleet = new InMemoryFleet();
  const keeper = new ModelKeeper({
    fleet,
    entities,
    logger,
    now: () => '2026-11-21T10:00:00.000Z',
  });
  const traffic = new TrafficService({ fleet, entities, keeper });

  beforeAll(async () => {
    fleet.set('eu', POD);
    entities.set(
      [CART, RIVAL].map(entityRef => ({
        entityRef,
        annotations: BY_APP,
        owners: [],
      })),
    );
    keeper.start();
    await keeper.settled();
  });
  afterAll(() => keeper.stop());

  function serve(options: { inCatalog: string[]; denied?: string[] }) {
    const catalog = catalogServiceMock({
      entities: options.inCatalog.map(component),
    });
    const getEntitiesByRefs = jest.spyOn(catalog, 'getEntitiesByRefs');
    const authorize = jest.fn(
      async (
        requests: AuthorizePermissionRequest[],
      ): Promise<AuthorizePermissionResponse[]> =>
        requests.map(({ resourceRef }) => ({
          result: options.denied?.includes(resourceRef ?? '')
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
        })),
    );
    const service = new AuthorizedTrafficService({
      traffic,
      access: new EntityAccess({
        catalog,
        permissions: mockServices.permissions.mock({ authorize }),
        logger,
      }),
    });
    return { service, getEntitiesByRefs, authorize };
  }

  it('asks catalog and permissions once each, for all entities, as the caller', async () => {
    const { service, getEntitiesByRefs, authorize } = serve({
      inCatalog: ['cart', 'rival'],
    });

    const answer = await service.trafficOf(CART, { credentials });

    expect(answer.workloads[0].claims.map(claim => claim.entityRef)).toEqual([
      CART,
      RIVAL,
    ]);
    expect(answer.hiddenEntities).toBeUndefined();
    expect(getEntitiesByRefs.mock.calls).toEqual([
      [expect.objectContaining({ entityRefs: [CART, RIVAL] }), { credentials }],
    ]);
    expect(authorize).toHaveBeenCalledTimes(1);
    expect(authorize).toHaveBeenCalledWith(
      [CART, RIVAL].map(resourceRef =>
        expect.objectContaining({ resourceRef }),
      ),
      { credentials },
    );
  });

  it.each([
    { name: 'the catalog hides', inCatalog: ['cart'], denied: [] },
    {
      name: 'the permission denies',
      inCatalog: ['cart', 'rival'],
      denied: [RIVAL],
    },
  ])('does not name another entity that $name', async given => {
    const { service } = serve(given);

    const answer = await service.trafficOf(CART, { credentials });

    expect(JSON.stringify(answer)).not.toContain('rival');
    expect(answer.hiddenEntities).toBe(1);
  });

  it('answers the same for an entity that is hidden and one that does not exist', async () => {
    const { service } = serve({ inCatalog: [], denied: [CART] });
    const refusal = (entityRef: string) =>
      service
        .trafficOf(entityRef, { credentials })
        .then(() => 'no refusal')
        .catch(error => `${error.name} ${error.message}`);

    const hidden = await refusal(CART);
    const absent = await refusal('component:default/nobody');

    expect(hidden).toMatch(/^NotFoundError The catalog shows you no entity/);
    expect(hidden.replace(CART, '')).toBe(
      absent.replace('component:default/nobody', ''),
    );
  });

  it('refuses with a sentence when the permission is denied', async () => {
    const { service } = serve({ inCatalog: ['cart'], denied: [CART] });
    await expect(service.trafficOf(CART, { credentials })).rejects.toThrow(
      'You may see component:default/cart in the catalog, but not its traffic: the permission traffic.entity.read is denied.',
    );
  });

  it.each(['catalog', 'permission backend'])(
    'never says yes when the %s fails, nor why',
    async who => {
      const { service, getEntitiesByRefs, authorize } = serve({
        inCatalog: ['cart', 'rival'],
      });
      const failing = who === 'catalog' ? getEntitiesByRefs : authorize;
      failing.mockRejectedValue(new Error('secret upstream body'));

      const error = await service
        .trafficOf(CART, { credentials })
        .catch(reason => reason);

      expect(error.name).toBe('ServiceUnavailableError');
      expect(error.message).toContain(who);
      expect(`${error.message}${error.stack}${error.cause}`).not.toContain(
        'secret upstream body',
      );
    },
  );
});
