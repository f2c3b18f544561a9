import {
  NotAllowedError,
  ResponseError,
  serializeError,
} from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import type {
  HostList,
  HostRow,
  TrafficGlobalApi,
} from '@portolan/plugin-traffic-common';
import { fixtureCluster } from '@portolan/plugin-traffic-common/fixtures';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { listViolations } from '../../__testUtils__/listViolations';
import { trafficGlobalApiRef } from '../../api/trafficGlobalApiRef';
import { HostsPage } from './HostsPage';

const NOW = new Date('2026-11-21T10:00:00Z');

const row = (host: string, changes: Partial<HostRow> = {}): HostRow => ({
  host: { kind: 'exact', value: host },
  entities: ['component:default/cart'],
  owners: ['group:default/web'],
  unowned: null,
  clusters: ['eu'],
  routes: [
    {
      cluster: 'eu',
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      namespace: 'shop',
      name: 'cart',
    },
  ],
  verdict: 'serving',
  ...changes,
});

const LIST: HostList = {
  clusters: [
    fixtureCluster({ name: 'eu', title: 'Europe', now: NOW }),
    fixtureCluster({ name: 'us', title: 'United States', now: NOW }),
  ],
  hosts: [
    row('lost.example.com', {
      entities: [],
      owners: [],
      unowned: 'workload-not-claimed',
      clusters: ['us'],
      verdict: 'failing',
    }),
    row('cart.example.com'),
  ],
};

function renderPage(
  listHosts: TrafficGlobalApi['listHosts'],
  path = '/traffic',
) {
  return renderInTestApp(<HostsPage />, {
    apis: [[trafficGlobalApiRef, { listHosts }]],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [path],
  });
}

const hostsShown = async () =>
  (await screen.findAllByRole('rowheader')).map(cell => cell.textContent);

describe('HostsPage', () => {
  it('lists hosts, those that nobody owns first and with the reason', async () => {
    const { container } = await renderPage(async () => LIST);
    expect(await hostsShown()).toEqual([
      expect.stringContaining('lost.example.com'),
      expect.stringContaining('cart.example.com'),
    ]);
    const [, lost] = screen.getAllByRole('row');
    expect(
      within(lost).getByText(
        'No catalog entity claims the workloads behind it.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('2 hosts, 1 without an owner')).toBeInTheDocument();
    expect(await listViolations(container)).toEqual([]);
  });

  it.each([
    { path: '/traffic?owner=nobody', shown: 'lost.example.com' },
    { path: '/traffic?owner=group:default/web', shown: 'cart.example.com' },
    { path: '/traffic?cluster=us', shown: 'lost.example.com' },
  ])('keeps the choice in the address: $path', async ({ path, shown }) => {
    await renderPage(async () => LIST, path);
    expect(await hostsShown()).toEqual([expect.stringContaining(shown)]);
  });

  it('says that there is no host, and what would fill the list', async () => {
    await renderPage(async () => ({ ...LIST, hosts: [] }));
    expect(
      await screen.findByText(/Hosts appear here as soon as a route/),
    ).toBeInTheDocument();
  });

  it('names the permission that a reader lacks, and tries again when asked', async () => {
    const refused = await ResponseError.fromResponse(
      new Response(
        JSON.stringify({
          error: serializeError(new NotAllowedError('No.')),
          response: { statusCode: 403 },
        }),
        { status: 403, headers: { 'content-type': 'application/json' } },
      ),
    );
    const listHosts = jest
      .fn<Promise<HostList>, []>()
      .mockRejectedValueOnce(refused)
      .mockResolvedValue(LIST);
    await renderPage(listHosts);
    expect(
      await screen.findByText(/traffic\.global\.read/),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await hostsShown()).toHaveLength(2);
  });

  it('says which clusters it does not know in full', async () => {
    await renderPage(async () => ({
      ...LIST,
      clusters: [
        {
          name: 'us',
          title: 'United States',
          state: 'unavailable',
          kinds: [],
          problem: { reason: 'unreachable', message: 'Refused.' },
        },
      ],
    }));
    expect(
      await screen.findByText('This may be incomplete'),
    ).toBeInTheDocument();
  });
});
