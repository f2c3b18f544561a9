import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS } from '../..';
import { kubernetesIngress } from '..';

const sliceOf = (service: string) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: service,
    namespace: 'shop',
    labels: { 'kubernetes.io/service-name': service },
  },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080 }],
  endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
});

/** A Service of port 80. */
export const serviceOf = (name: string, namespace = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { ports: [{ port: 80 }] },
});

export const classOf = (controller: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'web' },
  spec: { controller },
});

interface PathInput {
  path: string;
  pathType?: string;
  service?: string;
}

/** An Ingress of the class `web` with one rule. */
export const ingressOf = (options: {
  name: string;
  host?: string;
  paths: readonly PathInput[];
  annotations?: Record<string, string>;
  createdAt?: string;
  tls?: readonly object[];
}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: options.name,
    namespace: 'shop',
    creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
    annotations: Object.fromEntries(
      Object.entries(options.annotations ?? {}).map(([key, value]) => [
        `nginx.ingress.kubernetes.io/${key}`,
        value,
      ]),
    ),
  },
  spec: {
    ingressClassName: 'web',
    ...(options.tls ? { tls: options.tls } : {}),
    rules: [
      {
        ...(options.host === undefined ? {} : { host: options.host }),
        http: {
          paths: options.paths.map(({ path, pathType, service }) => ({
            path,
            pathType: pathType ?? 'Prefix',
            backend: {
              service: { name: service ?? 'web', port: { number: 80 } },
            },
          })),
        },
      },
    ],
  },
});

/** What an IngressClass calls ingress-nginx. */
export const NGINX = 'k8s.io/ingress-nginx';
/** A controller of which no more than the API is known. */
export const STANDARD = 'example.com/any-controller';
const BACKENDS = ['web', 'other'].flatMap(name => [
  serviceOf(name),
  sliceOf(name),
]);

/** The one answer of a controller to a GET. */
export function ask(
  controller: string,
  options: {
    objects: readonly object[];
    url: string;
    headers?: Record<string, string>;
    clientAddress?: string;
  },
): RequestAnswer {
  const { objects, url, headers = {}, clientAddress } = options;
  const { answers } = explainRequest({
    snapshots: [
      snapshotFrom([classOf(controller), ...BACKENDS, ...objects], {
        kinds: ALL_READS,
      }),
    ],
    sources: [kubernetesIngress],
    question: {
      method: 'GET',
      url,
      headers,
      ...(clientAddress === undefined ? {} : { clientAddress }),
    },
  });
  expect(answers).toHaveLength(1);
  return answers[0];
}

/** `web 0.75, other 0.25`, `respond 404`, or `unknown`. */
export function summary({ outcome }: RequestAnswer): string {
  switch (outcome.kind) {
    case 'forward':
      return outcome.shares
        .map(
          ({ backend, share, status }) =>
            `${backend.name} ${share}${status === null ? '' : ` ${status}`}`,
        )
        .join(', ');
    case 'respond':
      return [`respond ${outcome.status}`, outcome.location ?? '']
        .join(' ')
        .trim();
    default:
      return outcome.kind;
  }
}

/** The Ingress of shop.example.com. */
export const shop = (
  paths: readonly PathInput[],
  annotations: Record<string, string> = {},
) => ingressOf({ name: 'shop', host: 'shop.example.com', paths, annotations });
