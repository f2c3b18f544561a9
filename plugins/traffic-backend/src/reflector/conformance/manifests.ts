import { SERVICE, type KindRef } from '@portolan/plugin-traffic-engine';
import type { Manifest } from './ConformanceRig';

export { SERVICE };

export const NETWORK_POLICY: KindRef = {
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  versions: ['v1'],
  scope: 'Namespaced',
};

export const HTTP_ROUTE: KindRef = {
  group: 'gateway.networking.k8s.io',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
};

export interface Place {
  readonly namespace: string;
  readonly name: string;
}

export function service(place: Place, port = 80): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...place },
    spec: { selector: { app: place.name }, ports: [{ name: 'http', port }] },
  };
}

export function networkPolicy(place: Place, port = 80): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...place },
    spec: {
      podSelector: { matchLabels: { app: place.name } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ protocol: 'TCP', port }] }],
    },
  };
}

export function httpRoute(place: Place, port = 80): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { ...place },
    spec: {
      hostnames: [`${place.name}.example.com`],
      rules: [{ backendRefs: [{ name: place.name, port }] }],
    },
  };
}
