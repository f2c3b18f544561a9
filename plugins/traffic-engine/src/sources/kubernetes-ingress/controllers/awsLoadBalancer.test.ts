import { explainRequestIn } from '../../../request/explainRequestIn';

interface PathInput {
  path: string;
  pathType?: string;
  service: string;
  /** The port number 80 where absent. */
  portName?: string;
}

interface IngressInput {
  name: string;
  annotations?: Readonly<Record<string, string>>;
  rules: readonly { host?: string; paths: readonly PathInput[] }[];
  defaultBackend?: string;
}

const SERVICES = ['a', 'b', 'c'];

function answerOf(ingresses: readonly IngressInput[], url: string): string {
  const { answers } = explainRequestIn(
    [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'alb' },
        spec: { controller: 'ingress.k8s.aws/alb' },
      },
      ...ingresses.map(({ name, annotations = {}, rules, defaultBackend }) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          name,
          namespace: 'shop',
          annotations: Object.fromEntries(
            Object.entries(annotations).map(([key, value]) => [
              `alb.ingress.kubernetes.io/${key}`,
              value,
            ]),
          ),
        },
        spec: {
          ingressClassName: 'alb',
          ...(defaultBackend
            ? {
                defaultBackend: {
                  service: { name: defaultBackend, port: { number: 80 } },
                },
              }
            : {}),
          rules: rules.map(({ host, paths }) => ({
            host,
            http: {
              paths: paths.map(
                ({ path, pathType = 'Prefix', service, portName }) => ({
                  path,
                  pathType,
                  backend: {
                    service: {
                      name: service,
                      port: portName ? { name: portName } : { number: 80 },
                    },
                  },
                }),
              ),
            },
          })),
        },
      })),
      ...SERVICES.flatMap(name => [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace: 'shop' },
          spec: { selector: { app: name }, ports: [{ port: 80 }] },
        },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            name,
            namespace: 'shop',
            labels: { 'kubernetes.io/service-name': name },
          },
          addressType: 'IPv4',
          ports: [{ name: '', port: 80 }],
          endpoints: [{ addresses: ['10.0.0.1'] }],
        },
      ]),
    ],
    { method: 'GET', url, headers: {} },
    { complete: true },
  );
  const [{ outcome }] = answers;
  switch (outcome.kind) {
    case 'forward':
      return outcome.shares
        .map(({ backend, share }) => `${backend.name} ${share}`)
        .join(', ');
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    default:
      return outcome.kind;
  }
}

const one = (...paths: readonly PathInput[]): readonly IngressInput[] => [
  { name: 'x', rules: [{ host: 'shop.example.com', paths }] },
];
const GROUP = { 'group.name': 'g' };
const ACTION = { service: 'act', portName: 'use-annotation', path: '/' };
const acting = (action: object): readonly IngressInput[] => [
  {
    name: 'x',
    annotations: { 'actions.act': JSON.stringify(action) },
    rules: [{ paths: [ACTION] }],
  },
];

describe('the AWS Load Balancer Controller', () => {
  it.each<{
    name: string;
    ingresses: readonly IngressInput[];
    url?: string;
    expected: string;
  }>([
    {
      name: 'asks the Ingresses of a group in their order, whatever path they have',
      ingresses: [
        {
          name: 'long',
          annotations: { ...GROUP, 'group.order': '10' },
          rules: [{ paths: [{ path: '/a/b', service: 'b' }] }],
        },
        {
          name: 'short',
          annotations: { ...GROUP, 'group.order': '-1' },
          rules: [{ paths: [{ path: '/', service: 'a' }] }],
        },
      ],
      expected: 'a 1',
    },
    {
      name: 'asks Ingresses of one order by name',
      ingresses: [
        {
          name: 'y',
          annotations: GROUP,
          rules: [{ paths: [{ path: '/', service: 'b' }] }],
        },
        {
          name: 'x',
          annotations: GROUP,
          rules: [{ paths: [{ path: '/', service: 'a' }] }],
        },
      ],
      expected: 'a 1',
    },
    {
      name: 'asks the rules as they are written: one without a host first takes all',
      ingresses: [
        {
          name: 'x',
          rules: [
            { paths: [{ path: '/', service: 'a' }] },
            {
              host: 'shop.example.com',
              paths: [{ path: '/a', service: 'b' }],
            },
          ],
        },
      ],
      expected: 'a 1',
    },
    {
      name: 'asks exact paths, then the longest prefix, then the others',
      ingresses: one(
        { path: '/a/*', pathType: 'ImplementationSpecific', service: 'a' },
        { path: '/', service: 'b' },
        { path: '/a', service: 'c' },
      ),
      expected: 'c 1',
    },
    {
      name: 'takes a last slash of a prefix for none',
      ingresses: one({ path: '/a/b/', service: 'a' }),
      expected: 'a 1',
    },
    {
      name: 'takes a path with wildcards for any text',
      ingresses: one({
        path: '/*/?',
        pathType: 'ImplementationSpecific',
        service: 'a',
      }),
      expected: 'a 1',
    },
    {
      name: 'takes a path without wildcards for itself',
      ingresses: one({
        path: '/a',
        pathType: 'ImplementationSpecific',
        service: 'a',
      }),
      expected: '404',
    },
    {
      name: 'takes a wildcard host for several labels',
      ingresses: [
        {
          name: 'x',
          rules: [
            { host: '*.example.com', paths: [{ path: '/', service: 'a' }] },
          ],
        },
      ],
      url: 'http://a.b.example.com/',
      expected: 'a 1',
    },
    {
      name: 'goes on to the default backend',
      ingresses: [
        {
          name: 'x',
          rules: [{ paths: [{ path: '/none', service: 'a' }] }],
          defaultBackend: 'b',
        },
      ],
      expected: 'b 1',
    },
    {
      name: 'answers itself by an action',
      ingresses: acting({
        type: 'fixed-response',
        fixedResponseConfig: { contentType: 'text/plain', statusCode: '418' },
      }),
      expected: '418',
    },
    {
      name: 'answers 503 where the action is missing',
      ingresses: [{ name: 'x', rules: [{ paths: [ACTION] }] }],
      expected: '503',
    },
    {
      name: 'redirects by an action, with what was asked for',
      ingresses: acting({
        Type: 'redirect',
        RedirectConfig: {
          Host: 'www.#{host}',
          Protocol: 'HTTPS',
          Port: '443',
          StatusCode: 'HTTP_302',
        },
      }),
      expected: '302 https://www.shop.example.com/a/b?c=d',
    },
    {
      name: 'forwards by an action to Services by weight',
      ingresses: acting({
        type: 'forward',
        forwardConfig: {
          targetGroups: [
            { serviceName: 'a', servicePort: 80, weight: 1 },
            { serviceName: 'b', servicePort: '80', weight: 3 },
          ],
        },
      }),
      expected: 'a 0.25, b 0.75',
    },
    {
      name: 'does not know a target group that is not of the cluster',
      ingresses: acting({ type: 'forward', targetGroupARN: 'arn:aws:x' }),
      expected: 'unknown',
    },
    {
      name: 'has conditions for one backend alone',
      ingresses: [
        {
          name: 'x',
          annotations: {
            'conditions.b': '[{"field":"http-header"}]',
          },
          rules: [
            {
              paths: [
                { path: '/a', service: 'a' },
                { path: '/', service: 'b' },
              ],
            },
          ],
        },
      ],
      expected: 'a 1',
    },
    {
      name: 'does not know what a condition says',
      ingresses: [
        {
          name: 'x',
          annotations: { 'conditions.a': '[{"field":"http-header"}]' },
          rules: [{ paths: [{ path: '/', service: 'a' }] }],
        },
      ],
      expected: 'unknown',
    },
    {
      name: 'redirects all plain HTTP of a group for one ssl-redirect',
      ingresses: [
        {
          name: 'x',
          annotations: {
            ...GROUP,
            'listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
            'ssl-redirect': '443',
          },
          rules: [
            { host: 'other.example.com', paths: [{ path: '/', service: 'a' }] },
          ],
        },
        {
          name: 'y',
          annotations: {
            ...GROUP,
            'listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
          },
          rules: [
            { host: 'shop.example.com', paths: [{ path: '/', service: 'b' }] },
          ],
        },
      ],
      expected: '301 https://shop.example.com/a/b?c=d',
    },
    {
      name: 'does not listen at other ports',
      ingresses: [
        {
          name: 'x',
          annotations: { 'listen-ports': '[{"HTTPS":443}]' },
          rules: [{ paths: [{ path: '/', service: 'a' }] }],
        },
      ],
      expected: 'refused',
    },
  ])('$name', ({ ingresses, url, expected }) => {
    expect(answerOf(ingresses, url ?? 'http://shop.example.com/a/b?c=d')).toBe(
      expected,
    );
  });
});
