import type { KubeObject } from '../model/KubeObject';
import { planCluster } from './plan';
import { makeNetworkPolicy } from './policies';
import { Random } from './Random';
import {
  makeGateway,
  makeGatewayClass,
  makeHttpRoute,
  makeReferenceGrant,
} from './routes';
import {
  makeDeployment,
  makeEndpointSlice,
  makePods,
  makeService,
} from './workloads';

/** The size of a generated cluster; what is left out follows from the rest. */
export interface GenerateOptions {
  seed: number;
  services: number;
  routes: number;
  pods: number;
  networkPolicies: number;
  /** 20 by default. */
  namespaces?: number;
  /** One per 40 routes by default, as in the measured clusters. */
  gateways?: number;
}

const ROUTES_PER_GATEWAY = 40;

function makeNamespace(name: string, random: Random): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: random.uid(),
      labels: { 'kubernetes.io/metadata.name': name },
    },
  };
}

/**
 * Makes the objects of a large cluster: namespaces, Deployments with pods, Services with EndpointSlices, gateways, routes
 * and network policies that refer to one another, with statuses and managedFields, so that their sizes are those of real
 * ones. The same options always give the same objects.
 */
export function generate(options: GenerateOptions): KubeObject[] {
  const { seed, services, routes, pods, networkPolicies } = options;
  const random = new Random(seed);
  const plan = planCluster({
    random,
    namespaces: options.namespaces ?? 20,
    services,
    pods,
    gateways: Math.max(
      1,
      options.gateways ?? Math.ceil(routes / ROUTES_PER_GATEWAY),
    ),
  });
  const indexes = (count: number) =>
    Array.from({ length: services > 0 ? count : 0 }, (_, index) => index);
  return [
    ...['gateways', 'kube-system', ...plan.namespaces].map(name =>
      makeNamespace(name, random),
    ),
    makeGatewayClass(random),
    ...plan.gateways.map(gateway => makeGateway(gateway, random)),
    ...plan.namespaces.map(namespace =>
      makeReferenceGrant(namespace, plan, random),
    ),
    ...plan.apps.flatMap(app => [
      makeDeployment(app, random),
      makeService(app, random),
      makeEndpointSlice(app, random),
      ...makePods(app, random),
    ]),
    ...indexes(routes).map(index => makeHttpRoute({ index, plan, random })),
    ...indexes(networkPolicies).map(index =>
      makeNetworkPolicy({ index, plan, random }),
    ),
  ];
}
