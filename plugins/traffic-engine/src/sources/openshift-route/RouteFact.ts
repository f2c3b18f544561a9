import type { Host, ObjectRef } from '@portolan/plugin-traffic-common';
import type { KubeObject } from '../../snapshot/KubeObject';
import { refTo } from '../../model/refs';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../snapshot/read';

/** What one Route says (route.openshift.io/v1 RouteSpec), with the API's defaults. */
export interface RouteFact {
  readonly object: ObjectRef;
  readonly createdAt: string;
  /** '' where it is not given. */
  readonly uid: string;
  /** That of `spec.host`, or the one that a router chose; `*.` for a wildcard policy. */
  readonly host: Host;
  /** '' for all. */
  readonly path: string;
  readonly termination: 'none' | 'edge' | 'reencrypt' | 'passthrough';
  readonly insecure: 'none' | 'allow' | 'redirect';
  readonly targetPort: number | string | null;
  readonly backends: readonly RouteBackend[];
  /** null: no certificate of its own; '' one that is written into the Route. */
  readonly secretName: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  readonly routers: readonly RouterStatus[];
}

export interface RouteBackend {
  readonly kind: string;
  readonly name: string;
  readonly weight: number;
  readonly path: string;
}

/** What one router (IngressController) says of the Route. */
export interface RouterStatus {
  readonly name: string;
  readonly canonicalHost: string | null;
  /** null: it has said nothing yet. */
  readonly admitted: 'True' | 'False' | 'Unknown' | null;
  readonly reason: string;
}

const DEFAULT_WEIGHT = 100;
const TERMINATIONS = ['edge', 'reencrypt', 'passthrough'] as const;

export function readRoute(cluster: string, route: KubeObject): RouteFact {
  const { spec, status, metadata } = route;
  const tls = readRecord(spec, 'tls');
  const termination = TERMINATIONS.find(
    each => each === (readText(tls, 'termination') ?? '').toLowerCase(),
  );
  const insecure = (
    readText(tls, 'insecureEdgeTerminationPolicy') ?? ''
  ).toLowerCase();
  const routers = readList(status, 'ingress').map(readRouter);
  const chosen = readList(status, 'ingress')
    .map(item => readText(item, 'host'))
    .find(Boolean);
  return {
    object: refTo(cluster, route),
    createdAt: metadata.creationTimestamp ?? '',
    uid: metadata.uid ?? '',
    host: readHost(
      readText(spec, 'host') || chosen || '',
      readText(spec, 'wildcardPolicy') === 'Subdomain',
    ),
    path: readText(spec, 'path') ?? '',
    termination: termination ?? 'none',
    insecure:
      insecure === 'allow' || insecure === 'redirect' ? insecure : 'none',
    targetPort:
      readNumber(readRecord(spec, 'port'), 'targetPort') ??
      readText(readRecord(spec, 'port'), 'targetPort') ??
      null,
    backends: [
      readBackend(readRecord(spec, 'to'), 'spec.to'),
      ...readList(spec, 'alternateBackends').map((item, index) =>
        readBackend(item, `spec.alternateBackends[${index}]`),
      ),
    ],
    secretName: readText(tls, 'certificate')
      ? ''
      : readText(readRecord(tls, 'externalCertificate'), 'name') ?? null,
    annotations: metadata.annotations ?? {},
    routers,
  };
}

/** `Subdomain` widens the host to all names beside it: `www.x` becomes `*.x`. */
function readHost(text: string, isWildcard: boolean): Host {
  const value = text.toLowerCase();
  if (value === '') {
    return { kind: 'any', value: '' };
  }
  return isWildcard
    ? { kind: 'wildcard', value: `*${value.slice(value.indexOf('.'))}` }
    : { kind: 'exact', value };
}

function readBackend(value: unknown, path: string): RouteBackend {
  return {
    kind: readText(value, 'kind') ?? 'Service',
    name: readText(value, 'name') ?? '',
    weight: Math.max(0, readNumber(value, 'weight') ?? DEFAULT_WEIGHT),
    path,
  };
}

function readRouter(value: unknown): RouterStatus {
  const condition = readList(value, 'conditions').find(
    item => readText(item, 'type') === 'Admitted',
  );
  const said = readText(condition, 'status');
  return {
    name: readText(value, 'routerName') ?? 'default',
    canonicalHost: readText(value, 'routerCanonicalHostname') || null,
    admitted:
      isRecord(condition) &&
      (said === 'True' || said === 'False' || said === 'Unknown')
        ? said
        : null,
    reason: readText(condition, 'reason') ?? '',
  };
}
