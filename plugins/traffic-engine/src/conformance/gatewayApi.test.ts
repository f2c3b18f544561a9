import type { Condition, KindStatus } from '@portolan/plugin-traffic-common';
import { DEPLOYMENT, ENDPOINT_SLICE, POD, SERVICE } from '../kinds/coreKinds';
import { groupOf, kindKey, type KindRef } from '../kinds/KindRef';
import {
  createSnapshot,
  type ClusterSnapshot,
} from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { parseKubeObject } from '../snapshot/parseKubeObject';
import { isRecord, readLabels, readRecord } from '../snapshot/read';
import { gatewayApi } from '../sources/gateway-api';
import { serveRequest } from '../sources/gateway-api/serve/serveRequest';
import type { ServedResponse } from '../sources/gateway-api/serve/ServedResponse';
import {
  gatewayApiTranslation,
  type GatewayApiTranslation,
} from '../sources/gateway-api/translate';
import { podTemplateOf } from '../topology/Pod';
import { serviceFact } from '../topology/Service';
import {
  gatewayApiCaseSchema,
  type ConformanceRequest,
  type ConformanceStatus,
  type GatewayApiCase,
} from './GatewayApiCase';
import { readConformance } from './readConformance';

/**
 * The Gateway API's own conformance tests, as far as they ask what a controller decides.
 *
 * How it is counted. A case is ours when every kind of its documents is read here. A request is right when the kind of
 * answer, its status, its backend, and every part of a redirect, of a rewritten path or host, and of the mirrors that the
 * case names are right. A status is one line of the case, right when every condition of it (and the supported kinds of a
 * listener) is; listener counts are the numbers of attached routes. Lines that come after a change of the objects are left
 * out; requests over TLS are counted apart.
 *
 * How the documents are read. The GatewayClass supports all route kinds and, beyond these, the features that the case
 * requires and no other, since upstream picks its cases by them. The documents have Deployments and no pods: a Service has
 * ready endpoints when it selects a Deployment, or when slices are kept for it by hand (the case fills these while it
 * runs). A request whose host names no port of a listener goes to the Gateway's first port for its protocol.
 */
const KINDS: readonly KindRef[] = [
  ...gatewayApi.reads,
  ...(gatewayApi.readsIfGiven ?? []),
  DEPLOYMENT,
  POD,
  ENDPOINT_SLICE,
];
const ROUTE_FEATURES = [
  'Gateway',
  'ReferenceGrant',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
];

/** Lines that are not met, each with the reason; anything else that differs fails its case. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'HTTPRouteTimeoutBackendRequest GET /backend-timeout?delay=1s':
    'the backend answers late on request: timing is the data plane’s',
  'HTTPRouteTimeoutRequest GET /request-timeout?delay=1s':
    'the backend answers late on request: timing is the data plane’s',
  'GatewayFrontendClientCertificateValidation GET / at example.org':
    'the client shows no valid certificate: handshakes are the data plane’s',
  'GatewayFrontendClientCertificateValidation GET / at second-example.org':
    'the client shows no valid certificate: handshakes are the data plane’s',
};

const synced: KindStatus = { state: 'synced', at: '2026-01-01T00:00:00Z' };
const lines = readConformance('gateway-api-conformance.jsonl');
const cases = (lines ?? []).map(line =>
  gatewayApiCaseSchema.parse(JSON.parse(line)),
);
const known = new Set<string>(KINDS.map(kindKey));
const ours = cases
  .map(item => ({ ...item, objects: item.docs.map(objectOf) }))
  .filter(({ objects }) => objects.every(object => known.has(keyOf(object))));

const tally = {
  requests: { right: 0, all: 0 },
  tls: { right: 0, all: 0 },
  statuses: { right: 0, all: 0 },
  counts: { right: 0, all: 0 },
};

(lines ? describe : describe.skip)('gateway-api conformance', () => {
  afterAll(() => {
    const say = ({ right, all }: { right: number; all: number }) =>
      `${right}/${all}`;
    process.stdout.write(
      `conformance gateway-api: ${ours.length} cases, ${say(
        tally.requests,
      )} requests, ${say(tally.statuses)} statuses, ${say(
        tally.counts,
      )} listener counts (${say(tally.tls)} TLS requests, ${
        cases.length
      } cases in all)\n`,
    );
  });

  it('finds its cases', () => {
    expect(ours.length).toBeGreaterThan(0);
  });

  it.each(ours)('$id', item => {
    const snapshot = snapshotOf(item);
    const translation = snapshot.index(gatewayApiTranslation);
    const differences = [
      ...item.expected.requests.flatMap(request =>
        judge('requests', request, () =>
          requestDifference(request, { snapshot, translation, scheme: 'http' }),
        ),
      ),
      ...item.expected.tls.flatMap(request =>
        judge('tls', request, () =>
          requestDifference(request, {
            snapshot,
            translation,
            scheme: 'https',
          }),
        ),
      ),
      ...item.expected.statuses.flatMap(status =>
        judge('statuses', status, () => statusDifference(status, translation)),
      ),
      ...item.expected.statuses.flatMap(status =>
        status.attachedRoutes === undefined || status.on !== 'listener'
          ? []
          : judge('counts', status, () => countDifference(status, translation)),
      ),
    ];
    expect(
      differences.filter(text => !isKnownDifference(item.id, text)),
    ).toEqual([]);
  });
});

function judge<T extends { afterMutation?: boolean }>(
  kind: keyof typeof tally,
  line: T,
  differ: () => string | undefined,
): string[] {
  if (line.afterMutation) {
    return [];
  }
  const difference = differ();
  tally[kind].all += 1;
  tally[kind].right += difference === undefined ? 1 : 0;
  return difference === undefined ? [] : [difference];
}

function isKnownDifference(id: string, text: string): boolean {
  return Object.keys(KNOWN_DIFFERENCES).some(line =>
    `${id} ${text}`.startsWith(line),
  );
}

function snapshotOf({
  objects,
  features,
}: GatewayApiCase & { objects: readonly KubeObject[] }): ClusterSnapshot {
  const supported = [...new Set([...ROUTE_FEATURES, ...features])];
  const withFeatures = objects.map(
    (object): KubeObject =>
      object.kind === 'GatewayClass'
        ? {
            ...object,
            status: { supportedFeatures: supported.map(name => ({ name })) },
          }
        : object,
  );
  return createSnapshot({
    cluster: 'conformance',
    kinds: KINDS.map(kind => ({
      kind,
      status: synced,
      version: '1',
      objects: withFeatures.filter(object => keyOf(object) === kindKey(kind)),
    })),
  });
}

function requestDifference(
  line: ConformanceRequest,
  {
    snapshot,
    translation,
    scheme,
  }: {
    snapshot: ClusterSnapshot;
    translation: GatewayApiTranslation;
    scheme: 'http' | 'https';
  },
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
      ...(line.sni === undefined ? {} : { serverName: line.sni }),
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
  const ports = (gateway?.fact.listeners ?? [])
    .filter(({ protocol }) => protocol === to.scheme.toUpperCase())
    .filter(({ hostname }) => to.scheme === 'http' || hostname === to.host)
    .map(({ port }) => port);
  const others = (gateway?.fact.listeners ?? [])
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

function statusDifference(
  line: ConformanceStatus,
  translation: GatewayApiTranslation,
): string | undefined {
  const found = findConditions(line, translation);
  const wanted = line.conditions ?? [
    ...(line.type
      ? [{ type: line.type, status: line.status, reason: line.reason }]
      : []),
  ];
  const isRight =
    found !== undefined &&
    wanted.every(({ type, status, reason }) =>
      found.some(
        condition =>
          condition.type === type &&
          condition.status === status &&
          (!reason || condition.reason === reason),
      ),
    );
  return isRight && isRestRight(line, translation)
    ? undefined
    : `status ${JSON.stringify(line)}: got ${JSON.stringify(found)}`;
}

function findConditions(
  line: ConformanceStatus,
  { attachments, gateways, listeners }: GatewayApiTranslation,
): readonly Condition[] | undefined {
  switch (line.on) {
    case 'route':
      return line.noAcceptedParents
        ? []
        : attachments.find(
            ({ route, parentRef }) =>
              `${route.namespace}/${route.name}` === line.route &&
              `${parentRef.namespace}/${parentRef.name}` === line.gateway &&
              route.kind === (line.kind ?? 'HTTPRoute'),
          )?.predicted;
    case 'gateway':
      return line.attachedRoutes === undefined
        ? gateways.find(
            ({ ref }) => `${ref.namespace}/${ref.name}` === line.object,
          )?.predicted
        : [];
    case 'listener':
      return listeners.find(listener => isListener(line, listener))?.predicted;
    default:
      return undefined;
  }
}

/** What a line says beside conditions. */
function isRestRight(
  line: ConformanceStatus,
  translation: GatewayApiTranslation,
): boolean {
  const { attachments, listeners, gateways } = translation;
  if (line.noAcceptedParents) {
    return attachments
      .filter(({ route }) => `${route.namespace}/${route.name}` === line.route)
      .every(({ predicted }) =>
        predicted.some(
          ({ type, status }) => type === 'Accepted' && status === 'False',
        ),
      );
  }
  if (line.on === 'gateway' && line.attachedRoutes !== undefined) {
    const counts = listeners
      .filter(
        ({ gateway }) =>
          `${gateway.namespace}/${gateway.name}` === line.gateway,
      )
      .map(({ attachedRoutes }) => attachedRoutes);
    return counts.length > 0 && counts.every(n => n === line.attachedRoutes);
  }
  if (line.on === 'route' && line.listeners) {
    const accepting = attachments
      .filter(
        ({ route, parentRef }) =>
          `${route.namespace}/${route.name}` === line.route &&
          `${parentRef.namespace}/${parentRef.name}` === line.gateway,
      )
      .flatMap(attachment => attachment.listeners);
    return line.listeners.every(name => accepting.includes(name));
  }
  if (line.supportedKinds) {
    const supported = gateways
      .flatMap(gateway => gateway.listeners)
      .find(
        ({ gateway, fact }) =>
          `${gateway.ref.namespace}/${gateway.ref.name}` === line.object &&
          fact.name === line.listener,
      )
      ?.verdict.supportedKinds.map(({ kind }) => kind);
    return line.supportedKinds.length === 0
      ? supported?.length === 0
      : line.supportedKinds.every(kind => supported?.includes(kind));
  }
  return true;
}

function countDifference(
  line: ConformanceStatus,
  { listeners }: GatewayApiTranslation,
): string | undefined {
  const count = listeners.find(listener =>
    isListener(line, listener),
  )?.attachedRoutes;
  return count === line.attachedRoutes
    ? undefined
    : `attached routes of ${line.object} ${line.listener}: got ${count}, wanted ${line.attachedRoutes}`;
}

function isListener(
  line: ConformanceStatus,
  listener: {
    gateway: { namespace: string; name: string };
    name: string;
  },
): boolean {
  const { gateway, name } = listener;
  return (
    `${gateway.namespace}/${gateway.name}` === line.object &&
    name === line.listener
  );
}

function objectOf(doc: unknown): KubeObject {
  const result = parseKubeObject(doc);
  if (!result.ok) {
    throw new Error(result.message);
  }
  return result.object;
}

function keyOf(object: KubeObject): string {
  return kindKey({ group: groupOf(object.apiVersion), kind: object.kind });
}
