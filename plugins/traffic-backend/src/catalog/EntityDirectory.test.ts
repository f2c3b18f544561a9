import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EntityDirectory } from './EntityDirectory';

function component(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    relations: [
      { type: 'ownedBy', targetRef: 'group:default/web' },
      { type: 'partOf', targetRef: 'system:default/shop' },
    ],
  };
}

const BY_ID = { 'backstage.io/kubernetes-id': 'cart' };

describe('EntityDirectory', () => {
  const logger = mockServices.logger.mock();
  const changed = jest.fn();
  let directory: EntityDirectory;

  function open(catalog: ReturnType<typeof catalogServiceMock>) {
    directory = new EntityDirectory({
      catalog,
      auth: mockServices.auth(),
      logger,
      refreshIntervalMs: 30_000,
    });
    directory.onChange(changed);
    return directory;
  }

  beforeEach(() => jest.resetAllMocks());
  afterEach(() => directory.stop());

  it('takes entities that claim workloads, with only the annotations that matter', async () => {
    open(
      catalogServiceMock({
        entities: [
          component('web', {
            'backstage.io/kubernetes-label-selector': 'app=web',
            'backstage.io/kubernetes-cluster': 'eu',
            'example.com/other': 'x',
          }),
          component('cart', BY_ID),
          component('paper'),
        ],
      }),
    );
    expect(directory.known).toBe(false);

    await directory.refresh();

    expect(directory.known).toBe(true);
    expect(directory.entities).toEqual([
      {
        entityRef: 'component:default/cart',
        annotations: BY_ID,
        owners: ['group:default/web'],
      },
      {
        entityRef: 'component:default/web',
        annotations: {
          'backstage.io/kubernetes-label-selector': 'app=web',
          'backstage.io/kubernetes-cluster': 'eu',
        },
        owners: ['group:default/web'],
      },
    ]);
  });

  it('asks with its own credentials', async () => {
    const catalog = catalogServiceMock({
      entities: [component('cart', BY_ID)],
    });
    const stream = jest.spyOn(catalog, 'streamEntities');
    await open(catalog).refresh();
    expect(stream).toHaveBeenCalledWith(expect.anything(), {
      credentials: expect.objectContaining({
        principal: expect.objectContaining({ type: 'service' }),
      }),
    });
  });

  it('tells a change of facts, and keeps the same value when there is none', async () => {
    open(catalogServiceMock({ entities: [component('cart', BY_ID)] }));
    await directory.refresh();
    const before = directory.entities;
    await directory.refresh();
    expect(directory.entities).toBe(before);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('tells the first answer even when it is empty', async () => {
    await open(catalogServiceMock({ entities: [] })).refresh();
    expect(directory.known).toBe(true);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('keeps the last facts when the catalog fails, and warns once', async () => {
    const catalog = catalogServiceMock({
      entities: [component('cart', BY_ID)],
    });
    await open(catalog).refresh();
    jest.spyOn(catalog, 'streamEntities').mockImplementation(() => {
      throw new Error('connection to token=abc refused');
    });

    await directory.refresh();
    await directory.refresh();

    expect(directory.entities).toHaveLength(1);
    expect(logger.warn.mock.calls).toEqual([
      [
        'The catalog cannot be read (Error); the last known entities are kept until it answers again.',
      ],
    ]);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('is quiet while the catalog has not started, and asks again by itself', async () => {
    const catalog = catalogServiceMock({
      entities: [component('cart', BY_ID)],
    });
    const stream = jest
      .spyOn(catalog, 'streamEntities')
      .mockImplementationOnce(() => {
        throw new Error('starting');
      });
    open(catalog);
    const answered = new Promise<void>(resolve => directory.onChange(resolve));

    directory.start();
    await answered;

    expect(stream).toHaveBeenCalledTimes(2);
    expect(directory.entities).toHaveLength(1);
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.error).not.toHaveBeenCalled();
  });
});
