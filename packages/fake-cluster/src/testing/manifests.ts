import type { KubeObject } from '../model/KubeObject';

/** A Service that selects pods by its own name. */
export function service(
  name: string,
  more: { namespace?: string; labels?: Record<string, string> } = {},
): KubeObject {
  const { namespace = 'shop', labels } = more;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...(labels ? { labels } : {}) },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
}

/** A route to the Service of its own name. */
export function httpRoute(
  name: string,
  more: {
    namespace?: string;
    labels?: Record<string, string>;
    hostnames?: string[];
    spec?: object;
  } = {},
): KubeObject {
  const { namespace = 'shop', labels, hostnames, spec } = more;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace, ...(labels ? { labels } : {}) },
    spec: {
      parentRefs: [{ name: 'public', namespace: 'infra' }],
      hostnames: hostnames ?? [`${name}.example.com`],
      rules: [{ backendRefs: [{ name, port: 80 }] }],
      ...spec,
    },
  };
}

export const HTTPROUTES =
  '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
export const ALL_HTTPROUTES = '/apis/gateway.networking.k8s.io/v1/httproutes';
