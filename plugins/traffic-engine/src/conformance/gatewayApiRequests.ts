import { DEPLOYMENT, ENDPOINT_SLICE, SERVICE } from '../kinds/coreKinds';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { isRecord, readLabels, readRecord } from '../snapshot/read';
import type { ServedResponse } from '../sources/gateway-api/serve/ServedResponse';
import { serveConnection } from '../sources/gateway-api/serve/serveConnection';
import {
  serveGrpcCall,
  serveRequest,
} from '../sources/gateway-api/serve/serveRequest';
import type { GatewayApiTranslation } from '../sources/gateway-api/translate';
import { podTemplateOf } from '../topology/Pod';
import { serviceFact } from '../topology/Service';
import type {
  ConformanceGrpc,
  ConformanceRequest,
  ConformanceTls,
} from './GatewayApiCase';

interface World {
  readonly snapshot: ClusterSnapshot;
  readonly translation: GatewayApiTranslation;
}

const GRPC_SERVICE = 'gateway_api_conformance.echo_basic.grpcecho.GrpcEcho';

/** What is wrong with a gRPC call, in words; a call that the case expects no code of must reach a backend. */
export function grpcDifference(
  line: ConformanceGrpc,
  { snapshot, translation }: World,
): string | undefined {
  const [namespace, name] = line.gateway.split('/');
  const host = line.request?.Authority ?? '192.0.2.1';
  const response = serveGrpcCall(
    translation,
    {
      gateway: { namespace, name },
      port: portOf(translation, { namespace, name, host, scheme: 'http' }),
      scheme: 'http',
      host,
      method: 'POST',
      path: `/${GRPC_SERVICE}/${line.method}`,
      headers: line.request?.Metadata ?? {},
    },
    ({ service }) => isReady(snapshot, service),
  );
  const isRight =
    line.code === '$codes.Unimplemented'
      ? response.kind === 'not-found'
      : response.kind === 'backends' &&
        response.shares.every(
          ({ share, outcome, backend }) =>
            share === 0 ||
            (outcome.kind === 'forwarded' &&
              (line.backend === null ||
                isBehind(snapshot, backend, line.backend))),
        );
  return isRight
    ? undefined
    : `gRPC ${line.method}: got ${JSON.stringify(
        response,
      )}, wanted ${JSON.stringify(line)}`;
}

/** What is wrong with a TLS line: a request where TLS ends at the Gateway, a connection where it goes through. */
export function tlsDifference(
  line: ConformanceTls,
  { snapshot, translation }: World,
): string | undefined {
  const { request, status, backend } = line;
  const [namespace, name] = line.gateway.split('/');
  const gateway = translation.gateways.find(
    ({ ref }) => ref.namespace === namespace && ref.name === name,
  );
  const listener = gateway?.fact.listeners.find(
    ({ protocol }) => protocol === 'TLS',
  );
  if (!listener && request && status !== undefined) {
    return requestDifference(
      { ...line, request, status, backend: backend ?? null },
      { snapshot, translation, scheme: 'https' },
    );
  }
  const response = serveConnection(
    translation,
    {
      gateway: { namespace, name },
      port: listener?.port ?? 443,
      protocol: 'TLS',
      serverName: line.sni ?? anyServerName(translation, line.gateway),
    },
    ({ service }) => isReady(snapshot, service),
  );
  const reaches =
    response.kind === 'backends' &&
    response.shares.some(({ outcome }) => outcome === 'forwarded');
  const isRight = line.rejected
    ? !reaches
    : reaches &&
      response.shares.every(
        share =>
          share.outcome === 'forwarded' &&
          (!backend || isBehind(snapshot, share.backend, backend)),
      );
  return isRight
    ? undefined
    : `TLS ${line.sni}: got ${JSON.stringify(
        response,
      )}, wanted ${JSON.stringify(line)}`;
}

/** A server name that a route at the Gateway has, for lines that name none. */
function anyServerName(
  { routes }: GatewayApiTranslation,
  gateway: string,
): string | undefined {
  return routes
    .filter(({ parents }) =>
      parents.some(
        ({ parentRef }) =>
          `${parentRef.namespace}/${parentRef.name}` === gateway,
      ),
    )
    .flatMap(({ fact }) => fact.hostnames)[0];
}

/** What is wrong with the answer to a request line, in words; undefined when nothing is. */
export function requestDifference(
  line: ConformanceRequest,
  { snapshot, translation, scheme }: World & { scheme: 'http' | 'https' },
): string | undefined {
  const [namespace, name] = line.gateway.split('/');
  const { host, method, path, headers } = line.request;
  const response = serveRequest(
    translation,
    {
      gateway: { namespace, name },
      port: portOf(translation, { namespace, name, host, scheme }),
      scheme,
      host: host ?? '192.0.2.1',
      ...(line.sni ? { serverName: line.sni } : {}),
      method,
      path,
      headers: headers ?? {},
    },
    ({ service }) => isReady(snapshot, service),
  );
  return answers(line, response, snapshot)
    ? undefined
    : `${method} ${path} at ${host}: got ${JSON.stringify(
        response,
      )}, wanted ${JSON.stringify(line)}`;
}

function portOf(
  { gateways }: GatewayApiTranslation,
  to: {
    namespace: string;
    name: string;
    host: string | null;
    scheme: 'http' | 'https';
  },
): number {
  const gateway = gateways.find(
    ({ ref }) => ref.namespace === to.namespace && ref.name === to.name,
  );
  const listeners = (gateway?.merged ?? []).map(({ fact }) => fact);
  const ports = listeners
    .filter(({ protocol }) => protocol === to.scheme.toUpperCase())
    .filter(({ hostname }) => to.scheme === 'http' || hostname === to.host)
    .map(({ port }) => port);
  const others = listeners
    .filter(({ protocol }) => protocol === to.scheme.toUpperCase())
    .map(({ port }) => port);
  const named = Number(to.host?.split(':')[1]);
  return others.includes(named) ? named : ports[0] ?? others[0] ?? 0;
}

/** Whether a response is what a line wants; what the line leaves open is not looked at. */
function answers(
  line: ConformanceRequest,
  response: ServedResponse,
  snapshot: ClusterSnapshot,
): boolean {
  const allows = (status: number) =>
    line.status === null || [line.status].flat().includes(status);
  switch (response.kind) {
    case 'refused':
      return line.rejected ?? false;
    case 'preflight':
      return (
        allows(200) &&
        response.allowed !==
          (line.absentResponseHeaders ?? []).includes(
            'access-control-allow-origin',
          )
      );
    case 'redirect':
      return allows(response.status) && isRedirect(line, response.location);
    case 'backends':
      return isForwarded(line, response, { snapshot, allows });
    case 'unknown':
      return false;
    default:
      return allows(response.status) && line.backend === null;
  }
}

function isRedirect(
  { redirect = {} }: ConformanceRequest,
  location: {
    scheme: string;
    hostname: string;
    port: number | null;
    path: string;
  },
): boolean {
  const { scheme, host, port, path } = redirect;
  return (
    (scheme ?? location.scheme) === location.scheme &&
    (host ?? location.hostname) === location.hostname &&
    (path ?? location.path) === location.path &&
    (port === undefined ? null : Number(port)) === location.port
  );
}

function isForwarded(
  line: ConformanceRequest,
  response: ServedResponse & { kind: 'backends' },
  {
    snapshot,
    allows,
  }: { snapshot: ClusterSnapshot; allows: (status: number) => boolean },
): boolean {
  const mirrored = response.mirrors.map(
    ({ namespace, name }) => `${namespace}/${name}`,
  );
  const wantedMirrors = (line.mirroredTo ?? []).map(
    ({ BackendRef }) => `${BackendRef.Namespace}/${BackendRef.Name}`,
  );
  return (
    response.shares.every(({ share, outcome, backend }) => {
      switch (share === 0 ? 'unused' : outcome.kind) {
        case 'unused':
          return true;
        case 'forwarded':
          return (
            outcome.kind === 'forwarded' &&
            !line.rejected &&
            allows(200) &&
            (line.backend === null ||
              isBehind(snapshot, backend, line.backend)) &&
            [outcome.path, ''].includes(
              line.seenByBackend?.path ?? outcome.path,
            ) &&
            [outcome.host, ''].includes(
              line.seenByBackend?.host ?? outcome.host,
            )
          );
        case 'redirected':
          return (
            outcome.kind === 'redirected' &&
            allows(outcome.status) &&
            isRedirect(line, outcome.location)
          );
        case 'failed':
          return outcome.kind === 'failed' && allows(outcome.status);
        default:
          return false;
      }
    }) &&
    (wantedMirrors.length === 0 || wantedMirrors.join() === mirrored.join())
  );
}

/** Whether a Service is the named backend or another way to the same pods; whose slices are kept by hand leads anywhere. */
function isBehind(
  snapshot: ClusterSnapshot,
  service: { namespace: string; name: string },
  backend: string,
): boolean {
  const [namespace, name] = backend.split('/');
  if (service.namespace === namespace && service.name === name) {
    return true;
  }
  const selected = deploymentsOf(snapshot, service);
  return (
    selected.some(
      deployment =>
        deployment.metadata.name === name && service.namespace === namespace,
    ) ||
    (selected.length === 0 && hasSlices(snapshot, service))
  );
}

function isReady(
  snapshot: ClusterSnapshot,
  service: { namespace: string; name: string },
): boolean {
  return (
    deploymentsOf(snapshot, service).length > 0 || hasSlices(snapshot, service)
  );
}

function deploymentsOf(
  snapshot: ClusterSnapshot,
  ref: { namespace: string; name: string },
): readonly KubeObject[] {
  const object = snapshot.get(SERVICE, ref.namespace, ref.name);
  const selector = object ? serviceFact(object).selector : null;
  if (!selector) {
    return [];
  }
  return snapshot.list(DEPLOYMENT, ref.namespace).filter(deployment => {
    const labels = readLabels(
      readRecord(podTemplateOf(deployment), 'metadata'),
      'labels',
    );
    const replicas = isRecord(deployment.spec) ? deployment.spec.replicas : 1;
    return (
      replicas !== 0 &&
      Object.entries(selector).every(([key, value]) => labels[key] === value)
    );
  });
}

function hasSlices(
  snapshot: ClusterSnapshot,
  { namespace, name }: { namespace: string; name: string },
): boolean {
  return snapshot
    .list(ENDPOINT_SLICE, namespace)
    .some(
      ({ metadata }) =>
        metadata.labels?.['kubernetes.io/service-name'] === name,
    );
}
