import { explainRequestIn } from '../../../request/explainRequestIn';

const SLICES = { web: [{ addresses: ['10.0.0.1'] }], dry: [], native: [] };

const service = (name: keyof typeof SLICES | 'partner') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name,
    namespace: 'shop',
    annotations: {
      'traefik.ingress.kubernetes.io/service.nativelb': `${name === 'native'}`,
    },
  },
  spec:
    name === 'partner'
      ? {
          type: 'ExternalName',
          externalName: 'partner.example.org',
          ports: [{ port: 80 }],
        }
      : { ports: [{ name: 'http', port: 80 }] },
});

const slice = ([name, endpoints]: [string, readonly object[]]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `${name}-1`,
    namespace: 'shop',
    labels: { 'kubernetes.io/service-name': name },
  },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 8080 }],
  endpoints,
});

const proxy = (args: readonly string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'traefik', namespace: 'traefik' },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'traefik',
            image: 'traefik:v3.7.9',
            args: [
              '--entryPoints.web.address=:80',
              '--entryPoints.websecure.address=:443',
              '--providers.kubernetesingress',
              ...args,
            ],
          },
        ],
      },
    },
  },
});

/** `a.io/foo` goes to one Service, and every other host to `web`. */
const ingress = (to: string, annotations: Record<string, string> = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: 'shop', annotations },
  spec: {
    ingressClassName: 'traefik',
    rules: [
      { host: 'a.io', http: { paths: [pathTo('/foo', to)] } },
      { http: { paths: [pathTo('/', 'web')] } },
    ],
  },
});

function pathTo(path: string, name: string) {
  return {
    path,
    pathType: 'Prefix',
    backend: { service: { name, port: { number: 80 } } },
  };
}

/** The answer in a few words; `args` null where no Traefik is seen. */
function ask(asked: {
  args: readonly string[] | null;
  to?: string;
  url?: string;
  annotations?: Record<string, string>;
}): string {
  const { args, to = 'web', url = 'http://a.io/foo', annotations } = asked;
  const { answers } = explainRequestIn(
    [
      ...(args ? [proxy(args)] : []),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'traefik' },
        spec: { controller: 'traefik.io/ingress-controller' },
      },
      ingress(to, annotations),
      ...(['web', 'dry', 'native', 'partner'] as const).map(service),
      ...Object.entries(SLICES).map(slice),
    ],
    { method: 'GET', headers: {}, url },
  );
  const outcome = answers.find(
    ({ source }) => source === 'kubernetes-ingress',
  )?.outcome;
  switch (outcome?.kind) {
    case 'forward':
      return outcome.shares
        .map(share => `${share.backend.name} ${share.outcome}`)
        .join();
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    default:
      return outcome?.kind ?? 'no answer';
  }
}

const PROVIDER = '--providers.kubernetesingress';
const WEB_ONLY = { 'traefik.ingress.kubernetes.io/router.entrypoints': 'web' };

describe('an Ingress of a Traefik whose arguments are known', () => {
  it.each<{ name: string; asked: Parameters<typeof ask>[0]; answer: string }>([
    {
      name: 'leaves out a path without endpoints, so that a wider one wins',
      asked: { args: [], to: 'dry' },
      answer: 'web forwarded',
    },
    {
      name: 'keeps it with allowEmptyServices',
      asked: { args: [`${PROVIDER}.allowEmptyServices=true`], to: 'dry' },
      answer: 'dry failed',
    },
    {
      name: 'does not say which where nobody knows its arguments',
      asked: { args: null, to: 'dry' },
      answer: 'unknown',
    },
    {
      name: 'asks for no endpoints with nativelb',
      asked: { args: [], to: 'native' },
      answer: 'native failed',
    },
    {
      name: 'leaves out an ExternalName Service',
      asked: { args: [], to: 'partner' },
      answer: 'web forwarded',
    },
    {
      name: 'serves one where that is allowed',
      asked: {
        args: [`${PROVIDER}.allowExternalNameServices=true`],
        to: 'partner',
      },
      answer: 'partner forwarded',
    },
    {
      name: 'is not seen outside of the namespaces that are watched',
      asked: { args: [`${PROVIDER}.namespaces=other`] },
      answer: '404',
    },
    {
      name: 'is not seen without its class',
      asked: { args: [`${PROVIDER}.ingressClass=inner`] },
      answer: '404',
    },
    {
      name: 'may not be seen by a label selector',
      asked: { args: [`${PROVIDER}.labelSelector=tier=public`] },
      answer: 'unknown',
    },
    {
      name: 'is not seen by a Traefik without the provider',
      asked: { args: [`${PROVIDER}=false`] },
      answer: '404',
    },
    {
      name: 'compares texts',
      asked: {
        args: [`${PROVIDER}.allowExternalNameServices=true`],
        url: 'http://a.io/foobar',
        to: 'partner',
      },
      answer: 'partner forwarded',
    },
    {
      name: 'compares elements with strictPrefixMatching',
      asked: {
        args: [
          `${PROVIDER}.strictPrefixMatching=true`,
          `${PROVIDER}.allowExternalNameServices=true`,
        ],
        url: 'http://a.io/foobar',
        to: 'partner',
      },
      answer: 'web forwarded',
    },
    {
      name: 'is behind the redirect of its entry point',
      asked: {
        args: ['--entryPoints.web.http.redirections.entryPoint.to=websecure'],
        url: 'http://a.io/foo?y=1',
      },
      answer: '301 https://a.io/foo?y=1',
    },
    {
      name: 'does not answer HTTPS where no entry point ends TLS',
      asked: { args: [], url: 'https://a.io/foo' },
      answer: '404',
    },
    {
      name: 'answers HTTPS where its entry point ends TLS',
      asked: {
        args: ['--entryPoints.websecure.http.tls=true'],
        url: 'https://a.io/foo',
      },
      answer: 'web forwarded',
    },
    {
      name: 'does not where it names another entry point',
      asked: {
        args: ['--entryPoints.websecure.http.tls=true'],
        url: 'https://a.io/foo',
        annotations: WEB_ONLY,
      },
      answer: '404',
    },
  ])('$name', ({ asked, answer }) => {
    expect(ask(asked)).toBe(answer);
  });
});
