import { describe } from 'node:test';
import { TrafficTab } from '../browser/TrafficTab';
import { step, type Stage } from './Stage';

interface WayOutCase {
  readonly what: string;
  readonly component: string;
  readonly destination: string;
  readonly says: readonly (string | RegExp)[];
}

const WAYS_OUT: readonly WayOutCase[] = [
  {
    what: 'Stripe through the egress gateway, with the address that the operator states',
    component: 'payments',
    destination: 'api.stripe.com Port 443',
    says: [
      'Found in configuration',
      'Allowed',
      /Seen\s*1\.4 per second/,
      'No telemetry',
      /egress gateway istio-egress\/istio-egressgateway/,
      /203\.0\.113\.64, stated by the operator/,
    ],
  },
  {
    what: 'a database behind an ExternalName Service',
    component: 'orders',
    destination:
      'tideline-orders.cq2r8xbn4wpz.eu-central-1.rds.amazonaws.com Port 5432',
    says: ['Service orders/orders-db', /Seen/, 'Not known'],
  },
  {
    what: 'a denied call that is refused, from an address of its own',
    component: 'notifications',
    destination: 'smtp.postmarkapp.com',
    says: [
      /Declared/,
      'Denied',
      'NetworkPolicy accounts/notifications-egress',
      'Connections refused',
      'Leaves as 203.0.113.70',
    ],
  },
  {
    what: 'a host that Cilium names for nobody',
    component: 'search',
    destination: 'api-free.deepl.com',
    says: [
      'Denied',
      'CiliumNetworkPolicy catalogue/search-translates',
      'Connections refused',
    ],
  },
  {
    what: 'a host that Cilium allows and nobody calls',
    component: 'search',
    destination: 'api.deepl.com',
    says: [/Declared/, 'Allowed', 'Not seen'],
  },
  {
    what: 'a call that nobody declared',
    component: 'storefront',
    destination: 'www.googletagmanager.com',
    says: ['Not declared', /Seen\s*0\.8 per second/],
  },
  {
    what: 'the way back in through our own public URL',
    component: 'storefront',
    destination: 'api.tideline.example',
    says: ['Reaches us through our own public URL', /Seen/],
  },
  {
    what: 'what the proxies of a mesh refuse',
    component: 'checkout',
    destination: 'hooks.slack.com',
    says: [
      'Not declared',
      'Denied',
      /proxy refuses/i,
      'Sidecar checkout/default',
      'Connections refused',
    ],
  },
  {
    what: 'what a ConfigMap names',
    component: 'media',
    destination: 'tideline-images.s3.eu-central-1.amazonaws.com',
    says: ['Found in configuration', 'Allowed', /Seen\s*5\.3 per second/],
  },
];

const FINDINGS = [
  {
    component: 'storefront',
    finding: /goes to www\.googletagmanager\.com\/TCP, as istio-sidecar saw/,
  },
  {
    component: 'storefront',
    finding: /leaves by the public name and comes in again/,
  },
  {
    component: 'notifications',
    finding: /saw connections of Deployment accounts\/notifications .* refused/,
  },
];

/** What the tab says of dependencies: declared, permitted, observed, and each time why. */
export function waysOutSteps(stage: () => Stage): void {
  const open = (page: Parameters<typeof TrafficTab.open>[0], name: string) =>
    TrafficTab.open(page, stage().portal.url, name);

  describe('the ways out', () => {
    for (const { what, component, destination, says } of WAYS_OUT) {
      step(`show ${what}`, stage, async page => {
        const tab = await open(page, component);
        const [host, port = ''] = destination.split(/ (?=Port)/);
        const row = tab.wayOut(host).filter({ hasText: port }).first();
        await tab.expectWords(row, says);
      });
    }

    step('say why, with every object on the way', stage, async page => {
      const tab = await open(page, 'payments');
      const details = await tab.details(
        tab.wayOut('api.stripe.com').filter({ hasText: 'Port 443' }).first(),
      );
      await tab.expectWords(details, [
        'ServiceEntry payments/stripe › spec.hosts[0]',
        'NetworkPolicy payments/stripe-egress › spec.egress[0].to[0]',
        'VirtualService payments/stripe › spec.tls[0]',
        'Gateway payments/stripe › spec.servers[0]',
        'DestinationRule payments/egress-for-stripe › spec.subsets[0]',
      ]);
    });

    for (const { component, finding } of FINDINGS) {
      step(`find ${finding.source.slice(0, 40)}`, stage, async page => {
        const tab = await open(page, component);
        await tab.finding(finding).waitFor();
      });
    }

    step("follow an edit of the telemetry's file", stage, async page => {
      const { portal } = stage();
      const tab = await open(page, 'storefront');
      const row = tab.wayOut('www.googletagmanager.com');
      await row.getByText(/0\.8 per second/).waitFor();
      await portal.editTelemetry(text =>
        text.replace('rate: 0.8', 'rate: 4.8'),
      );
      await row.getByText(/4\.8 per second/).waitFor({ timeout: 60_000 });
      await portal.editTelemetry(text =>
        text.replace('rate: 4.8', 'rate: 0.8'),
      );
      await row.getByText(/0\.8 per second/).waitFor({ timeout: 60_000 });
    });
  });
}
