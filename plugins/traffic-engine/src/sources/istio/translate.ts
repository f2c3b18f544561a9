import type { Listener, RouteVerdict } from '@portolan/plugin-traffic-common';
import { authorizationPolicies } from '../../istio/facts/authorizationPolicies';
import { destinationRules } from '../../istio/facts/destinationRules';
import { istioGateways } from '../../istio/facts/gateways';
import { peerAuthentications } from '../../istio/facts/peerAuthentications';
import { requestAuthentications } from '../../istio/facts/requestAuthentications';
import { serviceEntries } from '../../istio/facts/serviceEntries';
import {
  virtualServices,
  type VirtualService,
} from '../../istio/facts/virtualServices';
import { ISTIO_GATEWAY } from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import type { RouteDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../Source';
import { listServers } from './gateways/listServers';
import type { ServerEntry } from './gateways/ServerEntry';
import { CONTROLLER, READS, READS_IF_GIVEN, SOURCE_ID } from './kinds';
import { extensionProblems } from './policies/extensions';
import { meshProblems } from './meshProblems';
import { policyBook } from './policies/policiesAt';
import { inForce } from './policies/rulePolicies';
import { listProblems } from './problems';
import { refusalProblems } from './refused/refusal';
import { gatewaysOf, hostsOf, MESH } from './routes/bindings';
import {
  buildMeshHosts,
  buildTables,
  groupByGateway,
  type ExpandedService,
} from './routes/buildTables';
import { expandRules } from './routes/delegates';
import { destinationResolver } from './routes/destinations';
import { bindConnections } from './routes/bindConnections';
import {
  draftConnection,
  meshConnections,
  type BoundConnection,
} from './routes/draftConnections';
import { httpDrafter, type Drafting } from './routes/draftHttp';
import {
  closedPlace,
  doorOfServer,
  MESH_PLACE,
  placeOfServer,
  type Place,
} from './routes/places';
import type { RouteTable } from './routes/RouteTable';

/** Istio's ways in of one cluster, translated; the tables keep what the wire has no place for. */
export interface IstioTranslation {
  readonly servers: readonly ServerEntry[];
  readonly tables: readonly RouteTable[];
  readonly connections: ReadonlyMap<ServerEntry, readonly BoundConnection[]>;
  readonly drafting: Drafting;
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteDraft[];
  readonly problems: readonly SourceProblem[];
}

/** Kept as long as none of the kinds it reads changes. */
export const istioTranslation = steppedIndex<IstioTranslation>({
  name: 'istio-translation',
  reads: [...READS, ...READS_IF_GIVEN],
  buildInSteps: translate,
});

const OPEN: RouteVerdict = { state: 'serving', reasons: [] };
const ROUTES_PER_STEP = 100;

function* translate(
  snapshot: ClusterSnapshot,
): Generator<void, IstioTranslation> {
  const problems: SourceProblem[] = [];
  yield* snapshot.indexInSteps(virtualServices);
  yield* snapshot.indexInSteps(destinationRules);
  const servers = listServers(snapshot);
  yield;
  const all = snapshot.index(virtualServices);
  const services = all.all.map(
    (root): ExpandedService => ({
      virtualService: root,
      // Without hosts it is a delegate: its rules hold where others delegate to it.
      rules:
        root.spec.hosts.length === 0
          ? []
          : expandRules({ snapshot, all, root, problems }),
    }),
  );
  yield;
  const byGateway = groupByGateway(services);
  const tables = buildTables(servers, byGateway);
  yield;
  const drafting: Drafting = {
    resolve: destinationResolver(snapshot),
    book: policyBook(snapshot),
    mesh: snapshot.index(meshConfig),
  };
  const draft = httpDrafter(drafting);
  const routes: RouteDraft[] = [];
  const places = new Map(
    servers.map(server => [server, placeOfServer(server)]),
  );
  for (const table of tables) {
    for (const { host, matches, requiresTls } of table.hosts) {
      for (const bound of matches) {
        const place = bound.server && places.get(bound.server);
        if (place) {
          const door = bound.server ? doorOfServer(bound.server) : OPEN;
          const route = draft(bound, { host, place, door });
          routes.push(
            requiresTls && door.state === 'serving'
              ? redirectToHttps(route, place)
              : route,
          );
          if (routes.length % ROUTES_PER_STEP === 0) {
            yield;
          }
        }
      }
    }
  }
  const inMesh = byGateway.get(MESH) ?? [];
  for (const { host, matches } of buildMeshHosts(inMesh)) {
    for (const bound of matches) {
      routes.push(draft(bound, { host, place: MESH_PLACE, door: OPEN }));
    }
    yield;
  }
  const connections = bindConnections(servers, byGateway);
  for (const [server, bound] of connections) {
    const place = places.get(server) ?? MESH_PLACE;
    routes.push(
      ...bound.map(connection =>
        draftConnection(connection, {
          place,
          door: doorOfServer(server),
          drafting,
        }),
      ),
    );
  }
  for (const { virtualService } of inMesh) {
    routes.push(
      ...meshConnections(virtualService).map(connection =>
        draftConnection(connection, {
          place: MESH_PLACE,
          door: OPEN,
          drafting,
        }),
      ),
    );
  }
  yield;
  const taken = takenGateways(routes);
  for (const service of services) {
    routes.push(...draftClosed(snapshot, { service, taken, draft }));
  }
  const attached = countAttached(tables, connections);
  return {
    servers,
    tables,
    connections,
    drafting,
    listeners: servers.map(server =>
      toListener(server, attached.get(server)?.size ?? 0),
    ),
    routes: distinctById(routes),
    problems: [
      ...[
        all,
        snapshot.index(istioGateways),
        snapshot.index(destinationRules),
        snapshot.index(serviceEntries),
        snapshot.index(authorizationPolicies),
        snapshot.index(peerAuthentications),
        snapshot.index(requestAuthentications),
      ].flatMap(({ unreadable }) => unreadable),
      ...problems,
      ...refusalProblems(all.all),
      ...meshProblems(snapshot),
      ...listProblems(snapshot, servers),
      ...extensionProblems(snapshot),
    ],
  };
}

/** What a rule comes to where plain HTTP is only redirected: no rule is tried. */
function redirectToHttps(route: RouteDraft, place: Place): RouteDraft {
  const setBy = place.provenance[0];
  return {
    ...route,
    door: OPEN,
    backends: [],
    filters: [],
    redirect: {
      scheme: 'https',
      hostname: null,
      port: null,
      path: null,
      statusCode: 301,
    },
    policies: setBy
      ? [
          inForce('redirect', {
            summary: '301 to https, whatever the rules say',
            params: { httpsRedirect: true },
            setBy: { ...setBy, path: `${setBy.path}.tls.httpsRedirect` },
          }),
        ]
      : [],
  };
}

/** A VirtualService may be bound to the same server by two names of one Gateway, or twice by two of its own hosts. */
function distinctById(routes: readonly RouteDraft[]): readonly RouteDraft[] {
  const ids = new Set<string>();
  for (const { id } of routes) {
    ids.add(id);
  }
  if (ids.size === routes.length) {
    return routes;
  }
  return [...new Map(routes.map(route => [route.id, route])).values()];
}

/** What a VirtualService would serve at gateways that are not there, or that do not take its hosts. */
function draftClosed(
  snapshot: ClusterSnapshot,
  options: {
    service: ExpandedService;
    taken: ReadonlySet<string>;
    draft: ReturnType<typeof httpDrafter>;
  },
): readonly RouteDraft[] {
  const { service, taken, draft } = options;
  const { virtualService, rules } = service;
  const gateways = snapshot.index(istioGateways);
  return gatewaysOf(virtualService).flatMap(({ name, path }) => {
    if (name === MESH || virtualService.spec.hosts.length === 0) {
      return [];
    }
    const [namespace, gatewayName] = name.split('/');
    const isThere = gateways.get(namespace, gatewayName) !== undefined;
    const root = `${virtualService.ref.namespace}/${virtualService.ref.name}`;
    if (isThere && taken.has(`${root}@${name}`)) {
      return [];
    }
    if (isThere && !servesHttp(gateways.get(namespace, gatewayName))) {
      return [];
    }
    const isKnown = canTellAbsence(snapshot.statusOf(ISTIO_GATEWAY), namespace);
    const door: RouteVerdict =
      isThere || isKnown
        ? {
            state: 'detached',
            reasons: [
              {
                code: 'NotAttached',
                params: {
                  gateway: `Gateway ${name}`,
                  reason: isThere ? 'NoMatchingHost' : 'NoSuchGateway',
                },
              },
            ],
          }
        : {
            state: 'unknown',
            reasons: [{ code: 'NotKnown', params: { kind: 'Gateway', name } }],
          };
    const place = closedPlace(name);
    return hostsOf(virtualService).flatMap(host =>
      rules.flatMap(rule =>
        rule.matches.map(({ match, path: matchPath }, matchIndex) =>
          withProvenance(
            draft(
              { rule, matchIndex, match, path: matchPath, server: null },
              { host, place, door },
            ),
            at(SOURCE_ID, virtualService.ref)(path),
          ),
        ),
      ),
    );
  });
}

function withProvenance(
  draft: RouteDraft,
  provenance: RouteDraft['provenance'][number],
): RouteDraft {
  return { ...draft, provenance: [...draft.provenance, provenance] };
}

function servesHttp(
  gateway: { spec: { servers: readonly unknown[] } } | undefined,
): boolean {
  return (gateway?.spec.servers.length ?? 0) > 0;
}

function takenGateways(routes: readonly RouteDraft[]): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const { entry, provenance } of routes) {
    if (entry?.kind === 'listener') {
      const { gateway } = entry;
      for (const { object } of provenance) {
        if (object.kind === 'VirtualService') {
          taken.add(
            `${object.namespace}/${object.name}@${gateway.namespace}/${gateway.name}`,
          );
        }
      }
    }
  }
  return taken;
}

/** The VirtualServices of each server. */
function countAttached(
  tables: readonly RouteTable[],
  connections: IstioTranslation['connections'],
): ReadonlyMap<ServerEntry, ReadonlySet<VirtualService>> {
  const attached = new Map<ServerEntry, Set<VirtualService>>();
  const add = (server: ServerEntry | null, service: VirtualService) => {
    if (server) {
      const known = attached.get(server) ?? new Set();
      attached.set(server, known.add(service));
    }
  };
  for (const { hosts } of tables) {
    for (const { matches } of hosts) {
      matches.forEach(({ server, rule }) => add(server, rule.root));
    }
  }
  for (const [server, bound] of connections) {
    bound.forEach(({ virtualService }) => add(server, virtualService));
  }
  return attached;
}

function toListener(server: ServerEntry, attachedRoutes: number): Listener {
  const { gateway, fact } = server;
  const place = placeOfServer(server);
  return {
    gateway: gateway.ref,
    listenerSet: null,
    name: server.name,
    port: server.port,
    protocol: fact.port.protocol ?? '',
    hostname: server.hosts.some(({ host }) => host === '*')
      ? null
      : server.hosts.map(({ host }) => host).join(', ') || null,
    className: '',
    controller: CONTROLLER,
    addresses: [...server.addresses],
    tls: place.tls,
    supportedKinds: [{ group: 'networking.istio.io', kind: 'VirtualService' }],
    attachedRoutes,
    reportedAttachedRoutes: null,
    predicted: [],
    reported: { state: 'no-status' },
    provenance: at(SOURCE_ID, gateway.ref)(server.path),
  };
}
