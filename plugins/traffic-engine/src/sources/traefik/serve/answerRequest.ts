import type {
  RequestAnswer,
  RequestOutcome,
  RequestRule,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { at } from '../../../model/refs';
import { canTellAbsence } from '../../../references/lookUp';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { groupBy } from '../../../snapshot/groupBy';
import type { Install } from '../install/Install';
import { traefikInstall } from '../install/readInstall';
import {
  INGRESS_ROUTE,
  INGRESS_ROUTE_TCP,
  INGRESS_ROUTE_UDP,
  SOURCE_ID,
} from '../kinds';
import { askRule } from '../rule/askRule';
import { hostsOf, matchHostExpression } from '../rule/hostExpression';
import { listAlternatives } from '../rule/listAlternatives';
import { entryOf, routeId } from '../routers/draftRoutes';
import { traefikRouters } from '../routers/listRouters';
import { isCatchAll } from '../routers/priority';
import type { Router, RouterEntry } from '../routers/Router';
import { answer, isSecure, outcomeOf, readyOf, redirectTo } from './outcomeOf';
import { rankRouters, type Loser, type Ranking } from './rankRouters';

/** One router as it is at one entry point. */
interface AtEntry {
  readonly router: Router;
  readonly entry: RouterEntry;
}

interface Door {
  readonly snapshot: ClusterSnapshot;
  readonly install: Install;
  readonly request: AskedRequest;
  readonly name: string;
  readonly routers: readonly AtEntry[];
}

/** What each entry point on the request's port answers. */
export function answerRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  const install = snapshot.index(traefikInstall);
  const isUdp = request.scheme === 'udp';
  const fitting = snapshot
    .index(traefikRouters)
    .flatMap(router => router.entries.map(entry => ({ router, entry })))
    .filter(({ router }) => (router.protocol === 'udp') === isUdp);
  const answersOf = (
    port: number | null,
    ask: (door: Door) => RequestAnswer | undefined,
  ): readonly RequestAnswer[] =>
    [
      ...groupBy(
        fitting.filter(({ entry }) => entry.port === port),
        ({ entry }) => entry.name,
      ),
    ].flatMap(
      ([name, routers]) =>
        ask({ snapshot, install, request, name, routers }) ?? [],
    );
  return [
    ...answersOf(request.port, answerAt),
    ...answersOf(null, answerSomewhere),
  ];
}

/** Of an entry point whose port is not known, only that it may be the one, where a router of it may take the request. */
function answerSomewhere(door: Door): RequestAnswer | undefined {
  const { outcome, winner, ...rest } = answerAt(door);
  const isTaken = ['forward', 'unknown'].includes(outcome.kind) || winner;
  return isTaken
    ? {
        ...rest,
        outcome: {
          kind: 'unknown',
          why:
            door.name === 'default'
              ? 'A router names no entry point, and which ones are the default, and on which ports, is not known.'
              : `It is not known on which port the entry point ${door.name} listens.`,
        },
        winner: null,
      }
    : undefined;
}

/**
 * A connection is shown to the TCP routers first, then to HTTP: with TLS by its server name, where the rule for all names comes
 * after the routers of HTTPS that name a host, and before the others; without TLS to all of them.
 */
function answerAt(door: Door): RequestAnswer {
  const { request, routers } = door;
  const isTls = isSecure(request);
  const isHttp = ['http', 'https', 'grpc', 'grpcs'].includes(request.scheme);
  const connections = routers.filter(
    ({ router }) =>
      router.protocol !== 'http' &&
      (router.protocol === 'udp' || (router.tls.mode !== 'none') === isTls),
  );
  const [named, forAll] = [false, true].map(wanted =>
    connections.filter(
      ({ router: { rule } }) =>
        (isTls && rule.ok && isCatchAll(rule.rule)) === wanted,
    ),
  );
  const steps: readonly (() => RequestAnswer | undefined)[] = [
    () => take(door, named),
    () => (isHttp && isTls && !isNamed(door) ? take(door, forAll) : undefined),
    () => (isHttp ? redirectAll(door) : undefined),
    () =>
      isHttp
        ? take(
            door,
            routers.filter(({ router }) => router.protocol === 'http'),
          )
        : undefined,
    () => take(door, forAll),
  ];
  for (const step of steps) {
    const taken = step();
    if (taken) {
      return taken;
    }
  }
  return nobody(door, isHttp);
}

/** Whether a router of HTTPS names the server name in a `Host`: only then it comes before a TCP router for all names. */
function isNamed({ request, routers }: Door): boolean {
  return routers.some(
    ({ router, entry }) =>
      router.protocol === 'http' &&
      entry.isTls !== false &&
      isMade(router) &&
      router.rule.ok &&
      hostsOf(router.rule.rule).some(host =>
        matchHostExpression(host.toLowerCase(), request.sni ?? request.host),
      ),
  );
}

/** The answer of some of the door's routers, unless none takes the request. */
function take(
  door: Door,
  routers: readonly AtEntry[],
): RequestAnswer | undefined {
  const ranking = rank(door, routers);
  if (ranking.state === 'nobody') {
    return undefined;
  }
  const others = door.routers
    .filter(item => !routers.includes(item))
    .map(({ router }) => router);
  const losers = [
    ...ranking.losers,
    ...others.map(
      (router): Loser => ({ router, lostBy: 'other-listener', params: {} }),
    ),
  ];
  return ranking.state === 'won'
    ? {
        ...frame(door, losers),
        outcome: outcomeOf(ranking.winner, door),
        winner: ruleOf(ranking.winner, door),
      }
    : {
        ...frame(door, losers),
        outcome: { kind: 'unknown', why: ranking.why },
        winner: null,
      };
}

function redirectAll(door: Door): RequestAnswer | undefined {
  const [first] = door.routers.filter(({ entry }) => entry.redirect);
  const redirect = first?.entry.redirect;
  return redirect
    ? {
        ...frame(
          door,
          door.routers.map(({ router }) => ({
            router,
            lostBy: 'other-listener',
            params: {},
          })),
        ),
        outcome: redirectTo(
          {
            scheme: redirect.scheme,
            port: redirect.port,
            statusCode: redirect.permanent ? 301 : 302,
          },
          door.request,
          'The entry point redirects all requests.',
        ),
        winner: null,
      }
    : undefined;
}

/** That no router takes a request is only said where all were seen. */
function nobody(door: Door, isHttp: boolean): RequestAnswer {
  const { snapshot, routers } = door;
  const unseen = [INGRESS_ROUTE, INGRESS_ROUTE_TCP, INGRESS_ROUTE_UDP].filter(
    kind => !canTellAbsence(snapshot.statusOf(kind), ''),
  );
  const refused: RequestOutcome = isHttp
    ? answer(404, 'No router at this entry point takes the request.')
    : {
        kind: 'refused',
        why: 'No router at this entry point takes the connection.',
      };
  return {
    ...frame(door, rank(door, routers).losers),
    outcome:
      unseen.length > 0
        ? {
            kind: 'unknown',
            why: `No router that could be looked at takes the request; not looked at: ${unseen
              .map(({ kind }) => kind)
              .join(', ')}.`,
          }
        : refused,
    winner: null,
  };
}

function rank(door: Door, routers: readonly AtEntry[]): Ranking {
  const { request, snapshot, install } = door;
  const isTls = isSecure(request);
  const entries = new Map(routers.map(({ router, entry }) => [router, entry]));
  return rankRouters([...entries.keys()], {
    request,
    isBuilt: router => {
      const entry = entries.get(router);
      if (!isMade(router)) {
        return 'no';
      }
      if (router.protocol === 'http') {
        if (typeof entry?.isTls === 'boolean' && entry.isTls !== isTls) {
          return 'no';
        }
        const empty = isEmpty(router, snapshot);
        if (
          install.state === 'known' &&
          !install.settings.allowEmptyServices &&
          empty !== 'no'
        ) {
          return empty === 'yes' ? 'no' : 'unknown';
        }
      }
      return router.door.state === 'unknown' ? 'unknown' : 'yes';
    },
  });
}

function isMade({ door }: Router): boolean {
  return door.state !== 'detached' && door.state !== 'shadowed';
}

/** A service without endpoints takes its router with it, unless Traefik is told otherwise. */
function isEmpty(
  { flow }: Router,
  snapshot: ClusterSnapshot,
): 'yes' | 'no' | 'unknown' {
  // Traefik does not look at the endpoints of those that it reaches by the address of their Service.
  const ready = flow.backends
    .filter(({ provenance }) => !flow.native.includes(provenance.path))
    .map(backend => readyOf(snapshot, backend));
  if (ready.includes(0)) {
    return 'yes';
  }
  return ready.includes(undefined) ? 'unknown' : 'no';
}

function frame(
  { snapshot, name }: Door,
  losers: readonly Loser[],
): Pick<RequestAnswer, 'cluster' | 'source' | 'entry' | 'runnersUp'> {
  return {
    cluster: snapshot.cluster,
    source: SOURCE_ID,
    entry: entryOf({ name }),
    runnersUp: losers.map(
      ({ router, lostBy, params }): RunnerUp => ({
        ...ruleAt(router, 0, { snapshot, name }),
        lostBy,
        params,
      }),
    ),
  };
}

/** The rule by the first of its alternatives that takes the request. */
function ruleOf(router: Router, door: Door): RequestRule {
  const alternatives = router.rule.ok
    ? listAlternatives(router.rule.rule).alternatives
    : [];
  const index = alternatives.findIndex(conditions =>
    conditions.every(({ negated, ...condition }) => {
      const said = askRule(condition, door.request).answer;
      return said === (negated ? 'no' : 'yes');
    }),
  );
  return ruleAt(router, Math.max(0, index), door);
}

function ruleAt(
  router: Router,
  matchIndex: number,
  { snapshot, name }: Pick<Door, 'snapshot' | 'name'>,
): RequestRule {
  const { object, ruleIndex, path } = router;
  return {
    source: SOURCE_ID,
    object,
    ruleIndex,
    matchIndex,
    routeId: routeId({
      cluster: snapshot.cluster,
      router,
      matchIndex,
      entry: { name },
    }),
    provenance: at(SOURCE_ID, object)(path),
  };
}
