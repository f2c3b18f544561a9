import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  checkoutTraffic,
  fixtureFinding,
} from '@portolan/plugin-traffic-common/fixtures';
import { holdClock } from '../../__testUtils__/holdClock';
import { listViolations } from '../../__testUtils__/listViolations';
import { renderForEntity } from '../../__testUtils__/renderForEntity';
import { EntityTrafficContent } from './EntityTrafficContent';

const now = new Date();
holdClock(now);
const traffic = checkoutTraffic({ now });

function renderTab(options: { path?: string } = {}) {
  return renderForEntity(<EntityTrafficContent />, {
    getEntityTraffic: async () => traffic,
    ...options,
  });
}

async function findRow(name: 'Ways in' | 'Ways out', row: RegExp) {
  const table = await screen.findByRole('grid', { name });
  return within(table).findByRole('row', { name: row });
}

async function openDetails(subject: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: `Details of ${subject}` }),
  );
  return screen.findByRole('dialog');
}

describe('the ways in', () => {
  it('name each policy, and say which is not in force', async () => {
    renderTab();
    const row = await findRow('Ways in', /pay\.tideline/);
    const policies = within(row).getByRole('list', { name: 'Policies' });
    expect(
      within(policies)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Authentication',
      'Rate limit (overridden)',
      'CORS',
      'Retries (not accepted)',
      'Extension (not interpreted)',
    ]);
    expect(row).toHaveTextContent('1 field seen, not interpreted');
    expect(await findRow('Ways in', /status\.tideline/)).toHaveTextContent(
      'None seen',
    );
  });

  it.each([
    { url: /pay\.tideline/, says: 'infra/pay-tls: expires in' },
    { url: /status\.tideline/, says: 'does not cover this host' },
    { url: /partners\.tideline/, says: 'shop/partners-tls: expired' },
    { url: /partners\.tideline/, says: 'certificate missing' },
    { url: /partners\.tideline/, says: 'ClientIP(`198.51.100.0/24`)' },
    { url: /partners\.tideline/, says: 'Entry point websecure' },
    { url: /partners\.tideline/, says: 'Exposure not known' },
    { url: /203\.0\.113\.30/, says: 'Service shop/checkout-debug' },
    { url: /203\.0\.113\.30/, says: 'From the internal network' },
    { url: /svc\.cluster\.local/, says: 'The mesh, from inside only' },
    { url: /svc\.cluster\.local/, says: 'This kind reports no status' },
    { url: /partners\.tideline/, says: 'This kind reports no status' },
    { url: /pay\.tideline/, says: 'From the internet' },
  ])('say of $url: $says', async ({ url, says }) => {
    renderTab();
    expect(await findRow('Ways in', url)).toHaveTextContent(says);
  });

  it('tell in the drawer what sets and overrides a policy, and the public facts of the certificate', async () => {
    const { baseElement } = renderTab();
    const drawer = await openDetails('https://pay.tideline.example/*');
    for (const fact of [
      'JWT from issuer https://id.tideline.example',
      'Set by BackendTrafficPolicy infra/defaults › spec.rateLimit',
      'Overridden by BackendTrafficPolicy shop/checkout › spec.rateLimit',
      'Not in force: its controller does not accept it.',
      'Predicted of the object: Accepted = True (Accepted), Overridden = True (Overridden)',
      'Controller says Accepted = False (Invalid)',
      'The controller and our prediction disagree.',
      'HTTPRoute shop/checkout › spec.rules[0].filters[1].extensionRef',
      'Issued by Example Trust R3',
      'For pay.tideline.example',
      'Covers this host.',
    ]) {
      expect(drawer).toHaveTextContent(fact);
    }
    expect(await listViolations(baseElement)).toEqual([]);
  });
});

describe('the summary', () => {
  it.each([
    { group: 'Certificates', toggle: 'Expired 1', left: /partners/ },
    { group: 'Certificates', toggle: 'Other host 1', left: /status/ },
    { group: 'Certificates', toggle: 'Expires soon 1', left: /pay\.tide/ },
    { group: 'Authentication', toggle: 'None seen 1', left: /status/ },
    { group: 'Authentication', toggle: 'Required 1', left: /pay\.tide/ },
    { group: 'Exposure', toggle: 'Mesh only 1', left: /svc\.cluster/ },
  ])('filters the URLs by $group: $toggle', async ({ group, toggle, left }) => {
    renderTab();
    const tile = await screen.findByRole('group', { name: group });
    await userEvent.click(within(tile).getByRole('button', { name: toggle }));
    await waitFor(() =>
      expect(
        within(screen.getByRole('grid', { name: 'Ways in' })).getAllByRole(
          'row',
        ),
      ).toHaveLength(2),
    );
    expect(await findRow('Ways in', left)).toBeVisible();
  });

  it('says when the first certificate ends, and how many internet URLs ask who calls', async () => {
    renderTab();
    expect(
      await screen.findByRole('group', { name: 'Certificates' }),
    ).toHaveTextContent(/First expired \d d ago/);
    expect(
      screen.getByRole('group', { name: 'Authentication' }),
    ).toHaveTextContent('1 of 2 internet URLs');
  });
});

describe('the ways out', () => {
  it.each([
    {
      row: /api\.stripe/,
      says: [
        'Declared',
        'ServiceEntry shop/stripe',
        'https://api.stripe.example/v1',
        'Cilium policy, leaving: A rule allows it.',
        '12 per second, 2 % errors',
        'Last seen',
        'Through egress gateway istio-egress/egress',
        'Leaves as 198.51.100.7',
        'Server certificate not checked',
      ],
    },
    {
      row: /collect\.tracker/,
      says: [
        'Not declared',
        'Denied',
        'Egress firewall, leaving: A rule denies it.',
        'Connections refused',
        'stated by the operator',
      ],
    },
    {
      row: /db\.tideline/,
      says: [
        'Not seen',
        'In the last 24 h',
        'so it would have been seen',
        'Through waypoint shop/waypoint',
        'Source address not known',
      ],
    },
    {
      row: /pay\.tideline/,
      says: [
        'Not known whether declared',
        'Antrea baseline policy',
        'Telemetry of prod-eu has been unreachable for 20 minutes.',
        'Reaches us through our own public URL',
      ],
    },
  ])('answer for $row', async ({ row, says }) => {
    renderTab();
    const found = await findRow('Ways out', row);
    for (const sentence of says) {
      expect(found).toHaveTextContent(sentence);
    }
  });

  it('tell in the drawer where each answer is written', async () => {
    const { baseElement } = renderTab();
    const drawer = await openDetails('api.stripe.example');
    for (const fact of [
      'Istio proxy of the pod, leaving: The proxy lets it through.',
      'Gateway istio-egress/egress › spec',
      'CiliumEgressGatewayPolicy out › spec.egressGateway',
      'DestinationRule shop/stripe › spec.trafficPolicy.tls',
      'Told by istio',
    ]) {
      expect(drawer).toHaveTextContent(fact);
    }
    expect(await listViolations(baseElement)).toEqual([]);
  });

  it('lead from a hairpin to the URL that it comes back through', async () => {
    renderTab();
    const row = await findRow('Ways out', /pay\.tideline/);
    await userEvent.click(
      within(row).getByRole('button', {
        name: 'https://pay.tideline.example/*',
      }),
    );
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'Secret infra/pay-tls',
    );
  });

  it('share a row where many are of one domain, and unfold it by keyboard', async () => {
    renderTab();
    const row = await findRow('Ways out', /mail\.example/);
    expect(row).toHaveTextContent('6 destinations');
    expect(row).toHaveTextContent('Allowed: 6');
    const show = within(row).getByRole('button', {
      name: 'Show the destinations of mail.example',
    });
    show.focus();
    await userEvent.keyboard('{Enter}');
    expect(await findRow('Ways out', /smtp\.mail/)).toBeVisible();
    expect(
      screen.getByRole('button', {
        name: 'Hide the destinations of mail.example',
      }),
    ).toHaveAttribute('aria-expanded', 'true');
  });
});

describe('the tab', () => {
  it('has no accessibility violations, and shows nothing that is not for people', async () => {
    const { container } = renderTab();
    await findRow('Ways out', /api\.stripe/);
    expect(container).not.toHaveTextContent(/undefined|NaN|1970|\[object/);
    expect(await listViolations(container)).toEqual([]);
  });

  it('shows the sentences of a finding whose code it does not know', async () => {
    renderForEntity(<EntityTrafficContent />, {
      getEntityTraffic: async () => ({
        ...traffic,
        findings: [
          fixtureFinding({
            ...traffic.findings[0],
            code: 'TRF999',
            message: 'Something new is wrong.',
          }),
        ],
      }),
    });
    expect(await screen.findByText('Something new is wrong.')).toBeVisible();
  });
});
