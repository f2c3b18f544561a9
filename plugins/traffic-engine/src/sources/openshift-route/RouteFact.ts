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
  /** As the Route has it, in lower case: that of a wildcard is one of the names it stands for. */
  readonly writtenHost: string;
  /** The host without its first label. */
  readonly domain: string;
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
  const writtenHost = (readText(spec, 'host') || chosen || '').toLowerCase();
  return {
    object: refTo(cluster, route),
    createdAt: metadata.creationTimestamp ?? '',
    uid: metadata.uid ?? '',
    host: readHost(
      writtenHost,
      readText(spec, 'wildcardPolicy') === 'Subdomain',
    ),
    writtenHost,
    domain: writtenHost.slice(writtenHost.indexOf('.') + 1),
    path: readText(spec, 'path') ?? '',
    termination: termination ?? 'none',
    insecure:
      insecure === 'allow' || insecure === 'redirect' ? insecure : 'none',
    targetPort: readPort(readRecord(spec, 'port')),
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

/** A number may be written as a text: the router compares texts. */
function readPort(port: unknown): number | string | null {
  const text = readText(port, 'targetPort');
  return (
    readNumber(port, 'targetPort') ??
    (text !== undefined && /^\d+$/.test(text) ? Number(text) : text ?? null)
  );
}

/** `Subdomain` widens the host to all names beside it: `www.x` becomes `*.x`. */
function readHost(value: string, isWildcard: boolean): Host {
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
    weight: Math.max(
      0,
      Math.trunc(readNumber(value, 'weight') ?? DEFAULT_WEIGHT),
    ),
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
