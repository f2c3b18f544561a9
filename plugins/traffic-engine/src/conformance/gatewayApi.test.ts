import type { KindStatus } from '@portolan/plugin-traffic-common';
import { DEPLOYMENT, ENDPOINT_SLICE, POD } from '../kinds/coreKinds';
import { groupOf, kindKey, type KindRef } from '../kinds/KindRef';
import { normalizeObject } from '../ingest/normalizeObject';
import {
  createSnapshot,
  type ClusterSnapshot,
} from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { parseKubeObject } from '../snapshot/parseKubeObject';
import { gatewayApi, gatewayApiTranslation } from '../sources/gateway-api';
import { gatewayApiCaseSchema, type GatewayApiCase } from './GatewayApiCase';
import {
  grpcDifference,
  requestDifference,
  tlsDifference,
} from './gatewayApiRequests';
import { countDifference, statusDifference } from './gatewayApiStatuses';
import { readConformance } from './readConformance';

/**
 * The Gateway API's own conformance tests, as far as they ask what a controller decides.
 *
 * How it is counted. A case is ours when every kind of its documents is read here. A request is right when the kind of
 * answer, its status, its backend, and every part of a redirect, of a rewritten path or host, and of the mirrors that the
 * case names are right. A status is one line of the case, right when every condition of it (and the supported kinds of a
 * listener) is; listener counts are the numbers of attached routes. Lines that come after a change of the objects are left
 * out; connections over TLS and gRPC calls are counted apart.
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
  grpc: { right: 0, all: 0 },
  statuses: { right: 0, all: 0 },
  counts: { right: 0, all: 0 },
};

const title = lines ? 'gateway-api conformance' : 'conformance data absent';

(lines ? describe : describe.skip)(title, () => {
  afterAll(() => {
    const say = ({ right, all }: { right: number; all: number }) =>
      `${right}/${all}`;
    process.stdout.write(
      `conformance gateway-api: ${ours.length} cases, ${say(
        tally.requests,
      )} requests, ${say(tally.statuses)} statuses, ${say(
        tally.counts,
      )} listener counts (${say(tally.tls)} TLS requests, ${say(
        tally.grpc,
      )} gRPC calls, ${cases.length} cases in all)\n`,
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
      ...item.expected.tls.flatMap(line =>
        judge('tls', line, () =>
          tlsDifference(line, { snapshot, translation }),
        ),
      ),
      ...item.expected.grpc.flatMap(line =>
        judge('grpc', line, () =>
          grpcDifference(line, { snapshot, translation }),
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

function objectOf(doc: unknown): KubeObject {
  const result = parseKubeObject(doc);
  if (!result.ok) {
    throw new Error(result.message);
  }
  return normalizeObject(result.object);
}

function keyOf(object: KubeObject): string {
  return kindKey({ group: groupOf(object.apiVersion), kind: object.kind });
}
