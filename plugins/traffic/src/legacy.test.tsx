import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  TestApiProvider,
  renderInTestApp,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import type { HostList } from '@portolan/plugin-traffic-common';
import {
  cartTraffic,
  fixtureCluster,
} from '@portolan/plugin-traffic-common/fixtures';
import { Route, Routes } from 'react-router-dom';
import {
  EntityDependsOnCard,
  EntityTrafficContent,
  EntityUrlsCard,
  isTrafficAvailable,
  trafficApiRef,
  TrafficHostsPage,
  trafficPlugin,
} from './legacy';
import { trafficGlobalApiRef } from './api/trafficGlobalApiRef';
import { trafficRequestTesterApiRef } from './api/trafficRequestTesterApiRef';
import { cartEntity } from './__testUtils__/renderForEntity';

async function renderInLegacyApp(element: JSX.Element) {
  const api = {
    getEntityTraffic: async () => cartTraffic({ now: new Date() }),
    listClusters: async () => ({ clusters: [] }),
  };
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [trafficApiRef, api],
        [trafficRequestTesterApiRef, { explainRequest: jest.fn() }],
        [permissionApiRef, mockApis.permission()],
      ]}
    >
      <EntityProvider entity={cartEntity}>{element}</EntityProvider>
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}

describe('the old frontend system', () => {
  it('has the tab', async () => {
    await renderInLegacyApp(<EntityTrafficContent />);
    expect(await screen.findByRole('grid', { name: 'Ways in' })).toBeVisible();
  });

  it('has both cards', async () => {
    await renderInLegacyApp(
      <>
        <EntityUrlsCard tabHref="traffic" />
        <EntityDependsOnCard />
      </>,
    );
    expect(await screen.findByRole('list', { name: 'URLs' })).toBeVisible();
    expect(
      await screen.findByRole('list', { name: 'Depends on' }),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: 'All in Traffic' })).toBeVisible();
  });

  it('has the page of all hosts', async () => {
    const listHosts = async (): Promise<HostList> => ({
      clusters: [
        fixtureCluster({ name: 'eu', title: 'Europe', now: new Date() }),
      ],
      hosts: [
        {
          host: { kind: 'exact', value: 'lost.example.com' },
          entities: [],
          owners: [],
          unowned: 'workload-not-claimed',
          clusters: ['eu'],
          routes: [],
          verdict: 'failing',
        },
      ],
    });
    await renderInTestApp(
      <TestApiProvider apis={[[trafficGlobalApiRef, { listHosts }]]}>
        <Routes>
          <Route path="/traffic" element={<TrafficHostsPage />} />
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: ['/traffic'],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );
    expect(
      await screen.findByRole('rowheader', { name: /lost\.example\.com/ }),
    ).toBeVisible();
  });

  it('brings its own client', () => {
    expect([...trafficPlugin.getApis()].map(({ api }) => api.id)).toEqual([
      'plugin.traffic.client',
      'plugin.traffic.global-client',
      'plugin.traffic.request-tester-client',
    ]);
  });

  it('knows which entities have something to say', () => {
    const bare = { ...cartEntity, metadata: { name: 'cart' } };
    expect(isTrafficAvailable(cartEntity)).toBe(true);
    expect(isTrafficAvailable(bare)).toBe(false);
  });
});
