import { explainRequestIn } from '../../../../../request/explainRequestIn';

const KEY = 'nginx.ingress.kubernetes.io/';

/** An Ingress of the class nginx with one rule, the younger the later it stands in a list; its name is its Service's. */
export interface IngressInput {
  name: string;
  host?: string;
  paths?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  tls?: readonly object[];
  defaultBackend?: string;
}

const backendOf = (name: string) => ({
  service: { name, port: { number: 80 } },
});

function ingressOf(input: IngressInput, index: number) {
  const { name, host, paths, annotations = {}, tls, defaultBackend } = input;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: `2026-01-0${index + 1}T00:00:00Z`,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [KEY + key, value]),
      ),
    },
    spec: {
      ingressClassName: 'nginx',
      tls,
      ...(defaultBackend ? { defaultBackend: backendOf(defaultBackend) } : {}),
      ...(paths
        ? {
            rules: [
              {
                host,
                http: {
                  paths: Object.entries(paths).map(([path, pathType]) => ({
                    path,
                    pathType,
                    backend: backendOf(name),
                  })),
                },
              },
            ],
          }
        : {}),
    },
  };
}

/** What else there is in the cluster and in the request. */
export interface AskedBeside {
  beside?: readonly object[];
  headers?: Readonly<Record<string, string>>;
  clientAddress?: string;
}

/** `service path` of each share, or `status location`, or what else became of a GET. */
export function answerOf(
  ingresses: readonly IngressInput[],
  url: string,
  { beside = [], headers = {}, clientAddress }: AskedBeside = {},
): string {
  const names = [
    ...new Set(
      ingresses.flatMap(({ name, defaultBackend = name }) => [
        name,
        defaultBackend,
      ]),
    ),
  ];
  const { answers } = explainRequestIn(
    [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'nginx' },
        spec: { controller: 'k8s.io/ingress-nginx' },
      },
      ...beside,
      ...ingresses.map(ingressOf),
      ...names.flatMap(name => [
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
    {
      method: 'GET',
      url,
      headers,
      ...(clientAddress ? { clientAddress } : {}),
    },
    { complete: true },
  );
  expect(answers).toHaveLength(1);
  const [{ outcome }] = answers;
  switch (outcome.kind) {
    case 'forward':
      return outcome.shares
        .map(({ backend, path }) => `${backend.name} ${path}`)
        .join(', ');
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    default:
      return outcome.kind;
  }
}
