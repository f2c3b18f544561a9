import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import {
  cartTraffic,
  manyRoutesTraffic,
  noAnnotationTraffic,
  noWorkloadTraffic,
  nothingFoundTraffic,
  partlyKnownTraffic,
  unknownTraffic,
} from '@portolan/plugin-traffic-common/fixtures';
import { holdClock } from '../../__testUtils__/holdClock';
import { listViolations } from '../../__testUtils__/listViolations';
import {
  manualSignals,
  renderForEntity,
} from '../../__testUtils__/renderForEntity';
import { EntityTrafficContent } from './EntityTrafficContent';

const now = new Date();
holdClock(now);

function renderTab(
  traffic: EntityTraffic,
  options: { path?: string; docsUrl?: string } = {},
) {
  const { path, docsUrl } = options;
  return renderForEntity(<EntityTrafficContent />, {
    getEntityTraffic: async () => traffic,
    path,
    config: docsUrl ? { traffic: { findingsDocsUrl: docsUrl } } : undefined,
  });
}

async function findTable(name: 'Ways in' | 'Ways out') {
  return screen.findByRole('grid', { name });
}

async function findRow(table: HTMLElement, name: RegExp) {
  return within(table).findByRole('row', { name });
}

describe('EntityTrafficContent', () => {
  describe('with data', () => {
    it('shows one row per URL with its clusters and what differs between them', async () => {
      renderTab(cartTraffic({ now }));
      const row = await findRow(
        await findTable('Ways in'),
        /shop\.tideline\.example\/cart\/\*/,
      );
      expect(row).toHaveTextContent('Differs between clusters: backends');
      expect(row).toHaveTextContent('90 % shop/cart:8080');
      expect(row).toHaveTextContent('1 of 2 endpoints ready');
      expect(row).toHaveTextContent('Serving');
      expect(row).toHaveTextContent('Controller accepts it');
      expect(row).toHaveTextContent('infra/public › https');
      expect(row).toHaveTextContent(
        'infra/wildcard-tideline: certificate not read',
      );
      const clusters = within(row).getByRole('list', { name: 'Clusters' });
      expect(clusters).toHaveTextContent('prod-euprod-us');
    });

    it('names both verdicts, their reasons and a disagreement', async () => {
      renderTab(cartTraffic({ now }));
      const table = await findTable('Ways in');
      const broken = await findRow(table, /cart\/gifts/);
      expect(broken).toHaveTextContent(
        'The backend shop/gift-wrap does not exist.',
      );
      expect(broken).toHaveTextContent(
        'Controller says ResolvedRefs = False (BackendNotFound)',
      );
      expect(await findRow(table, /tenants/)).toHaveTextContent(
        'The controller and our prediction disagree.',
      );
      expect(await findRow(table, /cart\.internal/)).toHaveTextContent(
        'No controller has looked yet',
      );
    });

    it('links to a URL only when it can be opened as it is', async () => {
      renderTab(cartTraffic({ now }));
      const table = await findTable('Ways in');
      expect(
        within(table)
          .getAllByRole('link')
          .map(link => link.getAttribute('href')),
      ).toEqual([
        'http://shop.tideline.example/cart',
        'https://shop.tideline.example/cart/gifts',
      ]);
    });

    it('says why a dependency is permitted or not, with the rule', async () => {
      renderTab(cartTraffic({ now }));
      const table = await findTable('Ways out');
      const denied = await findRow(table, /Pods with app=redis/);
      expect(denied).toHaveTextContent('Denied');
      expect(denied).toHaveTextContent(
        'NetworkPolicy, entering: Policies apply, and none of their rules allows it.',
      );
      expect(denied).toHaveTextContent(
        'NetworkPolicy data/redis › spec.ingress',
      );
      expect(denied).toHaveTextContent('Port 6379, TCP');
      expect(await findRow(table, /api\.stripe/)).toHaveTextContent(
        'It depends on the address that the name resolves to.',
      );
      const owned = await findRow(table, /payments\/api/);
      expect(within(owned).getByRole('link')).toHaveAttribute(
        'href',
        '/catalog/default/component/payments',
      );
    });

    it('opens what is known of a URL, and closes it by keyboard', async () => {
      renderTab(cartTraffic({ now }));
      const button = await screen.findByRole('button', {
        name: 'Details of https://shop.tideline.example/cart/gifts',
      });
      await userEvent.click(button);
      const drawer = await screen.findByRole('dialog', { name: /cart\/gifts/ });
      expect(drawer).toHaveTextContent('Cluster prod-us');
      expect(drawer).toHaveTextContent('Method POST');
      expect(drawer).toHaveTextContent('Header x-beta: gifts');
      expect(drawer).toHaveTextContent(
        'HTTPRoute shop/gifts › spec.rules[0].matches[0]',
      );
      await userEvent.keyboard('{Escape}');
      await waitFor(() => expect(drawer).not.toBeInTheDocument());
    });

    it('opens what is known of a node of the map', async () => {
      renderTab(cartTraffic({ now }));
      const map = await screen.findByRole('region', { name: 'Map' });
      await userEvent.click(
        within(map).getByRole('button', {
          name: /^Service shop\/gift-wrap ?does not exist/,
        }),
      );
      const drawer = await screen.findByRole('dialog', {
        name: /shop\/gift-wrap/,
      });
      expect(drawer).toHaveTextContent('spec.rules[0].backendRefs[1]');
    });

    it('lists findings once per cause with where, how to fix and their page', async () => {
      renderTab(cartTraffic({ now }), { docsUrl: 'https://docs.example/f/' });
      const findings = await screen.findByRole('list', { name: 'Findings' });
      const [first, ...others] = within(findings)
        .getAllByRole('listitem')
        .filter(item => item.parentElement === findings);
      expect(others).toHaveLength(1);
      expect(first).toHaveTextContent('which does not exist.');
      expect(first).toHaveTextContent(
        'HTTPRoute shop/gifts › spec.rules[0].backendRefs[1]',
      );
      expect(first).toHaveTextContent('Create the Service');
      expect(
        within(first).getByRole('link', { name: 'About TRF101' }),
      ).toHaveAttribute('href', 'https://docs.example/f/TRF101');
    });

    it('says that names are left out which the reader may not see', async () => {
      renderTab({ ...cartTraffic({ now }), hiddenEntities: 2 });
      expect(
        await screen.findByText(/2 entities are left out by name/),
      ).toBeInTheDocument();
    });

    it('pages and searches a long list', async () => {
      renderTab(manyRoutesTraffic({ now, count: 25 }));
      const table = await findTable('Ways in');
      expect(within(table).getAllByRole('row')).toHaveLength(21);
      expect(screen.getAllByText('1–20 of 25')).toHaveLength(2);
      await userEvent.click(
        screen.getByRole('searchbox', { name: 'Search in Ways in' }),
      );
      await userEvent.paste('front-0022');
      await waitFor(() =>
        expect(within(table).getAllByRole('row')).toHaveLength(2),
      );
      expect(within(table).getByRole('row', { name: /0022/ })).toBeVisible();
    });

    it('has no accessibility violations', async () => {
      const { container } = renderTab(cartTraffic({ now }));
      await findTable('Ways in');
      expect(await listViolations(container)).toEqual([]);
    });
  });

  describe('the summary', () => {
    it('filters the lists, keeps the choice in the address and takes it back', async () => {
      renderTab(cartTraffic({ now }), { path: '/?permitted=denied' });
      const denied = await screen.findByRole('button', { name: 'Denied 1' });
      expect(denied).toHaveAttribute('aria-pressed', 'true');
      const waysOut = await findTable('Ways out');
      expect(within(waysOut).getAllByRole('row')).toHaveLength(2);

      const failing = screen.getByRole('button', { name: 'Failing 1' });
      expect(failing).toHaveAttribute('aria-pressed', 'false');
      await userEvent.click(failing);
      expect(failing).toHaveAttribute('aria-pressed', 'true');
      expect(await screen.findByText('1 of 5 shown')).toBeVisible();

      await userEvent.click(denied);
      expect(denied).toHaveAttribute('aria-pressed', 'false');
      expect(within(waysOut).getAllByRole('row')).toHaveLength(5);
    });

    it('counts URLs of several clusters once, healthy when all of them are', async () => {
      renderTab(cartTraffic({ now }));
      const urls = await screen.findByRole('group', { name: 'URLs' });
      expect(urls).toHaveTextContent('3 of 5 healthy');
      expect(
        screen.getByRole('group', { name: 'Certificates' }),
      ).toHaveTextContent('No expiry known');
    });
  });

  describe('when not all is known', () => {
    it('says per cluster how fresh it is and what each list may lack', async () => {
      renderTab(partlyKnownTraffic({ now }));
      expect(
        await screen.findByRole('button', { name: 'prod-eu live' }),
      ).toBeVisible();
      expect(
        screen.getByRole('button', {
          name: 'prod-us stale 14 min: cannot be reached',
        }),
      ).toBeVisible();
      const waysIn = screen.getByRole('region', { name: 'Ways in' });
      expect(within(waysIn).getByRole('note')).toHaveTextContent(
        'prod-us has told us nothing new for 14 min',
      );
      expect(within(waysIn).getByRole('note')).not.toHaveTextContent('staging');
      const waysOut = screen.getByRole('region', { name: 'Ways out' });
      expect(within(waysOut).getByRole('note')).toHaveTextContent(
        'staging has not told us its NetworkPolicies: no right to list them.',
      );
    });

    it('tells of each kind when a cluster is pressed', async () => {
      renderTab(partlyKnownTraffic({ now }));
      await userEvent.click(
        await screen.findByRole('button', {
          name: 'staging partly unknown: no right to list NetworkPolicies',
        }),
      );
      const kinds = await screen.findByRole('dialog', {
        name: /^staging partly unknown/,
      });
      expect(kinds).toHaveTextContent('NetworkPoliciesno right to list');
      expect(kinds).toHaveTextContent('Servicesup to date');
      expect(kinds).toHaveTextContent('grant get, list and watch on it');
    });

    it('does not say "none" where it could not look', async () => {
      renderTab({ ...partlyKnownTraffic({ now }), dependencies: [] });
      expect(
        await screen.findByText(
          'No dependency was found in what could be looked at',
        ),
      ).toBeVisible();
      const waysOut = screen.getByRole('region', { name: 'Ways out' });
      expect(waysOut).not.toHaveTextContent('No dependency is written down');
    });

    it('has no accessibility violations', async () => {
      const { container } = renderTab(partlyKnownTraffic({ now }));
      await findTable('Ways in');
      expect(await listViolations(container)).toEqual([]);
    });
  });

  describe('without data', () => {
    it('shows which annotation would fill it', async () => {
      renderTab(noAnnotationTraffic({ now }));
      expect(
        await screen.findByLabelText('Annotations for catalog-info.yaml'),
      ).toHaveTextContent('backstage.io/kubernetes-id: cart');
    });

    it('names the annotations that no workload fits', async () => {
      renderTab(noWorkloadTraffic({ now }));
      expect(
        await screen.findByText('backstage.io/kubernetes-id: loyalty'),
      ).toBeVisible();
    });

    it('says that nothing is known when no cluster could be looked at', async () => {
      renderTab(unknownTraffic({ now }));
      expect(
        await screen.findByText(
          'It is not known which workloads belong to this entity',
        ),
      ).toBeVisible();
      expect(
        screen.getByRole('button', {
          name: 'edge not known: needs a signed-in user',
        }),
      ).toBeVisible();
    });

    it('says what would fill each list of a bound entity', async () => {
      renderTab(nothingFoundTraffic({ now }));
      expect(
        await screen.findByText('No URL reaches this entity'),
      ).toBeVisible();
      expect(screen.getByText('No dependency is written down')).toBeVisible();
      expect(screen.getByText('No findings')).toBeVisible();
    });

    it('says that no cluster is configured', async () => {
      renderTab({ ...unknownTraffic({ now }), clusters: [] });
      expect(await screen.findByText(/No cluster is configured/)).toBeVisible();
    });
  });

  describe('in time', () => {
    it('reads again on a signal and shows what changed', async () => {
      const { signals, send } = manualSignals();
      const traffic = cartTraffic({ now });
      const getEntityTraffic = jest
        .fn()
        .mockResolvedValueOnce(nothingFoundTraffic({ now }))
        .mockResolvedValue(traffic);
      renderForEntity(<EntityTrafficContent />, { getEntityTraffic, signals });
      expect(
        await screen.findByText('No URL reaches this entity'),
      ).toBeVisible();
      act(send);
      expect(await findTable('Ways in')).toBeVisible();
      expect(getEntityTraffic).toHaveBeenCalledTimes(2);
    });

    it('keeps what it has when reading again fails, and says so', async () => {
      const { signals, send } = manualSignals();
      const getEntityTraffic = jest
        .fn()
        .mockResolvedValueOnce(cartTraffic({ now }))
        .mockRejectedValueOnce(new TypeError('Failed to fetch'))
        .mockResolvedValue(cartTraffic({ now }));
      renderForEntity(<EntityTrafficContent />, { getEntityTraffic, signals });
      await findTable('Ways in');
      act(send);
      expect(
        await screen.findByText(/What you see was read .* ago/),
      ).toBeVisible();
      expect(await findTable('Ways in')).toBeVisible();
      await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
      await waitFor(() =>
        expect(
          screen.queryByText(/What you see was read/),
        ).not.toBeInTheDocument(),
      );
    });
  });
});
