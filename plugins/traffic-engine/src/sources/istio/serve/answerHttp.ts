import type {
  RequestAnswer,
  RequestRule,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { matchesHost } from '../../../istio/hostnames';
import { meshConfig } from '../../../istio/meshConfig';
import { at } from '../../../model/refs';
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
import { toAnswer, type Door, type Said } from './Door';
import { enforce } from './enforce';
import { authorityOf, isSecure, matchHttp } from './matchHttp';
import { respond } from './respond';
import { whyPoliciesUnseen } from './unseenPolicies';
import { verifiedClaims } from './verifiedClaims';

/** What a table of routes answers: the most specific host of all VirtualServices there, then its rules in order. */
export function answerHttp(door: Door, table: RouteTable): RequestAnswer {
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

function noRoute(why: string): Said {
  return {
    outcome: { kind: 'respond', status: 404, location: null, why },
    winner: null,
    runnersUp: [],
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
