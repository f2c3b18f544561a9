import { explainRequestIn } from '../../../request/explainRequestIn';

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: 'shop',
    namespace: 'shop',
    annotations: { 'konghq.com/plugins': 'mine' },
  },
  spec: {
    ingressClassName: 'kong',
    rules: [
      {
        host: 'shop.example.com',
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'web', port: { number: 80 } } },
            },
          ],
        },
      },
    ],
  },
};

function answerWith(plugin: object | undefined): string {
  const { answers } = explainRequestIn(
    [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'kong' },
        spec: { controller: 'ingress-controllers.konghq.com/kong' },
      },
      ingress,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { ports: [{ port: 80 }] },
      },
      ...(plugin
        ? [
            {
              apiVersion: 'configuration.konghq.com/v1',
              kind: 'KongPlugin',
              metadata: { name: 'mine', namespace: 'shop' },
              ...plugin,
            },
          ]
        : []),
    ],
    { method: 'GET', headers: {}, url: 'http://shop.example.com/' },
    { complete: true },
  );
  const outcome = answers[0]?.outcome;
  return outcome?.kind === 'respond'
    ? String(outcome.status)
    : outcome?.kind ?? 'none';
}

describe('a plugin of Kong', () => {
  it.each<{ name: string; plugin?: object; expected: string }>([
    {
      name: 'leaves the request to its Service',
      plugin: { plugin: 'key-auth' },
      expected: 'forward',
    },
    {
      name: 'answers all requests',
      plugin: { plugin: 'request-termination', config: { status_code: 410 } },
      expected: '410',
    },
    {
      name: 'answers with 503 where it does not say',
      plugin: { plugin: 'request-termination' },
      expected: '503',
    },
    {
      name: 'answers some requests alone',
      plugin: { plugin: 'request-termination', config: { trigger: 'x-off' } },
      expected: 'unknown',
    },
    {
      name: 'has its configuration in a Secret',
      plugin: {
        plugin: 'request-termination',
        configFrom: { secretKeyRef: { name: 'a', key: 'b' } },
      },
      expected: 'unknown',
    },
    {
      name: 'is disabled',
      plugin: { plugin: 'request-termination', disabled: true },
      expected: 'forward',
    },
    {
      name: 'may do anything',
      plugin: { plugin: 'pre-function' },
      expected: 'unknown',
    },
    { name: 'is not there', expected: 'unknown' },
  ])('$name', ({ plugin, expected }) => {
    expect(answerWith(plugin)).toBe(expected);
  });
});
