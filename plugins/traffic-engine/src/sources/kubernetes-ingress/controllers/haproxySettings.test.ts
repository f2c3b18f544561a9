import { explainRequestIn } from '../../../request/explainRequestIn';

const TECH = 'haproxy.org/ingress-controller';
const COMMUNITY = 'haproxy-ingress.github.io/controller';
const IMAGES = {
  [TECH]: 'haproxytech/kubernetes-ingress:3.1',
  [COMMUNITY]: 'jcmoraisjr/haproxy-ingress:v0.15.0',
};

const path = (at: string) => ({
  path: at,
  pathType: 'Prefix',
  backend: { service: { name: 'web', port: { number: 80 } } },
});

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: {
    ingressClassName: 'web',
    tls: [{ hosts: ['shop.example.com'], secretName: 'shop' }],
    rules: [
      { host: 'shop.example.com', http: { paths: [path('/shop')] } },
      { host: '*.example.com', http: { paths: [path('/')] } },
    ],
  },
};

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ports: [{ port: 80 }] },
};

function controllerOf(
  controller: keyof typeof IMAGES,
  args: readonly string[],
  name = 'haproxy',
) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'haproxy' },
    spec: {
      template: {
        spec: {
          containers: [{ name: 'controller', image: IMAGES[controller], args }],
        },
      },
    },
  };
}

function answerTo(
  url: string,
  options: {
    controller: keyof typeof IMAGES;
    workloads: readonly object[];
    data?: Readonly<Record<string, string>>;
    input?: 'complete' | 'partial';
  },
): string {
  const { controller, workloads, data, input = 'complete' } = options;
  const { answers } = explainRequestIn(
    [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'web' },
        spec: { controller },
      },
      ingress,
      service,
      ...workloads,
      ...(data
        ? [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              metadata: { name: 'settings', namespace: 'haproxy' },
              data,
            },
          ]
        : []),
    ],
    { method: 'GET', headers: {}, url },
    { complete: input === 'complete' },
  );
  const outcome = answers[0]?.outcome;
  return outcome?.kind === 'respond'
    ? `${outcome.status} ${outcome.location ?? ''}`.trim()
    : outcome?.kind ?? 'none';
}

describe('the ConfigMap of a HAProxy controller', () => {
  const plain = 'http://shop.example.com/shop';
  const NAMED = ['--configmap=haproxy/settings'];

  it.each<{
    name: string;
    controller: keyof typeof IMAGES;
    args?: readonly string[];
    data?: Readonly<Record<string, string>>;
    input?: 'partial';
    url?: string;
    expected: string;
  }>([
    {
      name: 'turns the redirect off',
      controller: TECH,
      args: NAMED,
      data: { 'ssl-redirect': 'false' },
      expected: 'forward',
    },
    {
      name: 'sets its status and port',
      controller: TECH,
      args: NAMED,
      data: { 'ssl-redirect-code': '301', 'ssl-redirect-port': '443' },
      expected: '301 https://shop.example.com/shop',
    },
    {
      name: 'redirects hosts without TLS',
      controller: TECH,
      args: NAMED,
      data: { 'ssl-redirect': 'true' },
      url: 'http://other.example.com/',
      expected: '302 https://other.example.com:8443/',
    },
    {
      name: 'has a snippet, which may answer anything',
      controller: TECH,
      args: NAMED,
      data: { 'frontend-config-snippet': 'http-request deny' },
      url: 'https://shop.example.com/shop',
      expected: 'unknown',
    },
    {
      name: 'is not in what was read',
      controller: TECH,
      args: NAMED,
      input: 'partial',
      expected: 'unknown',
    },
    {
      name: 'is known to be missing, so that the defaults hold',
      controller: TECH,
      args: NAMED,
      expected: '302 https://shop.example.com:8443/shop',
    },
    {
      name: 'is named by a variable',
      controller: TECH,
      args: ['--configmap', '$(SETTINGS)'],
      data: { 'ssl-redirect': 'false' },
      expected: 'unknown',
    },
    {
      name: 'is that of a controller of another class',
      controller: TECH,
      args: [...NAMED, '--ingress.class=internal'],
      data: { 'ssl-redirect': 'false' },
      expected: '302 https://shop.example.com:8443/shop',
    },
    {
      name: 'is named by no flag',
      controller: TECH,
      args: [],
      data: { 'ssl-redirect': 'false' },
      expected: '302 https://shop.example.com:8443/shop',
    },
    {
      name: 'belongs to no controller that was seen',
      controller: TECH,
      data: { 'ssl-redirect': 'false' },
      expected: '302 https://shop.example.com:8443/shop',
    },
    {
      name: 'turns the redirect of the community’s controller off',
      controller: COMMUNITY,
      args: NAMED,
      data: { 'ssl-redirect': 'false' },
      expected: 'forward',
    },
    {
      name: 'sets the status for all Ingresses of the community’s controller',
      controller: COMMUNITY,
      args: NAMED,
      data: { 'ssl-redirect-code': '308' },
      expected: '308 https://shop.example.com/shop',
    },
    {
      name: 'exempts other paths from the redirect',
      controller: COMMUNITY,
      args: NAMED,
      data: { 'no-tls-redirect-locations': '/sh' },
      expected: 'forward',
    },
    {
      name: 'keeps a request at its own host',
      controller: COMMUNITY,
      args: NAMED,
      data: { 'strict-host': 'true' },
      url: 'http://shop.example.com/other',
      expected: 'unknown',
    },
    {
      name: 'lets a request go on to a wider host',
      controller: COMMUNITY,
      args: NAMED,
      data: { 'strict-host': 'false' },
      url: 'http://shop.example.com/other',
      expected: 'forward',
    },
    {
      name: 'may keep a request at its own host where it was not read',
      controller: COMMUNITY,
      args: NAMED,
      input: 'partial',
      url: 'http://shop.example.com/other',
      expected: 'unknown',
    },
    {
      name: 'leaves what no rule takes to a Service of the controller',
      controller: COMMUNITY,
      args: ['--default-backend-service=haproxy/errors'],
      url: 'http://example.org/',
      expected: 'unknown',
    },
  ])('$name', ({ controller, args, data, input, url = plain, expected }) => {
    expect(
      answerTo(url, {
        controller,
        workloads: args ? [controllerOf(controller, args)] : [],
        data,
        input,
      }),
    ).toBe(expected);
  });

  it('is not known where two controllers of a class name two', () => {
    const workloads = [
      controllerOf(TECH, NAMED),
      controllerOf(TECH, ['--configmap=haproxy/others'], 'canary'),
    ];
    expect(
      answerTo(plain, {
        controller: TECH,
        workloads,
        data: { 'ssl-redirect': 'false' },
      }),
    ).toBe('unknown');
  });
});
