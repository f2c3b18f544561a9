/** Manifests for cases: as short as the API server's defaults let them be. */
const API = 'gateway.networking.k8s.io/v1';
type Fields = Readonly<Record<string, unknown>>;

export const gatewayClass = {
  apiVersion: API,
  kind: 'GatewayClass',
  metadata: { name: 'any' },
  spec: { controllerName: 'example.com/any' },
};

export function gateway(
  name: string,
  listeners: readonly Fields[],
  more: { namespace?: string; createdAt?: string; spec?: Fields } = {},
) {
  return {
    apiVersion: API,
    kind: 'Gateway',
    metadata: meta(name, more),
    spec: { gatewayClassName: 'any', listeners, ...more.spec },
  };
}

/** A set of the Gateway `web`. */
export function listenerSet(
  name: string,
  createdAt: string,
  listeners: readonly Fields[],
) {
  return {
    apiVersion: API,
    kind: 'ListenerSet',
    metadata: meta(name, { createdAt }),
    spec: { parentRef: { name: 'web' }, listeners },
  };
}

export function httpRoute(
  name: string,
  spec: Fields,
  more: { namespace?: string; createdAt?: string; kind?: string } = {},
) {
  return {
    apiVersion: API,
    kind: more.kind ?? 'HTTPRoute',
    metadata: meta(name, more),
    spec,
  };
}

/** A Service with one ready endpoint. */
export function service(name: string, inNamespace = 'shop') {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: inNamespace },
      spec: { ports: [{ name: 'http', port: 80 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name,
        namespace: inNamespace,
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080 }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    },
  ];
}

export function namespace(name: string, labels: Fields = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function grant(
  targetNamespace: string,
  from: Fields,
  to: Fields = { group: '', kind: 'Service' },
) {
  return {
    apiVersion: API,
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace: targetNamespace },
    spec: { from: [from], to: [to] },
  };
}

/** A rule for a path prefix (or the whole match) that goes to one Service. */
export function rule(
  match: string | Fields | undefined,
  backend: string,
  more: Fields = {},
) {
  return {
    ...(match === undefined
      ? {}
      : {
          matches: [
            typeof match === 'string'
              ? { path: { type: 'PathPrefix', value: match } }
              : match,
          ],
        }),
    backendRefs: [{ name: backend, port: 80 }],
    ...more,
  };
}

function meta(
  name: string,
  {
    namespace: ns = 'shop',
    createdAt,
  }: { namespace?: string; createdAt?: string },
) {
  return {
    name,
    namespace: ns,
    ...(createdAt ? { creationTimestamp: createdAt } : {}),
  };
}
