import type { KindRef } from '../kinds/KindRef';

/** Where a control plane is installed unless somebody chose another place; the default of MeshConfig.rootNamespace. */
export const SYSTEM_NAMESPACE = 'istio-system';

/** The default of MeshConfig.trustDomain. */
export const TRUST_DOMAIN = 'cluster.local';

/** The domain of Service names: MeshConfig and the control plane's `--domain` have this default. */
export const CLUSTER_DOMAIN = 'cluster.local';

const NETWORKING_GROUP = 'networking.istio.io';
const SECURITY_GROUP = 'security.istio.io';

const networking = (kind: string, plural: string): KindRef => ({
  group: NETWORKING_GROUP,
  kind,
  plural,
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  scope: 'Namespaced',
});
const security = (kind: string, plural: string): KindRef => ({
  group: SECURITY_GROUP,
  kind,
  plural,
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
});

export const ISTIO_GATEWAY: KindRef = {
  ...networking('Gateway', 'gateways'),
  leftOutOfFiles: true,
};
export const VIRTUAL_SERVICE = networking('VirtualService', 'virtualservices');
export const DESTINATION_RULE = networking(
  'DestinationRule',
  'destinationrules',
);
export const SERVICE_ENTRY: KindRef = {
  ...networking('ServiceEntry', 'serviceentries'),
  leftOutOfFiles: true,
};
export const SIDECAR = networking('Sidecar', 'sidecars');
export const WORKLOAD_GROUP = networking('WorkloadGroup', 'workloadgroups');
export const ENVOY_FILTER: KindRef = {
  ...networking('EnvoyFilter', 'envoyfilters'),
  versions: ['v1alpha3'],
};
export const PROXY_CONFIG: KindRef = {
  ...networking('ProxyConfig', 'proxyconfigs'),
  versions: ['v1beta1'],
};
export const AUTHORIZATION_POLICY = security(
  'AuthorizationPolicy',
  'authorizationpolicies',
);
export const PEER_AUTHENTICATION = security(
  'PeerAuthentication',
  'peerauthentications',
);
export const REQUEST_AUTHENTICATION = security(
  'RequestAuthentication',
  'requestauthentications',
);
export const WASM_PLUGIN: KindRef = {
  group: 'extensions.istio.io',
  kind: 'WasmPlugin',
  plural: 'wasmplugins',
  versions: ['v1alpha1'],
  scope: 'Namespaced',
};
export const TELEMETRY: KindRef = {
  group: 'telemetry.istio.io',
  kind: 'Telemetry',
  plural: 'telemetries',
  versions: ['v1', 'v1alpha1'],
  scope: 'Namespaced',
};
