import type { KindRef } from '../../../kinds/KindRef';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readConnectionRoute } from '../facts/connectionRouteFact';
import { readGrpcRoute } from '../facts/grpcRouteFact';
import { readHttpRoute } from '../facts/httpRouteFact';
import type { Parsed } from '../facts/parse';
import type { RouteFact } from '../facts/routeFact';
import {
  GRPC_ROUTE,
  HTTP_ROUTE,
  TCP_ROUTE,
  TLS_ROUTE,
  UDP_ROUTE,
} from '../kinds';

/** How one kind of route is read, and what its backends need from a class. */
export interface RouteKind {
  readonly kind: KindRef;
  readonly read: (object: KubeObject) => Parsed<RouteFact>;
  /** The feature that a class must support for a backend's appProtocol (GEP-1911). */
  readonly featureOfAppProtocol: Readonly<Record<string, string>>;
}

export const ROUTE_KINDS: readonly RouteKind[] = [
  {
    kind: HTTP_ROUTE,
    read: readHttpRoute,
    featureOfAppProtocol: {
      'kubernetes.io/h2c': 'HTTPRouteBackendProtocolH2C',
      'kubernetes.io/ws': 'HTTPRouteBackendProtocolWebSocket',
    },
  },
  { kind: GRPC_ROUTE, read: readGrpcRoute, featureOfAppProtocol: {} },
  ...[TLS_ROUTE, TCP_ROUTE, UDP_ROUTE].map(kind => ({
    kind,
    read: readConnectionRoute,
    featureOfAppProtocol: {},
  })),
];
