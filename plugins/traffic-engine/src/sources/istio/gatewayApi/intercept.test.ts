import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS, SOURCES } from '../..';

const worldOf = (controller: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: istio }
spec: { controllerName: ${controller} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop, labels: { tier: edge } }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec: { parentRefs: [{ name: web }], rules: [{ backendRefs: [{ name: cart, port: 80 }] }] }
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
---
`;

const ISTIO = 'istio.io/gateway-controller';
const TARGET =
  'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: web }]';
const DENY =
  'action: DENY, rules: [{ to: [{ operation: { paths: [/admin*] } }] }]';

const policy = (
  spec: string,
  { namespace = 'shop', kind = 'AuthorizationPolicy' } = {},
) => `
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: { name: p, namespace: ${namespace} }
spec: { ${spec} }
`;

function ask(
  yaml: string,
  options: { path?: string; headers?: Record<string, string> } = {},
) {
  const { answers } = explainRequest({
    snapshots: [snapshotFrom(yaml, { kinds: ALL_READS })],
    sources: SOURCES,
    question: {
      method: 'GET',
      url: `http://a.io${options.path ?? '/admin'}`,
      headers: options.headers ?? {},
    },
  });
  return answers.map(({ outcome }) =>
    outcome.kind === 'respond' ? outcome.status : outcome.kind,
  );
}

describe('policies at a Gateway of the Gateway API', () => {
  it.each([
    { name: 'no policy', yaml: '', expected: ['forward'] },
    {
      name: 'one that targets the Gateway',
      yaml: policy(`${TARGET}, ${DENY}`),
      expected: [403],
    },
    {
      name: 'one in the older form',
      yaml: policy(
        `targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: web }, ${DENY}`,
      ),
      expected: [403],
    },
    {
      name: 'one of another namespace targets none of this',
      yaml: policy(`${TARGET}, ${DENY}`, { namespace: 'other' }),
      expected: ['forward'],
    },
    {
      name: 'one for another Gateway',
      yaml: policy(
        `targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: other }], ${DENY}`,
      ),
      expected: ['forward'],
    },
    {
      name: 'a selector of the label that the pods get',
      yaml: policy(
        `selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: web } }, ${DENY}`,
      ),
      expected: [403],
    },
    {
      name: 'a selector of a label that the Gateway hands on',
      yaml: policy(`selector: { matchLabels: { tier: edge } }, ${DENY}`),
      expected: [403],
    },
    {
      name: 'a selector of other pods',
      yaml: policy(`selector: { matchLabels: { app: cart } }, ${DENY}`),
      expected: ['forward'],
    },
    {
      name: 'one for the whole namespace',
      yaml: policy(DENY),
      expected: [403],
    },
    {
      name: 'one for the whole mesh',
      yaml: policy(DENY, { namespace: 'istio-system' }),
      expected: [403],
    },
    {
      name: 'one that goes by the address of the caller',
      yaml: policy(
        `${TARGET}, action: DENY, rules: [{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }] }]`,
      ),
      expected: ['unknown'],
    },
  ])('$name', ({ yaml, expected }) => {
    expect(ask(`${worldOf(ISTIO)}${yaml}`)).toEqual(expected);
  });

  it('lets past what the policy does not mean', () => {
    const yaml = `${worldOf(ISTIO)}${policy(`${TARGET}, ${DENY}`)}`;
    expect(ask(yaml, { path: '/shop' })).toEqual(['forward']);
  });

  it('says nothing of a Gateway that another controller serves', () => {
    const yaml = `${worldOf('example.com/other')}${policy(
      `${TARGET}, ${DENY}`,
    )}`;
    expect(ask(yaml)).toEqual(['forward']);
  });

  it('does not know what becomes of a token', () => {
    const yaml = `${worldOf(ISTIO)}${policy(
      `${TARGET}, jwtRules: [{ issuer: i }]`,
      { kind: 'RequestAuthentication' },
    )}`;
    expect(ask(yaml)).toEqual(['forward']);
    expect(ask(yaml, { headers: { Authorization: 'Bearer x' } })).toEqual([
      'unknown',
    ]);
    expect(ask(yaml, { headers: { Authorization: 'Basic x' } })).toEqual([
      'forward',
    ]);
  });

  it('goes by the pods of the Service in a manual deployment', () => {
    const yaml = (namespace: string) => `${worldOf(ISTIO).replace(
      'spec: { gatewayClassName: istio,',
      'spec: { gatewayClassName: istio, addresses: [{ type: Hostname, value: gw.edge.svc.cluster.local }],',
    )}${policy(`selector: { matchLabels: { istio: gw } }, ${DENY}`, {
      namespace,
    })}
---
apiVersion: v1
kind: Service
metadata: { name: gw, namespace: edge }
spec: { selector: { istio: gw }, ports: [{ port: 80 }] }
`;
    const pod = `---
apiVersion: v1
kind: Pod
metadata: { name: gw-1, namespace: edge, labels: { istio: gw } }
`;
    expect(ask(yaml('edge'))).toEqual(['unknown']);
    expect(ask(`${yaml('edge')}${pod}`)).toEqual([403]);
    expect(ask(`${yaml('shop')}${pod}`)).toEqual(['forward']);
  });
});
