import type { KindRef } from './KindRef';

export const GATEWAY_API_GROUP = 'gateway.networking.k8s.io';

const gatewayApi = (
  kind: string,
  plural: string,
  versions: readonly string[],
): KindRef => ({
  group: GATEWAY_API_GROUP,
  kind,
  plural,
  versions,
  scope: 'Namespaced',
});

export const GATEWAY_CLASS: KindRef = {
  ...gatewayApi('GatewayClass', 'gatewayclasses', ['v1', 'v1beta1']),
  scope: 'Cluster',
  leftOutOfFiles: true,
};
export const GATEWAY: KindRef = {
  ...gatewayApi('Gateway', 'gateways', ['v1', 'v1beta1']),
  leftOutOfFiles: true,
};
export const HTTP_ROUTE = gatewayApi('HTTPRoute', 'httproutes', [
  'v1',
  'v1beta1',
]);
export const GRPC_ROUTE = gatewayApi('GRPCRoute', 'grpcroutes', [
  'v1',
  'v1alpha2',
]);
export const TLS_ROUTE = gatewayApi('TLSRoute', 'tlsroutes', [
  'v1',
  'v1alpha3',
  'v1alpha2',
]);
export const TCP_ROUTE = gatewayApi('TCPRoute', 'tcproutes', [
  'v1',
  'v1alpha2',
]);
export const UDP_ROUTE = gatewayApi('UDPRoute', 'udproutes', [
  'v1',
  'v1alpha2',
]);
export const REFERENCE_GRANT = gatewayApi('ReferenceGrant', 'referencegrants', [
  'v1',
  'v1beta1',
]);

/** Until 1.5 ListenerSet was experimental, in a group and under a name of its own. */
export const LISTENER_SETS: readonly KindRef[] = [
  {
    ...gatewayApi('ListenerSet', 'listenersets', ['v1']),
    leftOutOfFiles: true,
  },
  {
    group: 'gateway.networking.x-k8s.io',
    kind: 'XListenerSet',
    plural: 'xlistenersets',
    versions: ['v1alpha1'],
    scope: 'Namespaced',
    leftOutOfFiles: true,
  },
];
/** Kinds that are experimental, in the group for them. */
const experimental = (kind: string, plural: string): KindRef => ({
  group: 'gateway.networking.x-k8s.io',
  kind,
  plural,
  versions: ['v1alpha1'],
  scope: 'Namespaced',
});
export const X_BACKEND_TRAFFIC_POLICY = experimental(
  'XBackendTrafficPolicy',
  'xbackendtrafficpolicies',
);
export const X_MESH: KindRef = {
  ...experimental('XMesh', 'xmeshes'),
  scope: 'Cluster',
};

export const BACKEND_TLS_POLICY = gatewayApi(
  'BackendTLSPolicy',
  'backendtlspolicies',
  ['v1', 'v1alpha3'],
);

/** The kinds that routes are made of. */
export const ROUTE_KIND_REFS: readonly KindRef[] = [
  HTTP_ROUTE,
  GRPC_ROUTE,
  TLS_ROUTE,
  TCP_ROUTE,
  UDP_ROUTE,
];

/** The section of a policy target that is a backend of the rule: no object can have a part of this name. */
export const AS_BACKEND = 'as a backend';

/** What policies of the Gateway API are attached to (GEP-713). */
export const POLICY_TARGET_KINDS: readonly KindRef[] = [
  GATEWAY_CLASS,
  GATEWAY,
  ...LISTENER_SETS,
  ...ROUTE_KIND_REFS,
];
