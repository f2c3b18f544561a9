import { resolve } from 'node:path';
import { runCli } from './runCli';

const CLUSTERS = resolve(__dirname, '../../fake-cluster/clusters');
const EU = resolve(CLUSTERS, 'prod-eu');
const US = resolve(CLUSTERS, 'prod-us');
const CATALOG = resolve(__dirname, '../../backend/catalog');

async function run(...args: readonly string[]) {
  const written = { out: '', err: '' };
  const exitCode = await runCli(args, {
    stdin: (async function* nothing() {
      yield '';
    })(),
    stdout: { write: text => (written.out += text) },
    stderr: { write: text => (written.err += text) },
  });
  return { exitCode, ...written };
}

function linesWith(text: string, start: string): string[] {
  return text.split('\n').filter(line => line.startsWith(start));
}

describe('portolan analyze, on the clusters of the demo', () => {
  it.each([
    {
      api: 'Istio',
      cluster: US,
      route:
        /^route {2}https:\/\/feeds\..*Gateway istio-ingress\/feeds:https.*feeds:8080 75 %.*\[VirtualService catalogue\/feeds spec\.http\[1\]/,
      policy:
        /^policy {2}https:\/\/feeds\..* authorization {2}.*\[AuthorizationPolicy istio-ingress\/marketplaces/,
    },
    {
      api: 'Traefik',
      cluster: US,
      route:
        /^route {2}https:\/\/thumbs\..*entry point websecure.*\[IngressRoute catalogue\/thumbnails spec\.routes\[0\]/,
      policy:
        /^policy {2}https:\/\/thumbs\..* ip-allow-list {2}.*\[Middleware catalogue\/partners-only/,
    },
    {
      api: 'ingress-nginx',
      cluster: EU,
      route:
        /^route {2}https:\/\/media\..*media:http 80 %.*media-next:http 20 %.*\[Ingress catalogue\/media /,
      policy:
        /^policy {2}https:\/\/upload\..* authentication {2}.*\[Ingress catalogue\/media-upload/,
    },
    {
      api: 'Envoy Gateway',
      cluster: EU,
      route: /^route {2}https:\/\/search\..*\[HTTPRoute catalogue\/search /,
      policy:
        /^policy {2}https:\/\/search\..* rate-limit {2}.*\[BackendTrafficPolicy catalogue\/search-limits/,
    },
    {
      api: 'F5 NGINX',
      cluster: US,
      route:
        /^route {2}https:\/\/sign-in\.tideline\.example\/sessions… .*class f5 .*accounts\/accounts:8080 100 %.*\[VirtualServerRoute accounts\/sessions spec\.subroutes\[0\]/,
      policy:
        /^policy {2}https:\/\/sign-in\..* ip-allow-list {2}.*\[Policy accounts\/offices-only spec\.accessControl/,
    },
    {
      api: 'HAProxy',
      cluster: US,
      route:
        /^route {2}tls:\/\/\*:8636 .*entry point directory .*accounts\/accounts:8080 100 %.*\[TCP accounts\/directory spec\[0\]/,
      policy:
        /^policy {2}http:\/\/directory\..* load-balancing {2}leastconn.*\[Backend accounts\/directory/,
    },
    {
      api: 'Contour',
      cluster: US,
      route:
        /^route {2}https:\/\/partners\.tideline\.example\/orders\/v1… .*entry point contour .*orders\/orders:8080 100 %.*\[HTTPProxy orders\/orders-for-partners spec\.routes\[0\]/,
      policy:
        /^policy {2}https:\/\/partners\..* ip-allow-list {2}.*\[HTTPProxy infra\/partners spec\.virtualhost\.ipAllowPolicy/,
    },
    {
      api: 'OpenShift',
      cluster: US,
      route:
        /^route {2}https:\/\/profile\.tideline\.example\/me\/\* .*entry point default .*accounts\/accounts:8080 100 %.*\[Route accounts\/profile spec/,
      policy:
        /^policy {2}http:\/\/profile\..* ip-allow-list {2}.*\[Route accounts\/profile metadata\.annotations/,
    },
    {
      api: 'a Service',
      cluster: EU,
      route:
        /^route {2}tcp:\/\/203\.0\.113\.31:8443 .*\[Service orders\/orders-suppliers/,
      policy: /^policy {2}tcp:\/\/203\.0\.113\.31:8443 .*ip-allow-list/,
    },
  ])(
    'shows ways in by $api, and what is set',
    async ({ cluster, route, policy }) => {
      const { out } = await run('analyze', cluster);
      expect(linesWith(out, 'route')).toContainEqual(
        expect.stringMatching(route),
      );
      expect(linesWith(out, 'policy')).toContainEqual(
        expect.stringMatching(policy),
      );
    },
  );

  it('shows ways out with evidence, verdict and way', async () => {
    const { out } = await run('analyze', EU, CATALOG);
    const dependencies = linesWith(out, 'dependency');
    const one = (pattern: RegExp) =>
      dependencies.find(line => pattern.test(line));
    expect(one(/payments\/payments .* api\.stripe\.com {2}443/)).toMatch(
      /mined by configuration \(https:\/\/api\.stripe\.com:443\/v1\).*declared-workload by catalog \(resource:default\/stripe\).*permitted: allowed.*via egress-gateway Service istio-egress\/istio-egressgateway/,
    );
    expect(one(/orders\/orders .*amazonaws\.com {2}5432/)).toMatch(
      /mined by configuration \(.*\), declared-namespace by core.*permitted: unknown/,
    );
    expect(one(/notifications .* smtp\.postmarkapp\.com/)).toMatch(
      /permitted: denied.*as 203\.0\.113\.70 \(known\)/,
    );
    expect(out).not.toMatch(
      /payments\/payments .* resource:default\/stripe {2}any/,
    );
    expect(one(/catalogue\/search .* api\.deepl\.com/)).toMatch(
      /of deepl\.com/,
    );
    expect(one(/storefront .* api\.tideline\.example/)).toMatch(
      /belongs to component:default\/orders {2}reaches us through our own public address/,
    );
  });

  it.each([
    {
      url: 'https://www.tideline.example/checkout/pay',
      cluster: EU,
      answer:
        /answer {2}via infra\/public:https-shop .*payments\/payments:8443 100 %.*\[HTTPRoute checkout\/checkout spec\.rules\[1\]\]\n {2}lost {2}HTTPRoute checkout\/checkout spec\.rules\[0\] {2}its path is less specific/,
    },
    {
      url: 'https://feeds.tideline.example/products/7',
      cluster: US,
      answer:
        /answer {2}via istio-ingress\/feeds:https .*403: AuthorizationPolicy istio-ingress\/marketplaces/,
    },
    {
      url: 'https://thumbs.tideline.example/v2/a.jpg',
      cluster: US,
      answer:
        /answer {2}via entry point websecure .*catalogue\/media:http 100 %.*\n {2}lost {2}IngressRoute catalogue\/thumbnails spec\.routes\[1\] {2}its path does not match/,
    },
    {
      url: 'https://sign-in.tideline.example/sessions/1',
      cluster: US,
      answer:
        /answer {2}via class f5 .*accounts\/accounts:8080 100 %.*\[VirtualServerRoute accounts\/sessions spec\.subroutes\[0\]\]/,
    },
  ])('answers GET $url', async ({ url, cluster, answer }) => {
    const { out } = await run('analyze', cluster, '--request', `GET ${url}`);
    expect(out).toMatch(answer);
  });

  it('prints the same as JSON', async () => {
    const { out } = await run('analyze', EU, '--output', 'json');
    expect(JSON.stringify(JSON.parse(out))).toContain(
      '"name":"istio-egressgateway"',
    );
  });
});

describe('portolan explain, on the clusters of the demo', () => {
  it.each([
    {
      from: 'component:payments',
      to: 'resource:stripe',
      port: '443',
      says: /payments\/payments to api\.stripe\.com, port 443 TCP, may be made\.[\s\S]*leaves through the egress gateway Service istio-egress\/istio-egressgateway/,
    },
    {
      from: 'accounts/notifications',
      to: 'smtp.postmarkapp.com',
      port: '587',
      says: /may not be made\.[\s\S]*CiliumEgressGatewayPolicy mail[\s\S]*seen from outside as 203\.0\.113\.70 /,
    },
    {
      from: 'shop/cart',
      to: 'tideline-images.s3.eu-central-1.amazonaws.com',
      port: '443',
      says: /may not be made\.[\s\S]*network-policy, egress: denied; .*NetworkPolicy shop\/cart-egress/,
    },
    {
      from: 'catalogue/search',
      to: 'api-free.deepl.com',
      port: '443',
      says: /may not be made\.[\s\S]*CiliumNetworkPolicy catalogue\/search-translates/,
    },
    {
      from: 'checkout/checkout',
      to: 'payments/payments',
      port: '8443',
      says: /may be made\.[\s\S]*NetworkPolicy payments\/payments-ingress/,
    },
    {
      from: 'orders/shipping',
      to: 'orders/orders',
      port: '8080',
      says: /may not be made\.[\s\S]*NetworkPolicy orders\/default-deny-egress/,
    },
  ])('says whether $from may call $to', async ({ from, to, port, says }) => {
    const { out } = await run(
      'explain',
      EU,
      CATALOG,
      ...['--from', from, '--to', to, '--port', port],
    );
    expect(out).toMatch(says);
  });
});

it('portolan connectivity tells of the demo who may come in to payments, and where it may go', async () => {
  const { out } = await run('connectivity', EU);
  const lines = out.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'Deployment checkout/checkout → Deployment payments/payments  TCP 8443',
      'Deployment payments/payments → Deployment istio-egress/istio-egressgateway  TCP 8443',
    ]),
  );
  expect(out).not.toContain('orders/shipping → Deployment payments/payments');
});
