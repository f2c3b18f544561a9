import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'traefik';
export const TRAEFIK_CONTROLLER = 'traefik.io/ingress-controller';
const GROUP = 'traefik.io';

const kind = (name: string, plural: string): KindRef => ({
  group: GROUP,
  kind: name,
  plural,
  versions: ['v1alpha1'],
  scope: 'Namespaced',
});
/** Routers point at these, so files that hold none of them say nothing. */
const pointedAt = (name: string, plural: string): KindRef => ({
  ...kind(name, plural),
  leftOutOfFiles: true,
});

export const INGRESS_ROUTE = kind('IngressRoute', 'ingressroutes');
export const INGRESS_ROUTE_TCP = kind('IngressRouteTCP', 'ingressroutetcps');
export const INGRESS_ROUTE_UDP = kind('IngressRouteUDP', 'ingressrouteudps');
export const MIDDLEWARE = pointedAt('Middleware', 'middlewares');
export const MIDDLEWARE_TCP = pointedAt('MiddlewareTCP', 'middlewaretcps');
export const TRAEFIK_SERVICE = pointedAt('TraefikService', 'traefikservices');
export const SERVERS_TRANSPORT = pointedAt(
  'ServersTransport',
  'serverstransports',
);
export const SERVERS_TRANSPORT_TCP = pointedAt(
  'ServersTransportTCP',
  'serverstransporttcps',
);
export const TLS_OPTION = pointedAt('TLSOption', 'tlsoptions');
export const TLS_STORE = pointedAt('TLSStore', 'tlsstores');
