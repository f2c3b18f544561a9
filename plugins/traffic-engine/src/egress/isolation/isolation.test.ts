import type { DirectionIsolation } from '@portolan/plugin-traffic-common';
import { analyze } from '../../analyze/analyze';

const WORKLOAD = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart }] }
`;
const networkPolicy = (spec: string, name = 'p') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const cilium = (spec: string) => `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: p, namespace: shop }
spec: ${spec}
`;
const ciliumClusterwide = (spec: string) => `
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: p }
spec: ${spec}
`;
const adminPolicy = (spec: string) => `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: p }
spec: ${spec}
`;
const calico = (spec: string) => `
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: p }
spec: ${spec}
`;
const antrea = (spec: string) => `
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: { name: p }
spec: ${spec}
`;
const firewall = (spec: string) => `
apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: { name: default, namespace: shop }
spec: ${spec}
`;
const MESH = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: shop, istio-injection: enabled } }
`;
const sidecar = (mode: string) => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { outboundTrafficPolicy: { mode: ${mode} } }
`;
const authorization = (spec: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: shop }
spec: ${spec}
`;
const cluster = (kinds: string) => `
apiVersion: portolan.dev/v1
kind: Cluster
metadata: { name: prod }
kinds: ${kinds}
`;
const pod = (labels: string, more = '') => `
apiVersion: v1
kind: Pod
metadata:
  name: cart-1-${labels.length}
  namespace: shop
  labels: { app: cart, pod-template-hash: '1', ${labels} }
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: cart-1, controller: true }]
spec: { containers: [{ name: cart }], ${more} }
status: { phase: Running, podIP: 10.0.0.7 }
`;

function isolationOf(...documents: readonly string[]) {
  const { workloads } = analyze([{ text: documents.join('\n---\n') }]);
  const found = workloads.find(({ ref }) => ref.name === 'cart')?.isolation;
  if (!found) {
    throw new Error('The workload has no isolation.');
  }
  return found;
}

function inWords({ state, inside, outside }: DirectionIsolation): string {
  return `${state} ${inside} ${outside}`;
}

const OPEN = 'not-selected all all';
const DNS_RULE =
  '{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: UDP }, { port: 53 }] }';

describe('isolation of a workload', () => {
  it.each([
    { name: 'no policy at all', documents: [], egress: OPEN, ingress: OPEN },
    {
      name: 'a policy of other pods',
      documents: [
        networkPolicy('{ podSelector: { matchLabels: { app: x } } }'),
      ],
      egress: OPEN,
      ingress: OPEN,
    },
    {
      name: 'default deny of both',
      documents: [
        networkPolicy('{ podSelector: {}, policyTypes: [Ingress, Egress] }'),
      ],
      egress: 'closed none none',
      ingress: 'closed none none',
    },
    {
      name: 'an ingress policy says nothing of egress',
      documents: [networkPolicy('{ podSelector: {} }')],
      egress: OPEN,
      ingress: 'closed none none',
    },
    {
      name: 'an empty rule allows everything',
      documents: [networkPolicy('{ podSelector: {}, egress: [{}] }')],
      egress: 'open all all',
      ingress: 'closed none none',
    },
    {
      name: 'every namespace, and every address outside',
      documents: [
        networkPolicy(
          '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {} }] }, { to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }',
        ),
      ],
      egress: 'open all all',
      ingress: OPEN,
    },
    {
      name: 'DNS only',
      documents: [
        networkPolicy(
          `{ podSelector: {}, policyTypes: [Egress], egress: [${DNS_RULE}] }`,
        ),
      ],
      egress: 'dns-only some none',
      ingress: OPEN,
    },
    {
      name: 'DNS by one policy and HTTPS by another',
      documents: [
        networkPolicy(
          `{ podSelector: {}, policyTypes: [Egress], egress: [${DNS_RULE}] }`,
        ),
        networkPolicy(
          '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }], ports: [{ port: 443 }] }] }',
          'q',
        ),
      ],
      egress: 'restricted some some',
      ingress: OPEN,
    },
    {
      name: 'all of the outside: whether that means pods is the network plugin’s decision',
      documents: [
        networkPolicy(
          '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }',
        ),
      ],
      egress: 'unknown unknown all',
      ingress: OPEN,
    },
    {
      name: 'a range outside in which no pod is',
      documents: [
        networkPolicy(
          '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }',
        ),
      ],
      egress: 'restricted none some',
      ingress: OPEN,
    },
    {
      name: 'one port from everywhere',
      documents: [
        networkPolicy(
          '{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }',
        ),
      ],
      egress: OPEN,
      ingress: 'restricted some some',
    },
    {
      name: 'a policy that cannot be read',
      documents: [
        networkPolicy(
          '{ podSelector: { matchExpressions: [{ key: a, operator: Like }] } }',
        ),
      ],
      egress: OPEN,
      ingress: 'unknown unknown unknown',
    },
    {
      name: 'a kind that may not be read',
      documents: [cluster('{ denied: [CiliumNetworkPolicy] }')],
      egress: 'unknown unknown unknown',
      ingress: 'unknown unknown unknown',
    },
    {
      name: 'a kind that may not be read does not open what another closes',
      documents: [
        cluster('{ denied: [Sidecar] }'),
        networkPolicy('{ podSelector: {}, policyTypes: [Egress] }'),
      ],
      egress: 'closed none none',
      ingress: OPEN,
    },
    {
      name: 'the administrators allow DNS, and the namespace closes the rest',
      documents: [
        adminPolicy(
          '{ tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Accept, to: [{ namespaces: {} }], protocols: [{ udp: { destinationPort: { number: 53 } } }] }] }',
        ),
        networkPolicy('{ podSelector: {}, policyTypes: [Egress] }'),
      ],
      egress: 'dns-only some none',
      ingress: OPEN,
    },
    {
      name: 'the administrators deny what the namespace allows',
      documents: [
        adminPolicy(
          '{ tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ networks: [0.0.0.0/0, "::/0"] }, { namespaces: {} }] }] }',
        ),
        networkPolicy('{ podSelector: {}, egress: [{}] }'),
      ],
      egress: 'closed none none',
      ingress: 'closed none none',
    },
    {
      name: 'Cilium: names only',
      documents: [
        cilium(
          '{ endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: api.example.com }] }] }',
        ),
      ],
      egress: 'restricted none some',
      ingress: OPEN,
    },
    {
      name: 'Cilium: a rule that names nobody closes',
      documents: [
        cilium('{ endpointSelector: {}, egress: [{}], ingress: [{}] }'),
      ],
      egress: 'closed none none',
      ingress: 'closed none none',
    },
    {
      name: 'Cilium: all entities',
      documents: [
        ciliumClusterwide(
          '{ endpointSelector: {}, egress: [{ toEntities: [all] }], ingress: [{ fromEntities: [cluster] }] }',
        ),
      ],
      egress: 'open all all',
      ingress: 'restricted all some',
    },
    {
      name: 'Cilium: the endpoints of a cluster-wide policy are those of all namespaces',
      documents: [
        ciliumClusterwide(
          '{ endpointSelector: {}, egress: [{ toEndpoints: [{}] }], ingress: [{ fromEndpoints: [{ matchLabels: { app: x } }] }] }',
        ),
      ],
      egress: 'restricted all none',
      ingress: 'restricted some none',
    },
    {
      name: 'Calico: everything is allowed within the cluster',
      documents: [
        calico(
          '{ selector: all(), types: [Egress, Ingress], egress: [{ action: Allow, destination: { namespaceSelector: all() } }], ingress: [{ action: Allow, source: { selector: app == "x" } }] }',
        ),
      ],
      egress: 'restricted all none',
      ingress: 'restricted some none',
    },
    {
      name: 'Calico: default deny',
      documents: [calico('{ selector: all(), types: [Egress] }')],
      egress: 'closed none none',
      ingress: OPEN,
    },
    {
      name: 'Antrea: what no rule means stays open',
      documents: [
        antrea(
          '{ priority: 1, appliedTo: [{ namespaceSelector: {} }], egress: [{ action: Drop, to: [{ ipBlock: { cidr: 198.51.100.0/24 } }] }] }',
        ),
      ],
      egress: 'restricted all some',
      ingress: OPEN,
    },
    {
      name: 'OVN: a firewall closes the outside alone',
      documents: [
        firewall(
          '{ egress: [{ type: Deny, to: { cidrSelector: 0.0.0.0/0 } }, { type: Deny, to: { cidrSelector: "::/0" } }] }',
        ),
      ],
      egress: 'restricted all none',
      ingress: OPEN,
    },
    {
      name: 'Istio: proxies that let everything through restrict nothing',
      documents: [MESH, sidecar('ALLOW_ANY')],
      egress: OPEN,
      ingress: OPEN,
    },
    {
      name: 'Istio: REGISTRY_ONLY',
      documents: [MESH, sidecar('REGISTRY_ONLY')],
      egress: 'restricted some some',
      ingress: OPEN,
    },
    {
      name: 'Istio: some callers',
      documents: [
        MESH,
        authorization(
          '{ rules: [{ from: [{ source: { namespaces: [front] } }] }] }',
        ),
      ],
      egress: OPEN,
      ingress: 'restricted some some',
    },
    {
      name: 'Istio: an external authorizer decides',
      documents: [
        MESH,
        authorization(
          '{ action: CUSTOM, provider: { name: ext }, rules: [{}] }',
        ),
      ],
      egress: OPEN,
      ingress: 'unknown unknown unknown',
    },
    {
      name: 'pods of one workload that policies tell apart',
      documents: [
        pod('track: stable'),
        pod('track: beta'),
        networkPolicy('{ podSelector: { matchLabels: { track: beta } } }'),
      ],
      egress: OPEN,
      ingress: 'restricted some some',
    },
  ])('$name', ({ documents, egress, ingress }) => {
    // A document about the cluster goes first; the Namespace of the mesh is the last of its name, which counts.
    const about = documents.filter(text => text.includes('kind: Cluster\n'));
    const others = documents.filter(text => !about.includes(text));
    const isolation = isolationOf(...about, WORKLOAD, ...others);
    expect({
      egress: inWords(isolation.egress),
      ingress: inWords(isolation.ingress),
    }).toEqual({ egress, ingress });
  });

  it('names the layers with the rules that make it so', () => {
    const { egress, ingress } = isolationOf(
      WORKLOAD,
      networkPolicy(
        `{ podSelector: {}, policyTypes: [Egress], egress: [${DNS_RULE}] }`,
      ),
    );
    expect(
      egress.layers.map(({ layer, direction, rules }) => ({
        layer,
        direction,
        rules: rules.map(({ object, path }) => `${object.name} ${path}`),
      })),
    ).toEqual([
      {
        layer: 'network-policy',
        direction: 'egress',
        rules: ['p spec.egress[0].to[0]'],
      },
    ]);
    expect(ingress.layers).toEqual([]);
  });

  it('says that pods differ', () => {
    expect(
      isolationOf(
        WORKLOAD,
        pod('track: stable'),
        pod('track: beta'),
        networkPolicy('{ podSelector: { matchLabels: { track: beta } } }'),
      ).ingress.podsDiffer,
    ).toBe(true);
  });
});
