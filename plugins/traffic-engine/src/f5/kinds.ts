import type { KindRef } from '../kinds/KindRef';

/** What an IngressClass of the NGINX Ingress Controller of F5 names. */
export const F5_CONTROLLER = 'nginx.org/ingress-controller';

const kind = (
  name: string,
  plural: string,
  versions: readonly string[] = ['v1'],
): KindRef => ({
  group: 'k8s.nginx.org',
  kind: name,
  plural,
  versions,
  scope: 'Namespaced',
});

export const VIRTUAL_SERVER = kind('VirtualServer', 'virtualservers');
export const VIRTUAL_SERVER_ROUTE = kind(
  'VirtualServerRoute',
  'virtualserverroutes',
);
export const TRANSPORT_SERVER = kind('TransportServer', 'transportservers', [
  'v1',
  'v1alpha1',
]);
export const F5_POLICY: KindRef = {
  ...kind('Policy', 'policies'),
  leftOutOfFiles: true,
};
/** The ports that the controller opens beside 80 and 443. */
export const GLOBAL_CONFIGURATION: KindRef = {
  ...kind('GlobalConfiguration', 'globalconfigurations', ['v1', 'v1alpha1']),
  leftOutOfFiles: true,
};
