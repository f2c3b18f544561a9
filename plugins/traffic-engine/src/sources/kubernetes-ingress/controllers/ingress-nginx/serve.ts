import type {
  RequestOutcome,
  RequestRule,
  RunnerUp,
} from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../../request/AskedRequest';
import { parseAddress, parseCidr } from '../../../../match/cidr';
import { normalizeNginxPath } from '../../../../match/normalizeNginxPath';
import { SOURCE_ID } from '../../kinds';
import type {
  ClassDoor,
  ReadinessLookUp,
  ServedRequest,
} from '../IngressController';
import { isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';
import { decideCanary, type Canaries } from './canary';
import { matchPlain, matchRegex, rankOf } from './matchPath';
import {
  appRootOf,
  HTTPS_REDIRECT_CODE,
  httpsRedirectOf,
  redirectOf,
} from './redirects';
import { backendsOf } from './routes';
import {
  rewriteOf,
  type Claim,
  type NginxLocation,
  type NginxServer,
} from './servers';
import { shareOf, type SentRequest } from '../shareOf';

const ONE_LABEL = /^[\w-]+$/;

/** What the controller's NGINX answers: the server of the host, its location, and what the location does. */
export function serveNginx(
  context: {
    door: ClassDoor;
    servers: readonly NginxServer[];
    canaries: Canaries;
  },
  request: AskedRequest,
  isReady: ReadinessLookUp,
): ServedRequest {
  const { door, servers, canaries } = context;
  const { server, others } = selectServer(servers, request.host);
  const www = servers.find(each => each.www?.host === request.host);
  if (www && !isOwnHost(server, request.host)) {
    return responded(
      respond(
        HTTPS_REDIRECT_CODE,
        `${schemeOf(request)}://${www.host}${withoutLastSlash(uriOf(request))}`,
        'from-to-www-redirect',
      ),
    );
  }
  const path = normalizeNginxPath(request.path);
  if (path === undefined) {
    return responded(respond(400, null, 'NGINX does not accept the path'));
  }
  const root = path === '/' ? server.locations.find(hasAppRoot) : undefined;
  if (root) {
    return {
      outcome: respond(
        302,
        `${schemeOf(request)}://${request.host}${appRootOf(root.claim)}`,
        'app-root',
      ),
      winner: ruleOf(root.claim),
      runnersUp: [],
    };
  }
  const found = selectLocation(server, path, request.path);
  const runnersUp = [
    ...found.runnersUp,
    ...others.flatMap(other =>
      other.locations.flatMap(({ claim }) =>
        claim.fact === found.location?.claim.fact
          ? []
          : runnerUp(claim, 'less-specific-host', { host: other.host || '*' }),
      ),
    ),
  ];
  if (found.isUnknown) {
    return {
      outcome: {
        kind: 'unknown',
        why: 'a regular expression of this host cannot be evaluated here',
      },
      winner: null,
      runnersUp,
    };
  }
  const { location } = found;
  if (!location) {
    return {
      outcome: respond(404, null, 'the default backend of the controller'),
      winner: null,
      runnersUp,
    };
  }
  const { claim } = location;
  const own = answerOfLocation(server, claim, request);
  const winner = claim.backend || own ? ruleOf(claim) : null;
  if (!location.isOrderKnown) {
    return {
      outcome: {
        kind: 'unknown',
        why: 'two Ingresses claim this host and path, and which is older is not known',
      },
      winner: null,
      runnersUp: [...runnerUp(claim, 'not-known', {}), ...runnersUp],
    };
  }
  const outcome =
    (found.addsSlash
      ? respond(
          301,
          `${schemeOf(request)}://${request.host}${path}/${queryOf(request)}`,
          'the path without the last slash of the location',
        )
      : undefined) ??
    own ??
    forward({ door, canaries, claim, request, isReady }, found.sent);
  return { outcome, winner, runnersUp };
}

/** An `if` of the whole server, whatever the path of the Ingress that sets it (nginx.tmpl). */
function hasAppRoot({ claim }: NginxLocation): boolean {
  return appRootOf(claim) !== null;
}

function responded(outcome: RequestOutcome): ServedRequest {
  return { outcome, winner: null, runnersUp: [] };
}

function respond(
  status: number,
  location: string | null,
  why: string,
): RequestOutcome {
  return { kind: 'respond', status, location, why };
}

/** An exact name, then an alias with a wildcard (NGINX's own, of any depth), then a wildcard host of one label, then any. */
function selectServer(
  servers: readonly NginxServer[],
  host: string,
): { server: NginxServer; others: readonly NginxServer[] } {
  const ranked = servers.flatMap(server => {
    const rank = hostRank(server, host);
    return rank === undefined ? [] : [{ server, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const [{ server }, ...others] = ranked;
  return { server, others: others.map(other => other.server) };
}

function hostRank(server: NginxServer, host: string): number | undefined {
  if (isOwnHost(server, host)) {
    return 0;
  }
  if (
    server.aliases.some(
      alias =>
        alias.host.startsWith('*.') && host.endsWith(alias.host.slice(1)),
    )
  ) {
    return 1;
  }
  if (server.host.startsWith('*.')) {
    const suffix = server.host.slice(1);
    return host.endsWith(suffix) &&
      ONE_LABEL.test(host.slice(0, -suffix.length))
      ? 2
      : undefined;
  }
  return server.host === '' ? 3 : undefined;
}

function isOwnHost(server: NginxServer, host: string): boolean {
  return (
    (server.host !== '' && server.host === host) ||
    server.aliases.some(alias => alias.host === host)
  );
}

interface FoundLocation {
  readonly location: NginxLocation | undefined;
  readonly isUnknown: boolean;
  readonly addsSlash: boolean;
  readonly sent: { path: string | null };
  readonly runnersUp: readonly RunnerUp[];
}

function selectLocation(
  server: NginxServer,
  path: string,
  asked: string,
): FoundLocation {
  return server.regexBy
    ? selectByRegex(server, path, asked)
    : selectPlain(server, path, asked);
}

/** Without a rewrite, the path goes on as it was asked for: NGINX normalizes it only to choose the location. */
function selectPlain(
  server: NginxServer,
  path: string,
  asked: string,
): FoundLocation {
  const ranked = server.locations
    .map(location => {
      const match = matchPlain(location, path);
      return { location, match, rank: rankOf(match) };
    })
    .sort((a, b) => b.rank - a.rank);
  const [first] = ranked;
  const winner = first && first.rank >= 0 ? first : undefined;
  return {
    location: winner?.location,
    isUnknown: false,
    addsSlash: winner?.match.answer === 'add-slash',
    sent: { path: asked },
    runnersUp: [
      ...losersOf(winner?.location),
      ...ranked
        .filter(each => each !== winner)
        .flatMap(({ location: { claim }, rank }) =>
          runnerUp(claim, rank >= 0 ? 'less-specific-path' : 'path', {
            path: claim.path,
          }),
        ),
    ],
  };
}

/** The first in the order of length whose expression matches. */
function selectByRegex(
  server: NginxServer,
  path: string,
  asked: string,
): FoundLocation {
  const runnersUp: RunnerUp[] = [];
  let winner: { location: NginxLocation; groups: RegExpExecArray } | undefined;
  let isUnknown = false;
  for (const location of server.locations) {
    const groups = matchRegex(location, path, server);
    if (winner) {
      runnersUp.push(
        ...runnerUp(location.claim, groups ? 'less-specific-path' : 'path', {
          path: location.claim.path,
        }),
      );
    } else if (groups) {
      winner = { location, groups };
    } else if (groups === undefined) {
      isUnknown = true;
      runnersUp.push(...runnerUp(location.claim, 'not-known', {}));
    } else {
      runnersUp.push(
        ...runnerUp(location.claim, 'path', { path: location.claim.path }),
      );
    }
  }
  return {
    location: winner?.location,
    isUnknown,
    addsSlash: false,
    sent: { path: winner ? rewritten(winner) : asked },
    runnersUp: [...losersOf(winner?.location), ...runnersUp],
  };

  function rewritten({
    location,
    groups,
  }: {
    location: NginxLocation;
    groups: RegExpExecArray;
  }): string | null {
    const target = rewriteOf(location.claim);
    if (target === null) {
      return asked;
    }
    const filled = target.replace(
      /\$(\d)/g,
      (_, digit: string) => groups[Number(digit)] ?? '',
    );
    // NGINX has variables of its own, which are not known here.
    return /\$[A-Za-z_{]/.test(filled) ? null : filled;
  }
}

function losersOf(location: NginxLocation | undefined): readonly RunnerUp[] {
  return (location?.losers ?? []).flatMap(loser =>
    runnerUp(
      loser,
      loser.fact === location?.claim.fact ? 'later-in-list' : 'younger',
      { createdAt: loser.fact.createdAt },
    ),
  );
}

function ruleOf(claim: Claim): RequestRule {
  return {
    source: SOURCE_ID,
    object: claim.fact.object,
    ruleIndex: claim.ruleIndex,
    matchIndex: claim.matchIndex,
    routeId: null,
    provenance: claim.fact.at(claim.at),
  };
}

function runnerUp(
  claim: Claim,
  lostBy: RunnerUp['lostBy'],
  params: RunnerUp['params'],
): readonly RunnerUp[] {
  return [{ ...ruleOf(claim), lostBy, params }];
}

/** What the location answers itself, in the order of NGINX's phases: redirects, HTTPS, address lists. */
function answerOfLocation(
  server: NginxServer,
  claim: Claim,
  request: AskedRequest,
): RequestOutcome | undefined {
  const { annotations } = claim.fact;
  const redirect = redirectOf(claim);
  if (redirect) {
    return respond(
      redirect.status,
      fillVariables(redirect.target, request),
      'the Ingress redirects all requests',
    );
  }
  if (schemeOf(request) === 'http' && httpsRedirectOf(claim, server)) {
    const uri = uriOf(request);
    const keepsSlash = isTrue(
      annotations[annotationKey('preserve-trailing-slash')],
    );
    return respond(
      HTTPS_REDIRECT_CODE,
      `https://${request.host}${keepsSlash ? uri : withoutLastSlash(uri)}`,
      'plain HTTP is redirected to HTTPS',
    );
  }
  return isRefusedAddress(annotations, request.clientAddress)
    ? respond(403, null, 'the address lists do not let this client in')
    : undefined;
}

function isRefusedAddress(
  annotations: Readonly<Record<string, string>>,
  client: string | undefined,
): boolean {
  const address = client === undefined ? undefined : parseAddress(client);
  if (!address) {
    return false;
  }
  const holds = (name: string) =>
    (annotations[annotationKey(name)] ?? '')
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== '')
      .map(each => parseCidr(each) ?? parseAddress(each))
      .map(
        range =>
          range !== undefined &&
          range.version === address.version &&
          range.first <= address.first &&
          address.last <= range.last,
      );
  const allowed = [
    ...holds('whitelist-source-range'),
    ...holds('allowlist-source-range'),
  ];
  return (
    holds('denylist-source-range').includes(true) ||
    (allowed.length > 0 && !allowed.includes(true))
  );
}

function fillVariables(target: string, request: AskedRequest): string | null {
  const values: Readonly<Record<string, string>> = {
    request_uri: uriOf(request),
    uri: request.path,
    args: request.query,
    host: request.host,
    http_host: request.host,
    scheme: schemeOf(request),
  };
  const filled = target.replace(
    /\$\{?([a-z_]+)\}?/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return /\$[A-Za-z_{]/.test(filled) ? null : filled;
}

/** The backend, its canary as the request's header, cookie or the weights decide, and what each of them answers. */
function forward(
  context: {
    door: ClassDoor;
    canaries: Canaries;
    claim: Claim;
    request: AskedRequest;
    isReady: ReadinessLookUp;
  },
  sent: { path: string | null },
): RequestOutcome {
  const { door, canaries, claim, request, isReady } = context;
  const [main, other] = backendsOf(door, claim, canaries);
  const as: SentRequest = {
    host:
      claim.fact.annotations[annotationKey('upstream-vhost')] || request.host,
    path: sent.path,
    failure: 503,
  };
  if (!main) {
    return respond(404, null, 'the default backend of the controller');
  }
  const whole = shareOf({ ...main, share: 1 }, as, isReady);
  const canary = canaries.of(claim);
  // Without an endpoint of its own, the main backend hands nothing to its canary (balancer.lua, get_balancer).
  if (!canary || !other || whole.outcome === 'failed') {
    return { kind: 'forward', shares: [whole], mirrors: [] };
  }
  const decision = decideCanary(canary.rules, request);
  if (decision === undefined) {
    return {
      kind: 'unknown',
      why: 'the pattern of canary-by-header-pattern cannot be evaluated here',
    };
  }
  const toCanary = shareOf(
    { ...other, share: decision === 'canary' ? 1 : other.share },
    as,
    isReady,
  );
  // A canary without an endpoint leaves everything to the main backend.
  if (
    decision === 'main' ||
    toCanary.outcome === 'failed' ||
    toCanary.share === 0
  ) {
    return { kind: 'forward', shares: [whole], mirrors: [] };
  }
  return {
    kind: 'forward',
    shares:
      toCanary.share === 1
        ? [toCanary]
        : [{ ...whole, share: main.share }, toCanary],
    mirrors: [],
  };
}

function schemeOf({ scheme }: AskedRequest): 'http' | 'https' {
  return scheme === 'https' || scheme === 'grpcs' || scheme === 'tls'
    ? 'https'
    : 'http';
}

function queryOf({ query }: AskedRequest): string {
  return query === '' ? '' : `?${query}`;
}

/** How the controller's redirects write what was asked for. */
function withoutLastSlash(uri: string): string {
  return uri.endsWith('/') ? uri.slice(0, -1) : uri;
}

function uriOf(request: AskedRequest): string {
  return `${request.path}${queryOf(request)}`;
}
