import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { cartTraffic } from '@portolan/plugin-traffic-common/fixtures';
import {
  EntityDependsOnCard,
  EntityTrafficContent,
  EntityUrlsCard,
  isTrafficAvailable,
  trafficApiRef,
  trafficPlugin,
} from './legacy';
import { cartEntity } from './__testUtils__/renderForEntity';

async function renderInLegacyApp(element: JSX.Element) {
  const api = {
    getEntityTraffic: async () => cartTraffic({ now: new Date() }),
    listClusters: async () => ({ clusters: [] }),
  };
  await renderInTestApp(
    <TestApiProvider apis={[[trafficApiRef, api]]}>
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

  it('brings its own client', () => {
    expect([...trafficPlugin.getApis()].map(({ api }) => api.id)).toEqual([
      'plugin.traffic.client',
      'plugin.traffic.global-client',
    ]);
  });

  it('knows which entities have something to say', () => {
    const bare = { ...cartEntity, metadata: { name: 'cart' } };
    expect(isTrafficAvailable(cartEntity)).toBe(true);
    expect(isTrafficAvailable(bare)).toBe(false);
  });
});
