import type { Random } from './Random';

/** One application: a Deployment with its pods and one Service in front of them. */
export interface PlannedApp {
  index: number;
  name: string;
  namespace: string;
  team: string;
  port: number;
  replicas: number;
  ready: number;
}

/** What the cluster is to hold, before any object is made. */
export interface ClusterPlan {
  namespaces: string[];
  apps: PlannedApp[];
  gateways: { name: string; namespace: string; domain: string }[];
}

const WORDS = [
  'account',
  'basket',
  'billing',
  'catalog',
  'checkout',
  'coupons',
  'delivery',
  'feed',
  'gateway',
  'identity',
  'inventory',
  'invoices',
  'loyalty',
  'orders',
  'payments',
  'prices',
  'ratings',
  'returns',
  'search',
  'shipping',
  'storefront',
  'tracking',
  'warehouse',
  'wishlist',
];

/** Spreads applications over namespaces, pods over applications and routes over gateways. */
export function planCluster(options: {
  random: Random;
  namespaces: number;
  services: number;
  pods: number;
  gateways: number;
}): ClusterPlan {
  const { random, services, pods } = options;
  const namespaces = Array.from(
    { length: Math.max(1, options.namespaces) },
    (_, index) => `team-${String(index + 1).padStart(2, '0')}`,
  );
  const base = services > 0 ? Math.floor(pods / services) : 0;
  const extra = services > 0 ? pods % services : 0;
  const apps = Array.from({ length: services }, (_, index): PlannedApp => {
    const namespace = namespaces[index % namespaces.length];
    const replicas = base + (index < extra ? 1 : 0);
    const down = random.chance(0.03) ? 1 + random.below(3) : 0;
    return {
      index,
      name: `${random.pick(WORDS)}-${index}`,
      namespace,
      team: namespace,
      port: random.pick([80, 8080, 8443, 9090]),
      replicas,
      ready: Math.max(0, replicas - down),
    };
  });
  const gateways = Array.from({ length: options.gateways }, (_, index) => ({
    name: `public-${index + 1}`,
    namespace: 'gateways',
    domain: `zone-${index + 1}.example.com`,
  }));
  return { namespaces, apps, gateways };
}
