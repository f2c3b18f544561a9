import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import trafficPlugin, {
  trafficApiRef,
  trafficRequestTesterApiRef,
} from '../src';
import { devEntities } from './entities';
import { FixtureTrafficApi } from './FixtureTrafficApi';

const catalogFixtures = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: catalogApiRef,
          deps: {},
          factory: () => new InMemoryCatalogClient({ entities: devEntities }),
        }),
    }),
  ],
});

const trafficFixtures = createFrontendModule({
  pluginId: 'traffic',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: trafficApiRef,
          deps: {},
          factory: () => new FixtureTrafficApi(),
        }),
    }),
    ApiBlueprint.make({
      name: 'request-tester',
      params: defineParams =>
        defineParams({
          api: trafficRequestTesterApiRef,
          deps: {},
          factory: () => new FixtureTrafficApi(),
        }),
    }),
  ],
});

createDevApp({
  features: [catalogPlugin, catalogFixtures, trafficPlugin, trafficFixtures],
});
