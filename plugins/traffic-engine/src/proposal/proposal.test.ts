import type {
  KindStatus,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import { parse, parseAllDocuments } from 'yaml';
import { CHECKS } from '../checks';
import { listHosts } from '../hosts/listHosts';
import { kindKey, groupOf } from '../kinds/KindRef';
import { resolveTraffic } from '../resolveTraffic';
import {
  createSnapshot,
  SnapshotMemo,
  type KindState,
} from '../snapshot/ClusterSnapshot';
import { parseKubeObject } from '../snapshot/parseKubeObject';
import { ALL_READS, SOURCES } from '../sources';
import { listRouteOptions } from './listRouteOptions';
import { previewProposal } from './previewProposal';

const NOW = '2026-11-21T12:00:00Z';
const SYNCED: KindStatus = { state: 'synced', at: NOW };
const ENTITIES = ['cart', 'orders'].map(name => ({
  entityRef: `component:default/${name}`,
  annotations: { 'backstage.io/kubernetes-id': name },
  owners: [`group:default/${name}-team`],
}));

const namespace = (name: string, labels = {}) => `
---
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: ${JSON.stringify(labels)} }`;
const app = (name: string, inNamespace: string) => `
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${inNamespace}
  labels: { backstage.io/kubernetes-id: ${name} }
spec: { template: { metadata: { labels: { app: ${name} } } } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${inNamespace} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}-1
  namespace: ${inNamespace}
  labels: { kubernetes.io/service-name: ${name} }
ports: [{ name: http, port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }]`;
const WORLD = `${namespace('shop', { public: 'yes' })}${namespace('orders')}
${app('cart', 'shop')}${app('orders', 'orders')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gc }
spec: { controllerName: example.net/controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: infra }
spec:
  gatewayClassName: gc
  listeners:
    - name: shop
      port: 80
      protocol: HTTP
      hostname: '*.shop.example.com'
      allowedRoutes:
        namespaces: { from: Selector, selector: { matchLabels: { public: 'yes' } } }
    - { name: own, port: 81, protocol: HTTP }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: taken, namespace: shop, creationTimestamp: '2026-01-01T00:00:00Z' }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: shop }]
  hostnames: [taken.shop.example.com]
  rules: [{ backendRefs: [{ name: absent, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: theirs, namespace: shop, creationTimestamp: '2026-01-01T00:00:00Z' }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: shop }]
  hostnames: [theirs.shop.example.com]
  rules: [{ backendRefs: [{ name: orders, namespace: orders, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: all, namespace: orders }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]
  to: [{ group: '', kind: Service, name: orders }]
`;

function liveWorld(statuses: Readonly<Record<string, KindStatus>> = {}) {
  const objects = parseAllDocuments(WORLD).flatMap(document => {
    const parsed = parseKubeObject(document.toJS());
    return parsed.ok ? [parsed.object] : [];
  });
  const kinds = ALL_READS.map((kind): KindState => {
    const status = statuses[kind.kind] ?? SYNCED;
    return {
      kind,
      status,
      objects:
        status.state === 'synced'
          ? objects.filter(
              object =>
                kindKey({
                  group: groupOf(object.apiVersion),
                  kind: object.kind,
                }) === kindKey(kind),
            )
          : [],
      version: '1',
    };
  });
  const target = { cluster: 'prod-eu', kinds, memo: new SnapshotMemo() };
  const snapshots = [createSnapshot(target)];
  const given = { entities: ENTITIES, sources: SOURCES, checks: CHECKS };
  const before = resolveTraffic({ ...given, snapshots, now: NOW });
  return {
    before,
    target,
    preview: (proposal: RouteProposal) =>
      previewProposal({
        ...given,
        proposal,
        before,
        snapshots,
        target,
        now: NOW,
      }),
  };
}

const PROPOSAL: RouteProposal = {
  entityRef: 'component:default/cart',
  cluster: 'prod-eu',
  namespace: 'shop',
  name: 'cart',
  gateway: { namespace: 'infra', name: 'public', listener: 'shop' },
  hostnames: ['cart.shop.example.com'],
  path: { type: 'PathPrefix', value: '/' },
  method: null,
  backends: [{ namespace: 'shop', service: 'cart', port: 80, weight: 1 }],
  requestTimeout: null,
  includeReferenceGrants: false,
};

describe('previewProposal', () => {
  it('says which URL appears, and that no controller has looked', () => {
    const effect = liveWorld().preview(PROPOSAL);
    expect(effect.refusals).toEqual([]);
    expect(
      effect.routes.created.map(route => [
        route.url,
        route.predicted.state,
        route.reported.state,
      ]),
    ).toEqual([['http://cart.shop.example.com/*', 'serving', 'none']]);
    expect(effect.findings).toMatchObject({ introduced: [], fixed: [] });
    expect(effect.conflicts).toEqual([]);
    expect(effect.unknown).toEqual([]);
  });

  it('leaves the live view as it was', () => {
    const world = liveWorld();
    const first = world.preview(PROPOSAL);
    expect(world.preview(PROPOSAL)).toEqual(first);
    expect(
      world.before.routes.some(route => route.object.name === 'cart'),
    ).toBe(false);
  });

  it('names the finding that it would introduce', () => {
    const effect = liveWorld().preview({
      ...PROPOSAL,
      backends: [{ namespace: 'shop', service: 'gone', port: 80, weight: 1 }],
    });
    expect(effect.findings.introduced.map(finding => finding.code)).toEqual([
      'TRF101',
    ]);
  });

  it('names the finding that it would fix', () => {
    const effect = liveWorld().preview({
      ...PROPOSAL,
      name: 'taken',
      hostnames: ['taken.shop.example.com'],
    });
    expect(effect.findings.fixed.map(finding => finding.code)).toEqual([
      'TRF101',
    ]);
  });

  it('names the route that asks for the same requests', () => {
    const effect = liveWorld().preview({
      ...PROPOSAL,
      hostnames: ['theirs.shop.example.com'],
    });
    expect(effect.conflicts).toEqual([
      expect.objectContaining({
        kind: 'same-match',
        sameCluster: true,
        entities: ['component:default/orders'],
        route: expect.objectContaining({ name: 'theirs' }),
      }),
    ]);
  });

  it.each([{ included: false }, { included: true }])(
    'names the grant that is missing (made with the route: $included)',
    ({ included }) => {
      const effect = liveWorld().preview({
        ...PROPOSAL,
        namespace: 'orders',
        gateway: { namespace: 'infra', name: 'public', listener: 'shop' },
        backends: [{ namespace: 'shop', service: 'cart', port: 80, weight: 1 }],
        includeReferenceGrants: included,
      });
      expect(effect.manifests.map(({ object }) => object.kind)).toEqual(
        included ? ['ReferenceGrant', 'HTTPRoute'] : ['HTTPRoute'],
      );
      expect(effect.neededGrants).toEqual([
        { namespace: 'shop', service: 'cart', included },
      ]);
    },
  );

  it('needs no grant where one is there', () => {
    const effect = liveWorld().preview({
      ...PROPOSAL,
      backends: [
        { namespace: 'orders', service: 'orders', port: 80, weight: 1 },
      ],
    });
    expect(effect.neededGrants).toEqual([]);
  });

  it('says which part is not known', () => {
    const denied: KindStatus = {
      state: 'denied',
      problem: { reason: 'forbidden', message: 'No right to list Services.' },
    };
    const effect = liveWorld({ Service: denied }).preview(PROPOSAL);
    expect(effect.unknown).toEqual([
      {
        cluster: 'prod-eu',
        kinds: [{ group: '', kind: 'Service', status: denied }],
      },
    ]);
    expect(effect.findings.introduced).toEqual([]);
  });

  it.each([
    { name: 'Unicode', hostnames: ['münchen.example.com'] },
    { name: 'upper case', hostnames: ['Cart.example.com'] },
    { name: '254 characters', hostnames: [`${'a.'.repeat(126)}aa`] },
    { name: 'an IP address', hostnames: ['10.0.0.1'] },
    { name: 'a wildcard in the middle', hostnames: ['a.*.example.com'] },
    { name: 'a port', hostnames: ['cart.example.com:80'] },
  ])('refuses a host with $name, and names the field', ({ hostnames }) => {
    const effect = liveWorld().preview({ ...PROPOSAL, hostnames });
    expect(effect.refusals.map(refusal => refusal.path)).toContain(
      'spec.hostnames[0]',
    );
    expect(effect.routes.created).toEqual([]);
  });

  it('takes a weight of 0 and a million, and refuses one more', () => {
    const withWeight = (weight: number) =>
      liveWorld().preview({
        ...PROPOSAL,
        backends: [{ namespace: 'shop', service: 'cart', port: 80, weight }],
      });
    expect(withWeight(0).routes.created[0].predicted.state).toBe('failing');
    expect(withWeight(1_000_000).refusals).toEqual([]);
    expect(withWeight(1_000_001).refusals).toEqual([
      {
        path: 'spec.rules[0].backendRefs[0].weight',
        message: 'must be at most 1000000',
      },
    ]);
  });

  it('keeps a name that tries to break out of the YAML inside its field', () => {
    const name = 'x\nspec: {}\n---\nkind: Secret';
    const effect = liveWorld().preview({ ...PROPOSAL, name });
    expect(effect.refusals.map(refusal => refusal.path)).toContain(
      'metadata.name',
    );
    expect(parse(effect.manifests[0].yaml).metadata.name).toBe(name);
  });
});

describe('listRouteOptions', () => {
  it('says of every listener whether it takes a route from the namespace', () => {
    const { before, target } = liveWorld();
    const [place] = listRouteOptions({
      entityRef: 'component:default/orders',
      model: before,
      clusters: [target],
    });
    expect(place).toMatchObject({ cluster: 'prod-eu', namespace: 'orders' });
    expect(place.services.map(option => option.service.name)).toEqual([
      'orders',
    ]);
    expect(
      place.listeners.map(option => [
        option.listener,
        option.accepts,
        option.reason,
      ]),
    ).toEqual([
      ['shop', 'no', 'NotAllowedByListeners'],
      ['own', 'no', 'NotAllowedByListeners'],
    ]);
  });

  it('offers the listener that selects the namespace', () => {
    const { before, target } = liveWorld();
    const [place] = listRouteOptions({
      entityRef: 'component:default/cart',
      model: before,
      clusters: [target],
    });
    expect(place.listeners[0]).toMatchObject({
      listener: 'shop',
      accepts: 'yes',
      reason: null,
    });
  });
});

describe('listHosts', () => {
  it('puts hosts that nobody owns first, with the reason', () => {
    const { before } = liveWorld();
    expect(
      listHosts(before, ENTITIES, () => true).map(row => [
        row.host.value,
        row.owners,
        row.unowned,
        row.verdict,
      ]),
    ).toEqual([
      ['taken.shop.example.com', [], 'backend-not-resolved', 'failing'],
      [
        'theirs.shop.example.com',
        ['group:default/orders-team'],
        null,
        'serving',
      ],
    ]);
  });

  it.each([
    { known: true, unowned: 'no-workload' },
    { known: false, unowned: 'not-known' },
  ])(
    'says "no workload" only where workloads are known ($known)',
    ({ known, unowned }) => {
      const { before } = liveWorld();
      const routes = before.routes.map(route => ({
        ...route,
        backends: route.backends.map(backend => ({
          ...backend,
          state: 'resolved' as const,
          workloads: [],
          entities: [],
        })),
      }));
      const rows = listHosts({ routes }, ENTITIES, () => known);
      expect(rows.map(row => row.unowned)).toEqual([unowned, unowned]);
    },
  );
});
