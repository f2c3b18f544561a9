import {
  answerOf,
  type AskedBeside,
  type IngressInput,
} from './__testUtils__/answerOf';

const HOST = 'shop.example.com';
const URL = `http://${HOST}/cart`;
const TLS = [{ hosts: [HOST], secretName: 'tls' }];
const SHOP: IngressInput = {
  name: 'web',
  host: HOST,
  paths: { '/': 'Prefix' },
  tls: TLS,
};

const configMap = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'ingress' },
  data,
});

const controller = (
  flags: readonly string[],
  { name = 'controller', kind = 'Deployment' } = {},
) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'ingress' },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'controller',
            image: 'registry.k8s.io/ingress-nginx/controller:v1.15.0',
            args: ['/nginx-ingress-controller', ...flags],
          },
        ],
      },
    },
  },
});

const NAMED = controller(['--configmap=$(POD_NAMESPACE)/settings']);
const set = (data: Readonly<Record<string, string>>) => [
  NAMED,
  configMap(data),
];

describe('--disable-catch-all', () => {
  it.each([
    { flags: [], paths: undefined, expected: 'web /' },
    { flags: ['--disable-catch-all'], paths: undefined, expected: '404' },
    {
      flags: ['--disable-catch-all'],
      paths: { '/rule': 'Prefix' },
      expected: 'web /',
    },
  ])('$flags with $paths: $expected', ({ flags, paths, expected }) => {
    expect(
      answerOf(
        [{ name: 'web', host: HOST, paths, defaultBackend: 'web' }],
        `http://${HOST}/`,
        { beside: [controller(flags)] },
      ),
    ).toBe(expected);
  });
});

describe('--enable-ssl-passthrough', () => {
  it.each([
    {
      flags: ['--enable-ssl-passthrough'],
      annotation: 'true',
      expected: 'web',
    },
    {
      flags: ['--enable-ssl-passthrough'],
      annotation: 'false',
      expected: 'api',
    },
    { flags: [], annotation: 'true', expected: 'api' },
  ])(
    '$flags with $annotation: TLS goes to $expected',
    ({ flags, annotation, expected }) => {
      expect(
        answerOf(
          [
            { ...SHOP, annotations: { 'ssl-passthrough': annotation } },
            { name: 'api', host: HOST, paths: { '/api': 'Prefix' } },
          ],
          `https://${HOST}/api`,
          { beside: [controller(flags)] },
        ),
      ).toBe(`${expected} /api`);
    },
  );
});

describe('the ConfigMap and the flags of ingress-nginx', () => {
  it.each<{
    name: string;
    annotations?: Readonly<Record<string, string>>;
    url?: string;
    tls?: readonly object[];
    asked: AskedBeside;
    expected: string;
  }>([
    {
      name: 'redirects with 308 where no controller was seen',
      asked: {},
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'redirects with 308 where the controller has no ConfigMap',
      asked: { beside: [controller([])] },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'serves plain HTTP where ssl-redirect is false',
      asked: { beside: set({ 'ssl-redirect': 'false' }) },
      expected: 'web /cart',
    },
    {
      name: 'reads an empty switch as false',
      asked: { beside: set({ 'ssl-redirect': '' }) },
      expected: 'web /cart',
    },
    {
      name: 'keeps the default where a switch is neither true nor false',
      asked: { beside: set({ 'ssl-redirect': 'off' }) },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'goes by the annotation before the ConfigMap',
      annotations: { 'ssl-redirect': 'true' },
      asked: { beside: set({ 'ssl-redirect': 'false' }) },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'redirects hosts without TLS where force-ssl-redirect is true',
      tls: [],
      asked: { beside: set({ 'force-ssl-redirect': 'true' }) },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'redirects with http-redirect-code',
      asked: { beside: set({ 'http-redirect-code': '301' }) },
      expected: `301 https://${HOST}/cart`,
    },
    {
      name: 'redirects with 308 where http-redirect-code is none of the four',
      asked: { beside: set({ 'http-redirect-code': '303' }) },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'serves what no-tls-redirect-locations names',
      asked: { beside: set({ 'no-tls-redirect-locations': '/x, /' }) },
      expected: 'web /cart',
    },
    {
      name: 'keeps out whom denylist-source-range names',
      url: `https://${HOST}/cart`,
      asked: {
        beside: set({ 'denylist-source-range': '203.0.113.0/24' }),
        clientAddress: '203.0.113.9',
      },
      expected: '403',
    },
    {
      name: 'lets in by an annotation whom whitelist-source-range leaves out',
      url: `https://${HOST}/cart`,
      annotations: { 'allowlist-source-range': '203.0.113.9' },
      asked: {
        beside: set({ 'whitelist-source-range': '10.0.0.0/8' }),
        clientAddress: '203.0.113.9',
      },
      expected: 'web /cart',
    },
    {
      name: 'leaves alone a ConfigMap that no controller names',
      asked: {
        beside: [controller([]), configMap({ 'ssl-redirect': 'false' })],
      },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'leaves alone the controller of another class',
      asked: {
        beside: [
          controller([
            '--configmap=$(POD_NAMESPACE)/settings',
            '--controller-class=k8s.io/internal-ingress-nginx',
          ]),
          configMap({ 'ssl-redirect': 'false' }),
        ],
      },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'takes defaults where the ConfigMap is known to be missing',
      asked: { beside: [NAMED] },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'answers by --default-backend-service what no path takes',
      url: 'http://other.example.com/x',
      asked: { beside: [controller(['--default-backend-service=shop/web'])] },
      expected: 'web /x',
    },
    {
      name: 'answers with 404 itself where that Service is missing',
      url: 'http://other.example.com/x',
      asked: { beside: [controller(['--default-backend-service=shop/none'])] },
      expected: '404',
    },
    {
      name: 'believes a proxy in front where use-forwarded-headers says so',
      asked: {
        beside: set({ 'use-forwarded-headers': 'true' }),
        headers: { 'X-Forwarded-Proto': 'https' },
      },
      expected: 'web /cart',
    },
    {
      name: 'redirects HTTPS that came to a proxy in front as plain HTTP',
      url: `https://${HOST}/cart`,
      asked: {
        beside: set({ 'use-forwarded-headers': 'true' }),
        headers: { 'X-Forwarded-Proto': 'http' },
      },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'does not believe a proxy in front by default',
      asked: {
        beside: set({}),
        headers: { 'X-Forwarded-Proto': 'https' },
      },
      expected: `308 https://${HOST}/cart`,
    },
    {
      name: 'does not know of two controllers that are set otherwise',
      asked: {
        beside: [
          ...set({ 'ssl-redirect': 'false' }),
          controller([], { name: 'other', kind: 'DaemonSet' }),
        ],
      },
      expected: 'unknown',
    },
    {
      name: 'does not know what a variable names',
      asked: { beside: [controller(['--configmap', '$(SETTINGS)'])] },
      expected: 'unknown',
    },
    {
      name: 'knows what the Ingress itself says of plain HTTP',
      annotations: { 'ssl-redirect': 'false', 'force-ssl-redirect': 'false' },
      asked: { beside: [controller(['--configmap', '$(SETTINGS)'])] },
      expected: 'web /cart',
    },
  ])('$name', ({ annotations, url = URL, tls = TLS, asked, expected }) => {
    expect(answerOf([{ ...SHOP, tls, annotations }], url, asked)).toBe(
      expected,
    );
  });
});
