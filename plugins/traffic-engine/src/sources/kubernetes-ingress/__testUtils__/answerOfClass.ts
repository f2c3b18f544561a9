import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import { explainRequestIn } from '../../../request/explainRequestIn';

/** An Ingress of the class `web`, in a few words. */
export interface IngressInput {
  name: string;
  /** Days after each other; the first one where absent. */
  day?: number;
  annotations?: Record<string, string>;
  tlsHosts?: readonly string[];
  defaultBackend?: string;
  /** By host, '' for any: the paths, each as `/path Type service` or `/path Type service:portName`. */
  rules: Readonly<Record<string, readonly string[]>>;
}

function portOf(text: string) {
  const [name, port] = text.split(':');
  return {
    service: {
      name,
      port: port === undefined ? { number: 80 } : { name: port },
    },
  };
}

function objectsOf(input: IngressInput): readonly object[] {
  const { annotations, tlsHosts, defaultBackend, rules } = input;
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: input.name,
        namespace: 'shop',
        creationTimestamp: `2026-01-0${input.day ?? 1}T00:00:00Z`,
        annotations,
      },
      spec: {
        ingressClassName: 'web',
        tls: tlsHosts && [{ hosts: tlsHosts, secretName: 'tls' }],
        defaultBackend: defaultBackend && portOf(defaultBackend),
        rules: Object.entries(rules).map(([host, paths]) => ({
          host,
          http: {
            paths: paths.map(text => {
              const [path, pathType, service] = text.split(' ');
              return { path, pathType, backend: portOf(service) };
            }),
          },
        })),
      },
    },
  ];
}

const serviceObjects = ['a', 'b', 'c'].flatMap(name => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { ports: [{ port: 80 }] },
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
]);

/** The Service that gets a request, the status and place of a response, or the kind of another outcome. */
export function answerOfClass(
  controller: string,
  ingresses: readonly IngressInput[],
  question: Partial<RequestQuestion> & { url: string },
): string {
  const { answers } = explainRequestIn(
    [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'web' },
        spec: { controller },
      },
      ...ingresses.flatMap(objectsOf),
      ...serviceObjects,
    ],
    { method: 'GET', headers: {}, ...question },
    { complete: true },
  );
  const outcome = answers[0]?.outcome;
  switch (outcome?.kind) {
    case 'forward':
      return outcome.shares
        .map(
          ({ backend, share }) =>
            `${backend.name}${share === 1 ? '' : ` ${share * 100} %`}`,
        )
        .join(', ');
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    default:
      return outcome?.kind ?? 'no door';
  }
}
