import type {
  RequestAnswer,
  RequestOutcome,
  RequestShare,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import { routeId, routersOf, schemesOf } from './draftRoutes';
import { ROUTE, ROUTER_CONTROLLER, SOURCE_ID } from './kinds';
import { resolveBackends } from './resolveBackends';
import type { RouteFact } from './RouteFact';
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
  return [...names].map(name => answerAt(name, { snapshot, request, routes }));
}

interface Door {
  readonly snapshot: ClusterSnapshot;
  readonly request: AskedRequest;
  readonly routes: readonly JudgedRoute[];
}

function answerAt(name: string, door: Door): RequestAnswer {
  const { snapshot, request } = door;
  const asked = door.routes
    .filter(({ fact }) => routersOf(fact).some(router => router.name === name))
    .map(route => ({ ...route, missed: missOf(route, name, request) }));
  const taking = asked
    .filter(({ missed }) => missed === null || missed === 'not-known')
    .sort((a, b) => rank(b.fact) - rank(a.fact));
  const [first] = taking;
  const isOpen = first?.missed === 'not-known';
  const rule = (fact: RouteFact) => ({
    source: SOURCE_ID,
    object: fact.object,
    ruleIndex: 0,
    matchIndex: 0,
    routeId: routeId(fact, { router: name, scheme: schemeOf(request, fact) }),
    provenance: at(SOURCE_ID, fact.object)('spec'),
  });
  return {
    cluster: snapshot.cluster,
    source: SOURCE_ID,
    entry: { kind: 'entry-point', name, controller: ROUTER_CONTROLLER },
    winner: first && !isOpen ? rule(first.fact) : null,
    outcome: outcomeOf(first?.fact, isOpen, door),
    runnersUp: asked
      .filter(route => isOpen || route.fact !== first?.fact)
      .map(
        ({ fact, missed }): RunnerUp => ({
          ...rule(fact),
          lostBy:
            missed ??
            (first && fact.host.kind !== first.fact.host.kind
              ? 'less-specific-host'
              : 'less-specific-path'),
          params: {},
        }),
      ),
  };
}

/** An exact host goes before a wildcard, then the longest path. */
function rank({ host, path }: RouteFact): number {
  return (host.kind === 'exact' ? 1_000_000 : 0) + path.length;
}

function missOf(
  { fact, door }: JudgedRoute,
  router: string,
  request: AskedRequest,
): RunnerUp['lostBy'] | null {
  const { host, path, termination } = fact;
  const isPassthrough = termination === 'passthrough';
  const isConnection = request.scheme === 'tls';
  const name = isPassthrough ? request.sni ?? request.host : request.host;
  const suffix = host.value.slice(1);
  const label = name.slice(0, -suffix.length);
  const hasHost =
    host.kind === 'exact'
      ? name === host.value
      : host.kind === 'wildcard' &&
        name.endsWith(suffix) &&
        label !== '' &&
        !label.includes('.');
  if (!hasHost) {
    return 'host';
  }
  if (isConnection !== isPassthrough && isConnection) {
    return 'other-condition';
  }
  if (!isPassthrough && !isBelow(request.path, path)) {
    return 'path';
  }
  const said = routersOf(fact).find(({ name: each }) => each === router);
  if (said?.admitted === 'False' || door.state === 'detached') {
    return 'not-attached';
  }
  return door.state === 'unknown' && said?.admitted !== 'True'
    ? 'not-known'
    : null;
}

/** By whole elements; a path that ends with a slash takes what goes on after it (the router's GenerateRouteRegexp). */
function isBelow(path: string, prefix: string): boolean {
  if (/^\/*$/.test(prefix)) {
    return true;
  }
  return (
    path === prefix ||
    path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
  );
}

function schemeOf(
  { scheme }: AskedRequest,
  { termination }: RouteFact,
): string {
  if (scheme === 'http' || scheme === 'grpc') {
    return 'http';
  }
  return termination === 'passthrough' ? 'tls' : 'https';
}

function outcomeOf(
  fact: RouteFact | undefined,
  isOpen: boolean,
  { snapshot, request }: Door,
): RequestOutcome {
  if (isOpen) {
    return {
      kind: 'unknown',
      why: 'Whether the Route is admitted beside another namespace’s of the same host is the router’s own setting.',
    };
  }
  const respond = (
    status: number,
    why: string,
    location: string | null = null,
  ) => ({ kind: 'respond', status, location, why } as const);
  if (!fact) {
    return canTellAbsence(snapshot.statusOf(ROUTE), '')
      ? respond(503, 'No Route at this router takes the request.')
      : { kind: 'unknown', why: 'Not all Routes could be looked at.' };
  }
  const scheme = schemeOf(request, fact);
  const way = schemesOf(fact).find(each => each.scheme === scheme);
  if (!way) {
    return respond(503, 'The Route does not serve this scheme.');
  }
  if (way.redirect) {
    const { host, path, query } = request;
    return respond(
      302,
      'The Route redirects to https.',
      `https://${host}${path}${query ? `?${query}` : ''}`,
    );
  }
  const shares = resolveBackends(snapshot, fact).map(
    (backend): RequestShare => {
      const { target } = backend;
      const endpoints =
        target.state === 'resolved'
          ? snapshot
              .index(serviceIndex)
              .endpointsOf(
                target.value.service.namespace,
                target.value.service.name,
                target.value.servicePort,
              )
          : null;
      const isUnknown =
        target.state === 'unknown' || endpoints?.state === 'unknown';
      const isReady =
        endpoints?.state === 'external' ||
        (endpoints?.state === 'known' && endpoints.ready > 0);
      const isRewritten =
        'haproxy.router.openshift.io/rewrite-target' in fact.annotations;
      const outcome = isReady ? 'forwarded' : 'failed';
      const answers = isReady && scheme !== 'tls';
      return {
        backend: backend.ref,
        port: backend.port,
        share: backend.share,
        outcome: isUnknown ? 'unknown' : outcome,
        status: isUnknown || isReady || scheme === 'tls' ? null : 503,
        host: answers ? request.host : null,
        path: answers && !isRewritten ? request.path : null,
        location: null,
      };
    },
  );
  return shares.some(({ share }) => share > 0)
    ? { kind: 'forward', shares, mirrors: [] }
    : respond(503, 'All backends of the Route have the weight 0.');
}
