import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { ApiHosts } from './ApiHosts';
import { EntityDirectory } from './EntityDirectory';

const api = (name: string, etag: string, definition: unknown): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { name, namespace: 'default', etag },
  spec: {
    type: 'openapi',
    ...(typeof definition === 'string' && { definition }),
  },
});
const RATES = 'servers:\n  - url: https://user:canary@api.rates.io/v1\n';

describe('ApiHosts', () => {
  it('asks for a definition once per version, and keeps the hosts alone', async () => {
    const catalog = catalogServiceMock.mock();
    const hosts = new ApiHosts(catalog);
    const read = (entity: Entity) => {
      catalog.getEntitiesByRefs.mockResolvedValue({ items: [entity] });
      return hosts.read([entity], mockCredentials.service());
    };

    const first = await read(api('rates', '1', RATES));
    await read(api('rates', '1', RATES));
    expect([...first]).toEqual([['api:default/rates', ['api.rates.io']]]);
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(1);

    const second = await read(api('rates', '2', undefined));
    expect([...second]).toEqual([['api:default/rates', []]]);
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(2);
  });
});

describe('EntityDirectory', () => {
  it('takes what entities use and provide, and whose hosts are', async () => {
    const directory = new EntityDirectory({
      catalog: catalogServiceMock({
        entities: [
          api('rates', '1', RATES),
          api('paper', '1', 'openapi: 3.0.0'),
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: {
              name: 'stripe',
              namespace: 'default',
              annotations: { 'portolan.dev/hosts': 'API.stripe.com' },
            },
          },
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'cart',
              namespace: 'default',
              annotations: { 'backstage.io/kubernetes-id': 'cart' },
            },
            relations: [
              { type: 'dependsOn', targetRef: 'Resource:default/Stripe' },
              { type: 'consumesApi', targetRef: 'api:default/rates' },
              { type: 'providesApi', targetRef: 'api:default/cart' },
              { type: 'dependencyOf', targetRef: 'component:default/web' },
            ],
          },
        ],
      }),
      auth: mockServices.auth(),
      logger: mockServices.logger.mock(),
      refreshIntervalMs: 30_000,
    });

    await directory.refresh();

    expect(directory.entities).toEqual([
      expect.objectContaining({
        entityRef: 'api:default/rates',
        apiHosts: ['api.rates.io'],
      }),
      expect.objectContaining({
        entityRef: 'component:default/cart',
        uses: ['api:default/rates', 'resource:default/stripe'],
        provides: ['api:default/cart'],
      }),
      expect.objectContaining({
        entityRef: 'resource:default/stripe',
        hosts: ['api.stripe.com'],
      }),
    ]);
    expect(JSON.stringify(directory.entities)).not.toContain('canary');
    directory.stop();
  });
});
