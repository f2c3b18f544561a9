import {
  parseKubeObject,
  type KubeObject,
} from '@portolan/plugin-traffic-engine';

interface Backend {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

type Maker = (index: number, backend: Backend) => object;

const host = (kind: string, index: number) =>
  `${kind}-${index % 997}.bench.example`;

/** One route of each API that is not the Gateway API, in the shape that is met most. */
const MAKERS: readonly Maker[] = [
  (index, { namespace, name, port }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      namespace,
      name: `ingress-${index}`,
      annotations: {
        'nginx.ingress.kubernetes.io/proxy-body-size': '8m',
        'nginx.ingress.kubernetes.io/limit-rps': '20',
      },
    },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: host('ingress', index),
          http: {
            paths: [
              {
                path: `/p${index}`,
                pathType: 'Prefix',
                backend: { service: { name, port: { number: port } } },
              },
            ],
          },
        },
      ],
    },
  }),
  (index, { namespace, name, port }) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { namespace, name: `vs-${index}` },
    spec: {
      hosts: [host('istio', index)],
      gateways: ['istio-ingress/public'],
      http: [
        {
          match: [{ uri: { prefix: `/p${index}` } }],
          retries: { attempts: 2 },
          route: [{ destination: { host: name, port: { number: port } } }],
        },
      ],
    },
  }),
  (index, { namespace, name, port }) => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { namespace, name: `router-${index}` },
    spec: {
      entryPoints: ['web'],
      routes: [
        {
          kind: 'Rule',
          match: `Host(\`${host(
            'traefik',
            index,
          )}\`) && PathPrefix(\`/p${index}\`)`,
          services: [{ name, port }],
        },
      ],
    },
  }),
];

const SHARED: readonly object[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'k8s.io/ingress-nginx' },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'istio-ingress', name: 'public' },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [
        { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
      ],
    },
  },
];

/** So many routes, a third each of Ingress, VirtualService and IngressRoute, to the given Services in turn. */
export function makeMixedRoutes(
  count: number,
  backends: readonly Backend[],
): readonly KubeObject[] {
  const routes = Array.from({ length: count }, (_, index) =>
    MAKERS[index % MAKERS.length](index, backends[index % backends.length]),
  );
  return [...SHARED, ...routes].map(toObject);
}

/** The objects of generated JSON as the engine takes them. */
export function toObject(value: unknown): KubeObject {
  const parsed = parseKubeObject(value);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  return parsed.object;
}
