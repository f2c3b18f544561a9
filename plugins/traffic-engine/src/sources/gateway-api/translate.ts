import type {
  Attachment,
  Gateway,
  Listener,
} from '@portolan/plugin-traffic-common';
import { NAMESPACE, SERVICE } from '../../kinds/coreKinds';
import type { KindRef } from '../../kinds/KindRef';
import type { RouteDraft } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import { CERTIFICATE_READS } from '../../references/certificates';
import { Carried } from '../../snapshot/Carried';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { ENVOY_GATEWAY_PROXY } from '../../topology/envoyGatewayProxy';
import { VENDOR_BACKEND_KINDS } from '../../topology/vendorBackend';
import { VENDOR_FILTER_KINDS } from '../../topology/vendorFilter';
import type { SourceProblem } from '../Source';
import {
  compareConditions,
  decodeVerdict,
} from '../../conditions/decodeVerdict';
import type { GatewayEntry, ListenerEntry } from './gateways/GatewayEntry';
import { buildGatewayIndex, type GatewayIndex } from './gateways/gatewayIndex';
import { findOverlapping, OVERLAPPING } from './gateways/overlappingHostnames';
import {
  BACKEND_TLS_POLICY,
  CONFIG_MAP,
  GATEWAY,
  GATEWAY_CLASS,
  LISTENER_SETS,
  REFERENCE_GRANT,
  SECRET,
  SOURCE_ID,
  X_BACKEND_TRAFFIC_POLICY,
  X_MESH,
} from './kinds';
import {
  buildBackendTlsPolicies,
  type BackendTlsPolicies,
} from './policies/backendTlsPolicies';
import { buildBackendTrafficPolicies } from './policies/backendTrafficPolicies';
import { buildRoutes, type BuiltRoute } from './routes/buildRoutes';
import { tlsOf } from './routes/doors';
import { draftRoutes, type OwnDrafts } from './routes/draftRoutes';
import { toMeshAttachment } from './routes/meshRoutes';
import { ROUTE_KINDS } from './routes/routeKinds';
import {
  predictedAt,
  type ParentEntry,
  type RouteEntry,
} from './routes/RouteEntry';

export const READS: readonly KindRef[] = [
  GATEWAY_CLASS,
  GATEWAY,
  ...LISTENER_SETS,
  BACKEND_TLS_POLICY,
  X_BACKEND_TRAFFIC_POLICY,
  X_MESH,
  ...ROUTE_KINDS.map(({ kind }) => kind),
  REFERENCE_GRANT,
  NAMESPACE,
  SERVICE,
  ...VENDOR_BACKEND_KINDS.map(({ kind }) => kind),
  ...VENDOR_FILTER_KINDS.map(({ kind }) => kind),
  ENVOY_GATEWAY_PROXY,
];

/** Kinds that are used where a snapshot has them and are never asked for. */
export const READS_IF_GIVEN: readonly KindRef[] = [
  SECRET,
  CONFIG_MAP,
  ...CERTIFICATE_READS,
];

/** The Gateway API of one cluster, translated; `gateways` and `routes` keep what the wire has no place for. */
export interface GatewayApiTranslation {
  readonly gateways: readonly GatewayEntry[];
  readonly routes: readonly RouteEntry[];
  readonly backendTlsPolicies: BackendTlsPolicies;
  readonly wireGateways: readonly Gateway[];
  readonly listeners: readonly Listener[];
  readonly attachments: readonly Attachment[];
  readonly drafts: readonly RouteDraft[];
  readonly problems: readonly SourceProblem[];
  /** What a later translation may take over. */
  readonly carried: {
    readonly gateways: Carried<KindRef, GatewayIndex>;
    readonly routes: Carried<KubeObject, BuiltRoute>;
    /** None where policies of other objects decide about connections to backends. */
    readonly drafts: OwnDrafts | undefined;
  };
}

/** Kept as long as none of the kinds it reads changes, for all who need more than the source's result. */
export const gatewayApiTranslation = steppedIndex<GatewayApiTranslation>({
  name: 'gateway-api-translation',
  reads: [...READS, ...READS_IF_GIVEN],
  buildInSteps: translate,
});

function* translate(
  snapshot: ClusterSnapshot,
  before?: GatewayApiTranslation,
): Generator<void, GatewayApiTranslation> {
  const known = before?.carried;
  const carriedGateways = new Carried(snapshot, known?.gateways);
  const gateways = carriedGateways.of(GATEWAY, [], () =>
    buildGatewayIndex(carriedGateways.view),
  );
  yield;
  const carriedRoutes = new Carried(snapshot, known?.routes);
  const { routes, problems } = yield* buildRoutes(
    snapshot,
    gateways,
    carriedRoutes,
  );
  const backendTlsPolicies = buildBackendTlsPolicies(snapshot, routes);
  yield;
  const backendTraffic = buildBackendTrafficPolicies(snapshot);
  const hasPolicies =
    backendTlsPolicies.all.length > 0 || !backendTraffic.isEmpty;
  const { drafts, own } = yield* draftRoutes(
    routes,
    {
      ...backendTlsPolicies,
      settingsFor: (gateway, backend) => {
        const tls = backendTlsPolicies.settingsFor(gateway, backend);
        const traffic = backendTraffic.settingsFor(backend);
        return traffic.length === 0 ? tls : [...tls, ...traffic];
      },
    },
    hasPolicies ? undefined : known?.drafts,
  );
  return {
    gateways: gateways.all,
    routes,
    backendTlsPolicies,
    wireGateways: gateways.all.map(toGateway),
    listeners: listListeners(gateways.all, routes),
    attachments: listAttachments(routes),
    drafts,
    problems: [
      ...gateways.problems,
      ...problems,
      ...backendTlsPolicies.problems,
      ...snapshot.list(X_MESH).map(object => meshProblem(snapshot, object)),
    ],
    carried: {
      gateways: carriedGateways.seal(),
      routes: carriedRoutes.seal(),
      drafts: hasPolicies ? undefined : own,
    },
  };
}

/** What a mesh supports is its controller's; nothing of it is needed to follow mesh routes. */
function meshProblem(
  { cluster }: ClusterSnapshot,
  object: KubeObject,
): SourceProblem {
  return {
    severity: 'info',
    object: refTo(cluster, object),
    path: 'spec',
    message: 'Seen, not interpreted: an XMesh says which mesh is there.',
  };
}

function listAttachments(routes: readonly RouteEntry[]): readonly Attachment[] {
  const attachments: Attachment[] = [];
  for (const route of routes) {
    for (const parent of route.parents) {
      attachments.push(toAttachment(route, parent));
    }
    for (const parent of route.mesh) {
      attachments.push(toMeshAttachment(route, parent));
    }
  }
  return attachments;
}

function toAttachment(route: RouteEntry, parent: ParentEntry): Attachment {
  const predicted = predictedAt(route, parent);
  return {
    route: route.ref,
    parentRef: parent.parentRef,
    predicted,
    reported: parent.reported,
    agreement: compareConditions(predicted, parent.reported),
    listeners: parent.acceptances.map(({ listener }) => listener.fact.name),
    provenance: at(SOURCE_ID, route.ref)(`spec.parentRefs[${parent.index}]`),
  };
}

function toGateway(entry: GatewayEntry): Gateway {
  const { ref, fact, gatewayClass, sets } = entry;
  const controller = gatewayClass.controller ?? '';
  const predicted = [...entry.predicted];
  const reported = decodeVerdict({
    conditions: fact.conditions,
    generation: fact.generation,
    controller,
  });
  return {
    ref,
    className: gatewayClass.name,
    controller: gatewayClass.controller,
    supportedFeatures: gatewayClass.features
      ? [...gatewayClass.features].sort()
      : null,
    addresses: [...fact.addresses],
    predicted,
    reported,
    agreement: compareConditions(predicted, reported),
    listenerSets: sets.map(set => ({
      ref: set.ref,
      predicted: [...set.predicted],
      reported: decodeVerdict({
        conditions: set.fact.conditions,
        generation: set.fact.generation,
        controller,
      }),
    })),
    provenance: at(SOURCE_ID, ref)('spec'),
  };
}

function listListeners(
  gateways: readonly GatewayEntry[],
  routes: readonly RouteEntry[],
): readonly Listener[] {
  const counts = countRoutes(routes);
  return gateways.flatMap(({ merged }) => {
    const overlapping = findOverlapping(merged);
    return merged.map(listener =>
      toListener(listener, {
        attachedRoutes: counts.get(listener) ?? 0,
        overlaps: overlapping.has(listener),
      }),
    );
  });
}

/** Routes with Accepted=True by listener, each route once, whatever the state of the listener (attachedRoutes). */
function countRoutes(
  routes: readonly RouteEntry[],
): ReadonlyMap<ListenerEntry, number> {
  const counts = new Map<ListenerEntry, number>();
  for (const { parents } of routes) {
    const listeners = new Set<ListenerEntry>();
    for (const { acceptances } of parents) {
      for (const { listener } of acceptances) {
        listeners.add(listener);
      }
    }
    for (const listener of listeners) {
      counts.set(listener, (counts.get(listener) ?? 0) + 1);
    }
  }
  return counts;
}

function toListener(
  listener: ListenerEntry,
  { attachedRoutes, overlaps }: { attachedRoutes: number; overlaps: boolean },
): Listener {
  const { fact, verdict, owner } = listener;
  const { ref, fact: gateway, gatewayClass } = listener.gateway;
  const written = writtenBy(listener);
  const status = written.listenerStatuses.find(
    ({ name }) => name === fact.name,
  );
  return {
    gateway: ref,
    listenerSet: owner === ref ? null : owner,
    name: fact.name,
    port: fact.port,
    protocol: fact.protocol,
    hostname: fact.hostname || null,
    className: gatewayClass.name,
    controller: gatewayClass.controller,
    addresses: [...gateway.addresses],
    tls: tlsOf(listener),
    supportedKinds: verdict.supportedKinds.map(({ group, kind }) => ({
      group,
      kind,
    })),
    attachedRoutes,
    reportedAttachedRoutes: status?.attachedRoutes ?? null,
    predicted: [
      verdict.accepted,
      verdict.conflicted,
      verdict.programmed,
      verdict.resolvedRefs,
      ...(overlaps ? [OVERLAPPING] : []),
    ],
    reported: decodeVerdict({
      conditions: status?.conditions ?? [],
      generation: written.generation,
      controller: gatewayClass.controller ?? '',
    }),
    provenance: at(SOURCE_ID, owner)(fact.path),
  };
}

/** The object that a listener is written in, and whose status tells of it. */
function writtenBy({ gateway, owner }: ListenerEntry) {
  return gateway.sets.find(({ ref }) => ref === owner)?.fact ?? gateway.fact;
}
