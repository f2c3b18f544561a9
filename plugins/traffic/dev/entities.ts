import type { Entity } from '@backstage/catalog-model';

function component(options: {
  name: string;
  title: string;
  annotations?: Record<string, string>;
}): Entity {
  const { name, title, annotations } = options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      namespace: 'default',
      name,
      title,
      ...(annotations ? { annotations } : {}),
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'group:web' },
  };
}

function bound(name: string, title: string): Entity {
  return component({
    name,
    title,
    annotations: { 'backstage.io/kubernetes-id': name },
  });
}

/** One entity per state of the tab; its name chooses the answer of FixtureTrafficApi. */
export const devEntities: Entity[] = [
  bound('cart', 'Cart: everything'),
  bound('checkout', 'Checkout: policies, certificates, three answers'),
  bound('search', 'Search: stale and partly unknown'),
  bound('batch', 'Batch: bound, nothing found'),
  component({ name: 'handbook', title: 'Handbook: no annotation' }),
  bound('loyalty', 'Loyalty: no workload fits'),
  bound('kiosk', 'Kiosk: no cluster could be looked at'),
  bound('tenants', 'Tenants: two thousand URLs'),
  bound('secret', 'Secret: not allowed'),
  bound('gone', 'Gone: not in the catalog'),
  bound('offline', 'Offline: no backend'),
  bound('slow', 'Slow: never answers'),
];
