import type {
  KindStatus,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS, SOURCES } from '../..';

const WORLD = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }]
`;

const DEFAULT = '{ route: [{ destination: { host: cart } }] }';

const routes = (http: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: shop }
spec: { hosts: ['*'], gateways: [public], http: [${http}] }
`;

const policy = (
  kind: string,
  spec: string,
  metadata = 'name: p, namespace: shop',
) => `---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: { ${metadata} }
spec: { ${spec} }
`;
const AT_GATEWAY = 'selector: { matchLabels: { istio: ingressgateway } }';
const AT_CART = 'selector: { matchLabels: { app: cart } }';
const DENY_ALL = 'action: DENY, rules: [{}]';

const mesh = (text: string) => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: '${text}' }
`;

const namespace = (labels: string) => `---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${labels} } }
`;

function ask(
  yaml: string,
  options: {
    headers?: Record<string, string>;
    method?: string;
    statuses?: Record<string, KindStatus>;
  } = {},
): RequestOutcome {
  const { headers = {}, method = 'GET', statuses } = options;
  const { answers } = explainRequest({
    snapshots: [snapshotFrom(yaml, { kinds: ALL_READS, statuses })],
    sources: SOURCES,
    question: { method, url: 'http://a.io/x', headers },
  });
  return answers[0].outcome;
}

function said(outcome: RequestOutcome): string | number | null {
  switch (outcome.kind) {
    case 'respond':
      return outcome.status;
    case 'forward':
      return outcome.shares
        .map(({ outcome: what, status }) => status ?? what)
        .join();
    default:
      return outcome.kind;
  }
}

const FORBIDDEN: KindStatus = {
  state: 'denied',
  problem: { reason: 'forbidden', message: 'no' },
};
const UNREACHABLE: KindStatus = {
  state: 'denied',
  problem: { reason: 'unreachable', message: 'no' },
};
const ONLY_SHOP: KindStatus = {
  state: 'synced',
  at: '2026-01-01T00:00:00Z',
  namespaces: ['shop'],
};
const TOKEN = { authorization: 'Bearer abc' };

describe('policies that could not be looked at', () => {
  it.each([
    {
      name: 'may not be read',
      kind: 'AuthorizationPolicy',
      status: FORBIDDEN,
      why: /AuthorizationPolicy objects of namespace istio-system may not be read/,
    },
    {
      name: 'were not read yet',
      kind: 'RequestAuthentication',
      status: { state: 'pending' } as const,
      why: /RequestAuthentication objects of namespace istio-system were not read yet/,
    },
    {
      name: 'could not be reached',
      kind: 'AuthorizationPolicy',
      status: UNREACHABLE,
      why: /could not be reached/,
    },
    {
      name: 'are watched in another namespace',
      kind: 'AuthorizationPolicy',
      status: ONLY_SHOP,
      why: /of namespace istio-system are not among what is watched/,
    },
  ])('leave a request open where they $name', ({ kind, status, why }) => {
    expect(
      ask(WORLD + routes(DEFAULT), { statuses: { [kind]: status } }),
    ).toEqual({ kind: 'unknown', why: expect.stringMatching(why) });
  });

  it('leave it open where one is malformed', () => {
    const malformed = policy('AuthorizationPolicy', 'rules: 7');
    expect(ask(WORLD + routes(DEFAULT) + malformed)).toMatchObject({
      kind: 'unknown',
    });
  });

  it('do not undo a denial that was seen', () => {
    const yaml =
      WORLD + routes(DEFAULT) + policy('AuthorizationPolicy', DENY_ALL);
    const statuses = { AuthorizationPolicy: ONLY_SHOP };
    expect(said(ask(yaml, { statuses }))).toBe(403);
  });

  it('do undo that no ALLOW takes it: one of another namespace may', () => {
    const yaml = WORLD + routes(DEFAULT) + policy('AuthorizationPolicy', '');
    const statuses = { AuthorizationPolicy: ONLY_SHOP };
    expect(said(ask(yaml))).toBe(403);
    expect(said(ask(yaml, { statuses }))).toBe('unknown');
  });
});

it('says that no rule takes a request only where rules were seen', () => {
  expect(said(ask(WORLD))).toBe(404);
  expect(said(ask(WORLD, { statuses: { VirtualService: FORBIDDEN } }))).toBe(
    'unknown',
  );
});

describe('claims of a token', () => {
  const claim = (field: string) =>
    `{ match: [{ ${field}: { '@request.auth.claims.group': { exact: admin } } }], directResponse: { status: 418 } }, ${DEFAULT}`;
  const AUTHENTICATION = policy(
    'RequestAuthentication',
    `${AT_GATEWAY}, jwtRules: [{ issuer: i }]`,
  );

  it.each([
    {
      name: 'nobody verifies',
      yaml: '',
      headers: TOKEN,
      expected: 'forwarded',
    },
    {
      name: 'is not sent',
      yaml: AUTHENTICATION,
      headers: undefined,
      expected: 'forwarded',
    },
    {
      name: 'is sent',
      yaml: AUTHENTICATION,
      headers: TOKEN,
      expected: 'unknown',
    },
  ])('of one that $name', ({ yaml, headers, expected }) => {
    const asked = WORLD + routes(claim('headers')) + yaml;
    expect(said(ask(asked, { headers }))).toBe(expected);
  });

  it('are missing where no token is verified', () => {
    expect(said(ask(WORLD + routes(claim('withoutHeaders'))))).toBe(418);
  });
});

describe('what is enforced at the gateway', () => {
  const required = (more = '') =>
    policy(
      'RequestAuthentication',
      `${AT_GATEWAY}, jwtRules: [{ issuer: i, presence: REQUIRED }${more}]`,
    );
  const PREFLIGHT = {
    origin: 'https://b.io',
    'access-control-request-method': 'GET',
  };
  const CUSTOM = 'action: CUSTOM, provider: { name: ext }, rules: [{}]';

  it.each([
    {
      name: 'a policy that is only tried does nothing',
      yaml: policy(
        'AuthorizationPolicy',
        DENY_ALL,
        "name: p, namespace: shop, annotations: { istio.io/dry-run: 'true' }",
      ),
      expected: 'forwarded',
    },
    {
      name: 'a token that is required and not sent',
      yaml: required(),
      expected: 401,
    },
    {
      name: 'a preflight request needs no token',
      yaml: required(),
      method: 'OPTIONS',
      headers: PREFLIGHT,
      expected: 'forwarded',
    },
    {
      name: 'one of two issuers requires a token',
      yaml: required(', { issuer: j }'),
      expected: 'unknown',
    },
    {
      name: 'a token is verified before a policy denies',
      yaml: required() + policy('AuthorizationPolicy', DENY_ALL),
      headers: TOKEN,
      expected: 'unknown',
    },
    {
      name: 'an authorizer that the mesh does not have denies',
      yaml:
        mesh('rootNamespace: istio-system') +
        policy('AuthorizationPolicy', CUSTOM),
      expected: 403,
    },
    {
      name: 'an authorizer that the mesh has decides',
      yaml:
        mesh('extensionProviders: [{ name: ext }]') +
        policy('AuthorizationPolicy', CUSTOM),
      expected: 'unknown',
    },
    {
      name: 'an authorizer answers before a denial',
      yaml:
        policy('AuthorizationPolicy', CUSTOM) +
        policy('AuthorizationPolicy', DENY_ALL, 'name: q, namespace: shop'),
      expected: 'unknown',
    },
    {
      name: 'a namespace with a wildcard inside, and who comes from outside has none',
      yaml: policy(
        'AuthorizationPolicy',
        `${AT_GATEWAY}, rules: [{ from: [{ source: { namespaces: ['s*p'] } }] }]`,
      ),
      expected: 403,
    },
  ])('$name', ({ yaml, expected, headers, method }) => {
    expect(said(ask(WORLD + routes(DEFAULT) + yaml, { headers, method }))).toBe(
      expected,
    );
  });
});

describe('what is enforced behind the gateway', () => {
  const DENIED = policy('AuthorizationPolicy', `${AT_CART}, ${DENY_ALL}`);

  it.each([
    {
      name: 'by a sidecar',
      labels: 'istio-injection: enabled',
      expected: '403',
    },
    { name: 'by nobody', labels: 'a: b', expected: 'forwarded' },
    {
      name: 'by ztunnel, which sees no requests',
      labels: 'istio.io/dataplane-mode: ambient',
      expected: 'unknown',
    },
  ])('$name', ({ labels, expected }) => {
    const yaml = WORLD + routes(DEFAULT) + DENIED + namespace(labels);
    expect(said(ask(yaml))).toBe(expected);
  });

  it('is not known where policies could not be looked at', () => {
    const yaml =
      WORLD + routes(DEFAULT) + namespace('istio-injection: enabled');
    expect(
      said(
        ask(yaml, {
          statuses: {
            AuthorizationPolicy: {
              ...ONLY_SHOP,
              namespaces: ['istio-system', 'infra'],
            },
          },
        }),
      ),
    ).toBe('unknown');
  });
});
