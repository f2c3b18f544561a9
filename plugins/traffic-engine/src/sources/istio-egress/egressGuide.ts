import type { Evidence, WayOut } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { destinationRuleIndex } from '../../istio/destinationRuleIndex';
import type { Proxies } from '../../istio/destinationRuleMerge';
import {
  externalHosts,
  sectionOf,
  type ExternalHost,
} from '../../istio/externalHosts';
import {
  membershipOfWorkload,
  type MeshMembership,
} from '../../istio/meshMembership';
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from '../../istio/kinds';
import { meshRoutes, type RouteQuestion } from '../../istio/meshRoutes';
import { servingWaypoint } from '../../istio/servingWaypoint';
import { NAMESPACE } from '../../kinds/coreKinds';
import type { KindRef } from '../../kinds/KindRef';
import type {
  DependencyDraft,
  WayOutAnswer,
  WayOutGuide,
} from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import type { WorkloadFact } from '../../topology/workloadIndex';
import { declaringNamespaces, isImported } from './declareEntries';
import { detourOf, gatewaysOfWorkloads, type Detour } from './egressGateways';
import { SOURCE_ID } from './kinds';
import { originateTls } from './originateTls';
import type { Caller } from './matchAuthorization';
import { authorizeAtGateway, authorizeAtWaypoint } from './onTheWay';
import { guideToService } from './serviceWaypoint';
import { waypointOf } from './waypoints';

/** Before the guides of network plugins: what a proxy sends elsewhere never leaves the pod for its first destination. */
const ORDER = 10;

/**
 * What may lead a workload's connections elsewhere: a rule of its own proxy, the waypoint of the entry for a host; nothing of the
 * mesh where it is not in it.
 */
const LED_BY: Readonly<Record<MeshMembership, readonly KindRef[]>> = {
  none: [NAMESPACE],
  gateway: [NAMESPACE],
  sidecar: [NAMESPACE, VIRTUAL_SERVICE],
  ambient: [NAMESPACE, SERVICE_ENTRY],
  unknown: [NAMESPACE, VIRTUAL_SERVICE, SERVICE_ENTRY],
};

type Asked = Pick<DependencyDraft, 'destination' | 'port' | 'protocol'>;

/** Follows what the mesh makes of connections: its gateways and the TLS that it adds for hosts outside, and its waypoints. */
export function createEgressGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const namespaces = snapshot.index(namespaceLabels);
  [
    meshRoutes,
    externalHosts,
    destinationRuleIndex,
    gatewaysOfWorkloads,
    servingWaypoint,
  ].forEach(index => snapshot.index<unknown>(index));
  const memberships = new WeakMap<WorkloadFact, MeshMembership>();
  const membershipOnce = (workload: WorkloadFact) => {
    const known =
      memberships.get(workload) ?? membershipOfWorkload(workload, namespaces);
    memberships.set(workload, known);
    return known;
  };
  return {
    order: ORDER,
    reads: workload => LED_BY[membershipOnce(workload)],
    guide: (workload, dependency) => {
      const { destination } = dependency;
      if (destination.kind === 'service') {
        return membershipOnce(workload) === 'ambient'
          ? guideToService(snapshot, {
              service: destination.service,
              port:
                typeof dependency.port === 'number' ? dependency.port : null,
              caller: callerIn({ workload, membership: 'ambient' }),
            })
          : undefined;
      }
      return destination.kind === 'host'
        ? guideToHost(snapshot, {
            workload,
            membership: membershipOnce(workload),
            dependency,
            host: destination.host,
          })
        : undefined;
    },
  };
}

interface Question {
  readonly workload: WorkloadFact;
  readonly membership: MeshMembership;
  readonly dependency: Asked;
  readonly host: string;
}

function guideToHost(
  snapshot: ClusterSnapshot,
  question: Question,
): WayOutAnswer | undefined {
  const { workload, membership, dependency, host } = question;
  if (membership === 'none' || membership === 'gateway') {
    return undefined;
  }
  const port = typeof dependency.port === 'number' ? dependency.port : null;
  const externals = snapshot
    .index(externalHosts)
    .find(host, workload.ref.namespace)
    .filter(
      external =>
        external.isOutside &&
        hasPort(external, port) &&
        isImported(snapshot, workload, { external, port }),
    );
  const evidence = externals
    .filter(
      external =>
        !declaringNamespaces(snapshot, external).includes(
          workload.ref.namespace,
        ),
    )
    .map(toEvidence);
  const way = wayOf(snapshot, question, { externals, port });
  return { ...way, ...(evidence.length > 0 && { evidence }) };
}

function hasPort({ ports }: ExternalHost, port: number | null): boolean {
  return port === null || ports.some(({ number }) => number === port);
}

/** A ServiceEntry that all the mesh sees names the host, and nobody in particular. */
function toEvidence({ ref, path }: ExternalHost): Evidence {
  return {
    rung: 'declared-namespace',
    source: SOURCE_ID,
    provenance: at(SOURCE_ID, ref)(path),
  };
}

function wayOf(
  snapshot: ClusterSnapshot,
  question: Question,
  known: { externals: readonly ExternalHost[]; port: number | null },
): WayOutAnswer {
  const { workload, membership, host } = question;
  const { externals, port } = known;
  const [external] = externals;
  if (membership === 'ambient') {
    const via =
      external &&
      waypointOf(snapshot, {
        ref: external.ref,
        labels: external.entry.labels,
      });
    const [waypoint] = via?.through ?? [];
    return via
      ? {
          via,
          ...(waypoint && {
            onTheWay: authorizeAtWaypoint(snapshot, {
              waypoint,
              target: external.ref,
              call: {
                caller: callerIn(question),
                host,
                port,
                enforcer:
                  external.ports.find(({ number }) => number === port) &&
                  sectionOf(
                    external.ports.find(({ number }) => number === port)
                      ?.protocol ?? '',
                  ) !== 'http'
                    ? 'connections'
                    : 'requests',
              },
            }),
          }),
        }
      : {};
  }
  const protocol =
    external?.ports.find(({ number }) => number === port)?.protocol ?? null;
  const asked: RouteQuestion = {
    host,
    port,
    protocol,
    client: { namespace: workload.ref.namespace, labels: workload.podLabels },
  };
  const owner = external?.ref.namespace ?? null;
  const taken = snapshot.index(meshRoutes).find(asked);
  const detours = taken.flatMap(route =>
    route.destinations.map(destination => ({
      route,
      destination,
      detour: detourOf(snapshot, route, destination, asked),
    })),
  );
  const via = combine(
    detours.map(({ detour }) => detour),
    taken.some(({ certain }) => certain),
  );
  const maybe = membership === 'unknown' && via ? notKnown(via) : via;
  const tls = originateTls(snapshot, {
    host,
    owner,
    ...lastHop(snapshot, detours, asked),
  });
  // A rule of any namespace may send it elsewhere.
  const isUnseen = !canTellAbsence(snapshot.statusOf(VIRTUAL_SERVICE), '');
  const unknown = isUnseen || maybe?.kind === 'not-known';
  return {
    ...(unknown && { mayRedirect: true }),
    ...(isUnseen && !maybe && { via: { kind: 'not-known' } }),
    ...(maybe && { via: maybe }),
    ...(maybe?.kind === 'egress-gateway' && {
      ...firstHopOf(detours),
      ...gateOf(snapshot, detours, question),
    }),
    ...(tls && membership === 'sidecar' && { tls }),
  };
}

/** All ways must agree; a rule that takes some requests alone leaves the others to go straight. */
function combine(
  detours: readonly (Detour | undefined)[],
  isComplete: boolean,
): WayOut | undefined {
  const found = detours.filter(detour => detour !== undefined);
  if (found.length === 0) {
    return undefined;
  }
  const [first] = found;
  const provenance = found.flatMap(detour => [...detour.provenance]);
  const isGateway =
    isComplete &&
    found.length === detours.length &&
    found.every(
      ({ gateways, service }) =>
        gateways.length > 0 &&
        service.name === first.service.name &&
        service.namespace === first.service.namespace,
    );
  return isGateway
    ? {
        kind: 'egress-gateway',
        through: [
          first.service,
          ...(first.open ? [first.open.gateway.ref] : []),
        ],
        provenance,
      }
    : { kind: 'not-known', provenance };
}

/** All detours lead to one Service; several ports of it may be meant. */
function firstHopOf(
  detours: readonly { detour: Detour | undefined }[],
): Pick<WayOutAnswer, 'firstHop'> {
  const found = detours.flatMap(({ detour }) => detour ?? []);
  const [first] = found;
  return first
    ? {
        firstHop: {
          service: first.service,
          port: found.every(({ port }) => port === first.port)
            ? first.port
            : null,
        },
      }
    : {};
}

/** What the gateway on the way lets through; several ways that end at one Service may be by servers that differ. */
function gateOf(
  snapshot: ClusterSnapshot,
  detours: readonly { detour: Detour | undefined }[],
  question: Question,
): Pick<WayOutAnswer, 'onTheWay'> {
  const found = detours.flatMap(({ detour }) => detour ?? []);
  const [first] = found;
  const isOne = found.every(({ open }) => open?.server === first.open?.server);
  const { open } = first;
  return {
    onTheWay: authorizeAtGateway(snapshot, {
      service: first.service,
      server: isOne
        ? open?.gateway.spec.servers.find(
            (_, index) => open.server === `spec.servers[${index}]`,
          )
        : undefined,
      call: {
        caller: callerIn(question),
        host: question.host,
        port: isOne ? first.port : null,
      },
    }),
  };
}

/** The workload as others see it in the mesh. */
function callerIn({
  workload,
  membership,
}: Pick<Question, 'workload' | 'membership'>): Caller {
  return {
    namespace: workload.ref.namespace,
    serviceAccount: workload.serviceAccount,
    membership,
  };
}

function notKnown({ provenance }: WayOut): WayOut {
  return { kind: 'not-known', ...(provenance && { provenance }) };
}

/** The proxy that talks to the host itself, and the port at which it does. */
function lastHop(
  snapshot: ClusterSnapshot,
  detours: readonly {
    destination: { port: { number: number | null } | null };
    detour: Detour | undefined;
  }[],
  { port, client }: RouteQuestion,
): { client: string; port: number | null; proxies: Proxies } {
  const [first] = detours;
  const onward = first?.detour?.open?.onward;
  if (first?.detour) {
    const { namespace, name } = first.detour.service;
    return {
      client: namespace,
      proxies: snapshot
        .index(serviceIndex)
        .workloadsOf(namespace, name)
        .map(({ podLabels }) => podLabels),
      port: onward?.destinations[0]?.port?.number ?? first.detour.port,
    };
  }
  return {
    client: client.namespace,
    proxies: [client.labels],
    port: first?.destination.port?.number ?? port,
  };
}
