import type { KindRef } from '../../kinds/KindRef';
import { ENVOY_GATEWAY_PROXY } from '../../topology/envoyGatewayProxy';
import { ENVOY_GATEWAY_BACKEND } from '../../topology/vendorBackend';
import { ENVOY_GATEWAY_FILTER } from '../../topology/vendorFilter';

/** The id of the source, which every provenance carries. */
export const SOURCE_ID = 'envoy-gateway';
const ENVOY_GATEWAY_GROUP = ENVOY_GATEWAY_BACKEND.group;

const envoy = (kind: string, plural: string): KindRef => ({
  group: ENVOY_GATEWAY_GROUP,
  kind,
  plural,
  versions: ['v1alpha1'],
  scope: 'Namespaced',
});

export const BACKEND = ENVOY_GATEWAY_BACKEND;
export const SECURITY_POLICY = envoy('SecurityPolicy', 'securitypolicies');
export const BACKEND_TRAFFIC_POLICY = envoy(
  'BackendTrafficPolicy',
  'backendtrafficpolicies',
);
export const CLIENT_TRAFFIC_POLICY = envoy(
  'ClientTrafficPolicy',
  'clienttrafficpolicies',
);
export const ENVOY_EXTENSION_POLICY = envoy(
  'EnvoyExtensionPolicy',
  'envoyextensionpolicies',
);
export const ENVOY_PATCH_POLICY = envoy(
  'EnvoyPatchPolicy',
  'envoypatchpolicies',
);
export const HTTP_ROUTE_FILTER = ENVOY_GATEWAY_FILTER;
export const ENVOY_PROXY = ENVOY_GATEWAY_PROXY;
