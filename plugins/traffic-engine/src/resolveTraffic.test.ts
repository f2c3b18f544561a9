import { parseAllDocuments } from 'yaml';
import { CHECKS } from './checks';
import { groupOf } from './kinds/KindRef';
import type { CatalogEntityFacts } from './ownership/CatalogEntityFacts';
import { resolveTraffic } from './resolveTraffic';
import {
  createSnapshot,
  SnapshotMemo,
  type KindState,
} from './snapshot/ClusterSnapshot';
import type { KubeObject } from './snapshot/KubeObject';
import { parseKubeObject } from './snapshot/parseKubeObject';
import { ALL_READS, SOURCES } from './sources';

const NOW = '2026-11-21T10:00:00.000Z';

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { zone: inner } }
---
apiVersion: v1
kind: Pod
metadata: { name: cart-1, namespace: shop, labels: { app: cart } }
status: { podIPs: [{ ip: 10.0.0.1 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: till-1, namespace: shop, labels: { app: till } }
status: { podIPs: [{ ip: 10.0.0.2 }] }
---
apiVersion: v1
kind: Service
metadata: { name: till, namespace: shop }
spec: { selector: { app: till }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: cart, namespace: shop }
spec:
  podSelector: { matchLabels: { app: cart } }
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { zone: inner } }, podSelector: { matchLabels: { app: till } } }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: till, namespace: shop }
spec:
  ingressClassName: edge
  rules:
    - host: till.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: till, port: { number: 80 } } } }] }
`;

/** What happens to the shop, one after another. */
const CHANGES: readonly { name: string; to: (shop: string) => string }[] = [
  {
    name: 'a route moves',
    to: shop => shop.replace('till.example', 'new.example'),
  },
  {
    name: 'the destination gets a policy that denies',
    to: shop => `${shop}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: till, namespace: shop }
spec: { podSelector: { matchLabels: { app: till } }, policyTypes: [Ingress] }
`,
  },
  {
    name: 'the namespace loses the label that is asked for',
    to: shop => shop.replace('labels: { zone: inner }', 'labels: {}'),
  },
  {
    name: 'a pod gets another label',
    to: shop => shop.replace('labels: { app: till }', 'labels: { app: desk }'),
  },
  {
    name: 'the Service selects other pods',
    to: shop =>
      shop.replace('selector: { app: till }', 'selector: { app: desk }'),
  },
];

function entity(app: string): CatalogEntityFacts {
  return {
    entityRef: `component:default/${app}`,
    annotations: { 'backstage.io/kubernetes-label-selector': `app=${app}` },
    owners: [],
  };
}

function objectsOf(manifests: string): KubeObject[] {
  return parseAllDocuments(manifests).flatMap(document => {
    const parsed = parseKubeObject(document.toJS());
    return parsed.ok ? [parsed.object] : [];
  });
}

function kindsOf(manifests: string): KindState[] {
  const objects = objectsOf(manifests);
  return ALL_READS.map(kind => {
    const own = objects.filter(
      object =>
        object.kind === kind.kind && groupOf(object.apiVersion) === kind.group,
    );
    return {
      kind,
      status: { state: 'synced', at: NOW },
      objects: own,
      version: JSON.stringify(own),
    };
  });
}

function resolve(
  manifests: string,
  entities: readonly CatalogEntityFacts[],
  memo: SnapshotMemo,
) {
  const kinds = kindsOf(manifests);
  return resolveTraffic({
    snapshots: [createSnapshot({ cluster: 'eu', kinds, memo })],
    entities,
    sources: SOURCES,
    checks: CHECKS,
    now: NOW,
  });
}

describe('what is kept between resolutions', () => {
  it('never changes the result: every change gives what a resolution from scratch gives', () => {
    const memo = new SnapshotMemo();
    const entities = [entity('cart'), entity('till')];
    let shop = SHOP;
    const verdicts = [
      resolve(shop, entities, memo).dependencies.map(d => d.permitted.verdict),
    ];
    for (const { to } of CHANGES) {
      const before = shop;
      shop = to(shop);
      expect(shop).not.toBe(before);
      const kept = resolve(shop, entities, memo);
      expect(kept).toEqual(resolve(shop, entities, new SnapshotMemo()));
      verdicts.push(kept.dependencies.map(d => d.permitted.verdict));
    }
    expect(new Set(verdicts.flat()).size).toBeGreaterThan(1);
  });

  it('follows the catalog: other claims give other owners', () => {
    const memo = new SnapshotMemo();
    const ownersOf = (entities: readonly CatalogEntityFacts[]) =>
      resolve(SHOP, entities, memo).workloads.map(({ claims }) =>
        claims.map(({ entityRef }) => entityRef),
      );
    expect(ownersOf([entity('cart'), entity('till')])).toEqual([
      ['component:default/cart'],
      ['component:default/till'],
    ]);
    expect(ownersOf([entity('till')])).toEqual([
      [],
      ['component:default/till'],
    ]);
  });

  it('keeps a joined dependency as it is while only routes change', () => {
    const memo = new SnapshotMemo();
    const entities = [entity('cart')];
    const before = resolve(SHOP, entities, memo);
    const after = resolve(CHANGES[0].to(SHOP), entities, memo);
    expect(before.dependencies).toHaveLength(1);
    expect(after.dependencies[0]).toBe(before.dependencies[0]);
    expect(after.routes).not.toEqual(before.routes);
  });
});
