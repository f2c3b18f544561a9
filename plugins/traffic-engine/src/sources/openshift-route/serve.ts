import type {
  RequestAnswer,
  RequestOutcome,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  chooseRoute,
  isPlain,
  servesPlain,
  takesHost,
  takesPath,
  terminates,
  type Choice,
} from './chooseRoute';
import type { Setting } from './claims';
import { routeId, routersOf } from './draftRoutes';
import { settingsOf } from './judgeClaim';
import { ROUTE, ROUTER_CONTROLLER, SOURCE_ID } from './kinds';
import type { RouteFact } from './RouteFact';
import { sharesOf } from './sharesOf';
import { openshiftRoutes, type JudgedRoute } from './translate';

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  grpc: 80,
  https: 443,
  grpcs: 443,
  tls: 443,
};

/** What each router answers on ports 80 and 443: 503 where no Route has the host and path. */
export function answerRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  if (PORTS[request.scheme] !== request.port) {
    return [];
  }
  const routes = snapshot.index(openshiftRoutes);
  const names = new Set(
    routes.flatMap(({ fact }) => routersOf(fact).map(({ name }) => name)),
  );
  return [...names].map(router =>
    answerAt({
      snapshot,
      request,
      router,
      routes: routes.filter(({ fact }) =>
        routersOf(fact).some(({ name }) => name === router),
      ),
    }),
  );
}

interface Door {
  readonly snapshot: ClusterSnapshot;
  readonly request: AskedRequest;
  readonly router: string;
  /** Those that the router may have. */
  readonly routes: readonly JudgedRoute[];
}

function answerAt(door: Door): RequestAnswer {
  const { snapshot, request, router, routes } = door;
  const settings = settingsOf(routes.map(({ fact }) => fact));
  const [first, ...others] = settings.map(setting =>
    chooseRoute(admittedUnder(setting, door), request),
  );
  const isOpen = others.some(
    other => other?.fact !== first?.fact || other?.as !== first?.as,
  );
  const winner = isOpen || first?.as === 'not-known' ? null : first;
  const rule = (fact: RouteFact) => ({
    source: SOURCE_ID,
    object: fact.object,
    ruleIndex: 0,
    matchIndex: 0,
    routeId: routeId(fact, { router, scheme: schemeOf(request, fact) }),
    provenance: at(SOURCE_ID, fact.object)('spec'),
  });
  return {
    cluster: snapshot.cluster,
    source: SOURCE_ID,
    entry: { kind: 'entry-point', name: router, controller: ROUTER_CONTROLLER },
    winner: winner && rule(winner.fact),
    outcome: isOpen
      ? {
          kind: 'unknown',
          why: 'Whether the Route is admitted, as a wildcard or beside another namespace’s of the same host, is the router’s own setting.',
        }
      : outcomeOf(first, door),
    runnersUp: routes
      .filter(({ fact }) => fact !== winner?.fact)
      .map(
        (route): RunnerUp => ({
          ...rule(route.fact),
          lostBy: lostBy(route, door, winner),
          params: {},
        }),
      ),
  };
}

/** What the router says of a Route goes before what the ownership would make of it. */
function admittedUnder(
  setting: Setting,
  { routes, router }: Door,
): readonly RouteFact[] {
  return routes.flatMap(({ fact, claim }) => {
    const said = routersOf(fact).find(({ name }) => name === router)?.admitted;
    const isAdmitted =
      said === 'True' || (said !== 'False' && !claim.get(setting));
    return isAdmitted ? [fact] : [];
  });
}

function lostBy(
  { fact, door: verdict }: JudgedRoute,
  door: Door,
  winner: Choice | null,
): RunnerUp['lostBy'] {
  const { request, router } = door;
  const isPassthrough = fact.termination === 'passthrough';
  const isByName = isPassthrough && !isPlain(request);
  if (!takesHost(fact, isByName ? request.sni ?? request.host : request.host)) {
    return 'host';
  }
  if (!isByName && !takesPath(fact, request)) {
    return 'path';
  }
  const said = routersOf(fact).find(({ name }) => name === router)?.admitted;
  if (said === 'False' || (said !== 'True' && verdict.state === 'detached')) {
    return 'not-attached';
  }
  if (!winner) {
    return serves(fact, request) ? 'not-known' : 'other-listener';
  }
  if (winner.as !== 'redirect' && !serves(fact, request)) {
    return 'other-listener';
  }
  if (winner.as === 'tls' && !isPassthrough) {
    return 'other-condition';
  }
  return fact.host.kind === winner.fact.host.kind
    ? 'less-specific-path'
    : 'less-specific-host';
}

function serves(fact: RouteFact, request: AskedRequest): boolean {
  if (isPlain(request)) {
    return servesPlain(fact);
  }
  return (
    fact.termination === 'passthrough' ||
    (request.scheme !== 'tls' && terminates(fact))
  );
}

function schemeOf(
  request: AskedRequest,
  { termination }: RouteFact,
): 'http' | 'https' | 'tls' {
  if (isPlain(request)) {
    return 'http';
  }
  return termination === 'passthrough' ? 'tls' : 'https';
}

function outcomeOf(
  choice: Choice | null,
  { snapshot, request }: Door,
): RequestOutcome {
  const respond = (
    status: number,
    why: string,
    location: string | null = null,
  ) => ({ kind: 'respond', status, location, why } as const);
  if (!choice) {
    return canTellAbsence(snapshot.statusOf(ROUTE), '')
      ? respond(503, 'No Route at this router takes the request.')
      : { kind: 'unknown', why: 'Not all Routes could be looked at.' };
  }
  if (choice.as === 'not-known') {
    return {
      kind: 'unknown',
      why: 'The server name is one of a passthrough Route and of a reencrypt one; what HAProxy does then was not worked out.',
    };
  }
  if (choice.as === 'redirect') {
    const { host, path, query } = request;
    return respond(
      302,
      'The Route redirects to https.',
      `https://${host}${path}${query ? `?${query}` : ''}`,
    );
  }
  const shares = sharesOf(snapshot, choice, request);
  return shares.some(({ share }) => share > 0)
    ? { kind: 'forward', shares: [...shares], mirrors: [] }
    : respond(503, 'All backends of the Route have the weight 0.');
}
