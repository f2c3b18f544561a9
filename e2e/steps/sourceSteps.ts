import { describe } from 'node:test';
import { TrafficTab } from '../browser/TrafficTab';
import { step, type Stage } from './Stage';

interface WayInCase {
  readonly api: string;
  readonly component: string;
  readonly url: string;
  readonly says: readonly (string | RegExp)[];
}

const WAYS_IN: readonly WayInCase[] = [
  {
    api: 'Istio: shares, certificate and what its policies set',
    component: 'catalog-api',
    url: 'https://feeds.tideline.example/products',
    says: [
      /75 %\s*catalogue\/feeds:8080/,
      /25 %\s*catalogue\/feeds:8080/,
      'istio-ingress/feeds › https',
      'From the internet',
      'Canary',
      'Timeout',
      'Authorization',
      'Circuit breaker',
    ],
  },
  {
    api: 'Traefik: the entry point and its middlewares',
    component: 'media',
    url: 'https://thumbs.tideline.example/*',
    says: [
      'catalogue/media:http',
      'Entry point websecure',
      'IP allow list',
      'Rate limit',
    ],
  },
  {
    api: 'ingress-nginx: a canary and a login by annotations, and a certificate for another host',
    component: 'media',
    url: 'https://upload.tideline.example/*',
    says: [
      /80 %\s*catalogue\/media:http/,
      /20 %\s*catalogue\/media-next:http/,
      'Ingress class nginx',
      'Authentication',
      'Canary',
      'does not cover this host',
    ],
  },
  {
    api: 'Envoy Gateway: limits and retries of a BackendTrafficPolicy',
    component: 'search',
    url: 'https://search.tideline.example/*',
    says: ['CORS', 'Rate limit', 'Retries'],
  },
  {
    api: 'Envoy Gateway: the login of a SecurityPolicy, in one cluster of two',
    component: 'orders',
    url: 'https://api.tideline.example/orders/v1/*',
    says: ['Differs between clusters', 'Authentication', 'None seen'],
  },
  {
    api: 'the Gateway API: methods of gRPC',
    component: 'catalog-api',
    url: 'https://stock.tideline.example/tideline.stock.v1.Stock/Reserve',
    says: ['catalogue/catalog-api:8080', 'infra/public › https-shop'],
  },
  {
    api: 'F5 NGINX: a route that is handed on, and its Policy',
    component: 'accounts',
    url: 'https://sign-in.tideline.example/sessions…',
    says: [
      'accounts/accounts:8080',
      'Ingress class f5',
      'IP allow list',
      'Rate limit',
    ],
  },
  {
    api: 'HAProxy: a port of a TCP object',
    component: 'accounts',
    url: 'tls://*:8636',
    says: ['accounts/accounts:8080', 'Entry point directory'],
  },
  {
    api: 'Contour: a part of a host that is handed on',
    component: 'orders',
    url: 'https://partners.tideline.example/orders/v1…',
    says: [
      'orders/orders:8080',
      'Entry point contour',
      'From the internet',
      'IP allow list',
      'Rate limit',
      'Retries',
    ],
  },
  {
    api: 'OpenShift: a Route and what its annotations set',
    component: 'accounts',
    url: 'https://profile.tideline.example/me/*',
    says: [
      'accounts/accounts:8080',
      'Entry point default',
      'Controller accepts it',
      'IP allow list',
      'Timeout',
    ],
  },
  {
    api: 'Services: a load balancer and who may come',
    component: 'orders',
    url: 'tcp://203.0.113.31:8443',
    says: ['Service orders/orders-suppliers', 'IP allow list'],
  },
];

/** What each API for routes looks like in the tab, and who answers a request. */
export function sourceSteps(stage: () => Stage): void {
  const open = (page: Parameters<typeof TrafficTab.open>[0], name: string) =>
    TrafficTab.open(page, stage().portal.url, name);

  describe('the ways in', () => {
    for (const { api, component, url, says } of WAYS_IN) {
      step(`show ${api}`, stage, async page => {
        const tab = await open(page, component);
        await tab.expectWords(
          tab.wayIn(url).filter({ hasText: says[0] }).first(),
          says,
        );
      });
    }

    step('name the object that sets a policy', stage, async page => {
      const tab = await open(page, 'orders');
      const details = await tab.details(
        tab.wayIn('https://api.tideline.example/orders/v1/*'),
      );
      await tab.expectWords(details, [
        'SecurityPolicy orders/orders-need-a-token',
        /JWT from https:\/\/accounts\.tideline\.example/,
      ]);
    });

    step(
      'find the certificates that end soon or are for another host',
      stage,
      async page => {
        const media = await open(page, 'media');
        await media
          .finding(
            /media-upload has .* for upload\.tideline\.example, .* for media\.tideline\.example alone/,
          )
          .waitFor();
        const payments = await open(page, 'payments');
        await payments
          .finding(/pay-tideline-example for pay\.tideline\.example expire[sd]/)
          .waitFor();
      },
    );
  });

  describe('a request that is tried', () => {
    step('is won by the longer path, and says so', stage, async page => {
      const tab = await open(page, 'checkout');
      const answer = await tab.tryRequest({
        url: 'https://www.tideline.example/checkout/pay',
        door: 'infra/public › https-shop',
      });
      await tab.expectWords(answer, [
        'Forwarded',
        /100 %\s*payments\/payments:8443/,
        'HTTPRoute checkout/checkout › spec.rules[1]',
      ]);
      await answer.getByText(/rules that lost/).click();
      await tab.expectWords(answer, [
        'HTTPRoute checkout/checkout › spec.rules[0]',
        /path is less specific/,
      ]);
    });

    step("follows Traefik's own order", stage, async page => {
      const tab = await open(page, 'media');
      const answer = await tab.tryRequest({
        url: 'https://thumbs.tideline.example/v2/a.jpg',
        door: 'Entry point websecure',
      });
      await tab.expectWords(answer, [
        /100 %\s*catalogue\/media:http/,
        'IngressRoute catalogue/thumbnails › spec.routes[0]',
      ]);
      await answer.getByText(/rules? that lost/).click();
      await answer.getByText(/path does not match/).waitFor();
    });

    step('is refused where a policy of Istio refuses it', stage, async page => {
      const tab = await open(page, 'catalog-api');
      const answer = await tab.tryRequest({
        url: 'https://feeds.tideline.example/products/7',
        headers: 'x-feed-trial: yes',
        door: 'istio-ingress/feeds › https',
      });
      await tab.expectWords(answer, [
        'Answered with 403',
        'AuthorizationPolicy istio-ingress/marketplaces',
        'VirtualService catalogue/feeds › spec.http[0].match[0]',
      ]);
    });
  });
}
