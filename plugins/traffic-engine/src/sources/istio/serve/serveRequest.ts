import type {
  RequestAnswer,
  RequestOutcome,
  RequestRule,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { matchesHost } from '../../../istio/hostnames';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../../istio/kinds';
import { meshConfig } from '../../../istio/meshConfig';
import { at } from '../../../model/refs';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { MeshPeers } from '../../../join/meshPeers';
import { whyUnseen } from '../../../references/whyUnseen';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { groupBy } from '../../../snapshot/groupBy';
import type { ServerEntry } from '../gateways/ServerEntry';
import { SOURCE_ID } from '../kinds';
import { subjectsOfGateway } from '../policies/policiesAt';
import {
  authenticationsFor,
  authorizationsFor,
} from '../policies/securityPolicies';
import {
  refusalOf,
  refusesAll,
  whyRefused,
  type Refusal,
} from '../refused/refusal';
import { httpRouteId } from '../routes/draftHttp';
import { placeOfServer } from '../routes/places';
import type { BoundMatch, RouteTable, VirtualHost } from '../routes/RouteTable';
import { istioTranslation, type IstioTranslation } from '../translate';
import { enforce } from './enforce';
import { authorityOf, isSecure, matchHttp } from './matchHttp';
import { respond } from './respond';
import { selectChain } from './selectChain';
import { serveConnection } from './serveConnection';
import { whyPoliciesUnseen } from './unseenPolicies';
import { verifiedClaims } from './verifiedClaims';

/** One proxy's servers on the port that is asked for. */
export interface Door {
  readonly snapshot: ClusterSnapshot;
  readonly translation: IstioTranslation;
  readonly request: AskedRequest;
  /** Where else Services are. */
  readonly mesh: MeshPeers | undefined;
}

/** What a door says, but for who it is. */
export type Said = Pick<RequestAnswer, 'outcome' | 'winner' | 'runnersUp'>;

/**
 * What each gateway answers: first the server, by port and, with TLS, by the most specific name; then the most
 * specific host of all VirtualServices there; then their rules in order. The mesh's own and east-west servers are no doors.
 */
export function serveRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
  mesh?: MeshPeers,
): readonly RequestAnswer[] {
  const translation = snapshot.index(istioTranslation);
  const servers = translation.servers.filter(
    ({ reachedPorts, kind, exposure, leftOut }) =>
      !leftOut?.isSure &&
      reachedPorts.includes(request.port) &&
      kind !== 'east-west' &&
      exposure !== 'mesh',
  );
  const listeners = groupBy(
    servers,
    ({ workloads, listensAt }) => `${listensAt} ${workloads.key}`,
  );
  const door = { snapshot, translation, request, mesh };
  return [...listeners.values()].flatMap(group => {
    const answers = answerAt(door, group);
    const name = request.sni ?? request.host;
    const open = group.find(
      ({ leftOut, hosts }) =>
        leftOut &&
        (leftOut.by !== 'host-taken' ||
          hosts.some(({ host }) => matchesHost(host, name))),
    );
    return open
      ? answers.map(answer => ({ ...answer, outcome: notKnown(open) }))
      : answers.map(answer => unlessUnseen(snapshot, answer));
  });
}

/** That no rule takes a request is only said where all VirtualServices were seen. */
function unlessUnseen(
  snapshot: ClusterSnapshot,
  answer: RequestAnswer,
): RequestAnswer {
  const { outcome, winner } = answer;
  const isEmpty =
    winner === null &&
    (outcome.kind === 'refused' ||
      (outcome.kind === 'respond' && outcome.status === 404));
  const unseen = isEmpty
    ? whyUnseen(snapshot, [VIRTUAL_SERVICE, ISTIO_GATEWAY], [''])
    : undefined;
  return unseen
    ? {
        ...answer,
        outcome: {
          kind: 'unknown',
          why: `no rule that could be looked at takes the request, and ${unseen}`,
        },
      }
    : answer;
}

function answerAt(
  door: Door,
  servers: readonly ServerEntry[],
): readonly RequestAnswer[] {
  const { request } = door;
  if (request.scheme === 'udp') {
    return [];
  }
  if (request.scheme === 'tcp') {
    const plain = servers.filter(({ kind }) => kind === 'tcp');
    return plain.length > 0
      ? [toAnswer(plain[0], serveConnection(door, plain[0]))]
      : [];
  }
  return [
    isSecure(request) ? answerTls(door, servers) : answerPlain(door, servers),
  ];
}

function answerPlain(
  door: Door,
  servers: readonly ServerEntry[],
): RequestAnswer {
  const table = door.translation.tables.find(
    candidate =>
      !candidate.isTls &&
      candidate.servers.some(server => servers.includes(server)),
  );
  const tcp = servers.find(({ kind }) => kind === 'tcp');
  if (!table) {
    return tcp
      ? toAnswer(tcp, serveConnection(door, tcp))
      : toAnswer(servers[0], refused('this port speaks TLS alone'));
  }
  return answerHttp(door, table);
}

function answerTls(door: Door, servers: readonly ServerEntry[]): RequestAnswer {
  const { request, translation } = door;
  const name = request.sni ?? request.host;
  const selected = selectChain(servers, translation.connections, name);
  if (selected.state === 'refused') {
    return toAnswer(servers[0], {
      outcome: {
        kind: 'unknown',
        why: `Envoy refuses a listener with two filter chains for ${selected.host}, and keeps the one it had before`,
      },
      winner: null,
      runnersUp: [],
    });
  }
  if (selected.state === 'none') {
    const tcp = servers.find(({ kind }) => kind === 'tcp');
    return tcp
      ? toAnswer(tcp, serveConnection(door, tcp))
      : toAnswer(
          servers[0],
          refused(
            servers.every(({ kind }) => kind === 'http')
              ? 'this port speaks no TLS'
              : `no server of this port is for the server name ${name}`,
          ),
        );
  }
  const { server } = selected;
  if (server.kind !== 'https') {
    return toAnswer(server, serveConnection(door, server));
  }
  const table = translation.tables.find(({ servers: own }) =>
    own.includes(server),
  );
  return table
    ? answerHttp(door, table)
    : toAnswer(server, refused('the server has no routes'));
}

function answerHttp(door: Door, table: RouteTable): RequestAnswer {
  const { request } = door;
  const [first] = table.servers;
  if (request.scheme === 'tls') {
    return toAnswer(first, {
      outcome: {
        kind: 'unknown',
        why: 'TLS ends at the gateway: what becomes of the connection depends on the HTTP requests in it',
      },
      winner: null,
      runnersUp: [],
    });
  }
  const matching = table.hosts.filter(({ host }) =>
    matchesHost(host, request.host),
  );
  const [host, ...lessSpecific] = matching;
  const said = answerOfHost(door, table, host);
  const others = lessSpecific.flatMap(({ host: pattern, matches }) =>
    matches.map(bound =>
      loser(bound, {
        host: pattern,
        lostBy: 'less-specific-host',
        params: { host: pattern, winner: host.host },
      }),
    ),
  );
  const server = said.server ?? host?.matches[0]?.server ?? first;
  return toAnswer(
    server,
    withAuthorization(door, server, {
      ...said,
      runnersUp: [...said.runnersUp, ...others],
    }),
  );
}

function answerOfHost(
  door: Door,
  table: RouteTable,
  host: VirtualHost | undefined,
): Said & { server?: ServerEntry | null } {
  const refusal = findRefusal(table, host);
  if (refusal) {
    return {
      outcome: { kind: 'unknown', why: whyRefused(refusal) },
      winner: null,
      runnersUp: [],
    };
  }
  return host
    ? serveHost(door, { host, isTls: table.isTls })
    : noRoute('no server or VirtualService of this port is for the host');
}

/** What is refused of the rules for a host, or of all that the proxy gets with them. */
function findRefusal(
  { hosts }: RouteTable,
  asked: VirtualHost | undefined,
): Refusal | undefined {
  for (const host of hosts) {
    for (const { rule } of host.matches) {
      const refusal = refusalOf(rule.root, rule.owner);
      if (refusal && (host === asked || refusesAll(refusal))) {
        return refusal;
      }
    }
  }
  return undefined;
}

function serveHost(
  door: Door,
  { host, isTls }: { host: VirtualHost; isTls: boolean },
): Said & { server?: ServerEntry | null } {
  const { request, snapshot, translation } = door;
  if (host.requiresTls && !isTls) {
    const query = request.query ? `?${request.query}` : '';
    return {
      outcome: {
        kind: 'respond',
        status: 301,
        location: `https://${authorityOf(request)}${request.path}${query}`,
        why: 'httpsRedirect',
      },
      winner: null,
      runnersUp: host.matches.map(bound =>
        loser(bound, {
          host: host.host,
          lostBy: 'other-condition',
          params: { why: 'httpsRedirect' },
        }),
      ),
    };
  }
  const claimsAt = (server: ServerEntry) =>
    verifiedClaims(snapshot, subjectsOfGateway(server), request);
  let winner: BoundMatch | undefined;
  let open: BoundMatch | undefined;
  const runnersUp: RunnerUp[] = [];
  for (const bound of host.matches) {
    const { answer, lostBy } = matchHttp(bound.match, request, () =>
      bound.server ? claimsAt(bound.server) : 'not-known',
    );
    if (bound.shadowedBy) {
      // What stands behind a default of its own VirtualService is never given to the proxy, whatever its place here.
      runnersUp.push(
        loser(bound, {
          host: host.host,
          lostBy: answer === 'no' ? lostBy : 'later-in-list',
          params: {},
        }),
      );
    } else if (winner === undefined && open === undefined && answer === 'yes') {
      winner = bound;
    } else {
      open ??=
        winner === undefined && answer === 'not-known' ? bound : undefined;
      runnersUp.push(
        loser(bound, {
          host: host.host,
          lostBy: answer === 'yes' ? 'later-in-list' : lostBy,
          params: {},
        }),
      );
    }
  }
  if (open) {
    return {
      outcome: {
        kind: 'unknown',
        why: `whether ${open.path} of ${open.rule.owner.ref.namespace}/${open.rule.owner.ref.name} takes the request is not known: its regular expression or its claim of a token is not asked here`,
      },
      winner: null,
      runnersUp,
    };
  }
  if (!winner?.server) {
    return { ...noRoute('no rule of the host takes the request'), runnersUp };
  }
  const place = placeOfServer(winner.server);
  return {
    server: winner.server,
    outcome: respond(winner, {
      snapshot,
      drafting: translation.drafting,
      place,
      request,
      mesh: door.mesh,
    }),
    winner: toRule(winner, host.host),
    runnersUp,
  };
}

/** Policies of the gateway's proxy come before everything that its routes say. */
function withAuthorization(
  { snapshot, request }: Door,
  server: ServerEntry,
  said: Said,
): Said {
  const { mode } = server.fact.tls ?? {};
  const subjects = subjectsOfGateway(server);
  const outcome = enforce(
    subjects.map(subject => ({
      authorizations: authorizationsFor(snapshot, subject),
      authentications: authenticationsFor(snapshot, subject),
    })),
    {
      request,
      identity:
        mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL'
          ? 'not-known'
          : 'anonymous',
      trust: snapshot.index(meshConfig),
      providers: snapshot.index(meshConfig).providers,
      serverName: isSecure(request) ? request.sni ?? request.host : 'none',
    },
    {
      areKnown: true,
      unseen: whyPoliciesUnseen(
        snapshot,
        subjects.map(({ namespace }) => namespace),
      ),
    },
  );
  return outcome ? { ...said, outcome } : said;
}

/** Which of two servers that cannot both be there is left out. */
function notKnown({ gateway, path, port }: ServerEntry): RequestOutcome {
  return {
    kind: 'unknown',
    why: `whether istiod leaves out ${path} of Gateway ${gateway.ref.namespace}/${gateway.ref.name}, since another server holds port ${port} or a host, is not known`,
  };
}

function noRoute(why: string): Said {
  return {
    outcome: { kind: 'respond', status: 404, location: null, why },
    winner: null,
    runnersUp: [],
  };
}

function refused(why: string): Said {
  return { outcome: { kind: 'refused', why }, winner: null, runnersUp: [] };
}

/** The answer of a server in the wire's form. */
function toAnswer(server: ServerEntry, said: Said): RequestAnswer {
  const { gateway } = server;
  const { entry } = placeOfServer(server);
  return {
    cluster: gateway.ref.cluster,
    source: SOURCE_ID,
    entry: entry ?? { kind: 'mesh' },
    outcome: said.outcome,
    winner: said.winner,
    runnersUp: [...said.runnersUp],
  };
}

function toRule(bound: BoundMatch, host: string): RequestRule {
  const { rule, matchIndex, server, path } = bound;
  return {
    source: SOURCE_ID,
    object: rule.owner.ref,
    ruleIndex: rule.ruleIndex,
    matchIndex,
    routeId: server
      ? httpRouteId(bound, { host, place: placeOfServer(server) })
      : null,
    provenance: at(SOURCE_ID, rule.owner.ref)(path),
  };
}

function loser(
  bound: BoundMatch,
  options: Pick<RunnerUp, 'lostBy' | 'params'> & { host: string },
): RunnerUp {
  const { host, lostBy, params } = options;
  return { ...toRule(bound, host), lostBy, params };
}
