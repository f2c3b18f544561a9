import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import { nginxHostName } from '../../../../match/nginxHostName';
import { normalizeNginxPath } from '../../../../match/normalizeNginxPath';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type {
  ClassDoor,
  ReadinessLookUp,
  ServedRequest,
} from '../IngressController';
import {
  absolute,
  answerOfLocation,
  isRefusedAddress,
  respond,
} from './answerOfLocation';
import {
  httpHostOf,
  queryOf,
  schemeOf,
  uriOf,
  withoutLastSlash,
} from './askedWords';
import { clashesOf } from './clashes';
import { annotationKey } from './annotations';
import type { Canaries } from './matchCanaries';
import { forward, forwardAsIs } from './forward';
import type { HttpsNames } from './HttpsNames';
import { answerOfDefaultBackend } from './insteadOfBackend';
import { passedThrough } from './passedThrough';
import { appRootOf } from './redirects';
import { ruleOf, runnerUp } from './ruleOf';
import { selectLocation } from './selectLocation';
import { isOwnHost, selectServer } from './selectServer';
import type { Claim, NginxLocation, NginxServer } from './servers';
import type { NginxSettings } from './settings';

const OWN_PAGES = [
  { prefix: '/healthz', status: 200 },
  { prefix: '/nginx_status', status: 403 },
] as const;

/** What the controller's NGINX answers: the server of the host, its location, and what the location does. */
export function serveNginx(
  context: {
    door: ClassDoor;
    servers: readonly NginxServer[];
    https: HttpsNames;
    settings: NginxSettings;
    canaries: Canaries;
  },
  request: AskedRequest,
  isReady: ReadinessLookUp,
): ServedRequest {
  const { door, servers, https, settings, canaries } = context;
  const name = nginxHostName(request.host);
  if (name === undefined) {
    return responded(respond(400, null, 'NGINX does not accept the host'));
  }
  const path = normalizeNginxPath(request.path);
  if (path === undefined) {
    return responded(respond(400, null, 'NGINX does not accept the path'));
  }
  const { server, others } = selectServer(servers, name);
  const passed =
    schemeOf(request) === 'https' && server.host === name
      ? passedThrough(server, settings)
      : undefined;
  if (passed) {
    return {
      outcome: forwardAsIs(door, passed.claim, { request, isReady }),
      winner: ruleOf(passed.claim),
      runnersUp: [],
    };
  }
  const www = servers.find(each => each.www?.host === name);
  if (www && !isOwnHost(server, name)) {
    return responded(
      respond(
        settings.redirectCode,
        `${schemeOf(request)}://${www.host}${withoutLastSlash(uriOf(request))}`,
        'from-to-www-redirect',
      ),
    );
  }
  const root = path === '/' ? server.locations.find(hasAppRoot) : undefined;
  if (root) {
    return {
      outcome: respond(
        302,
        `${schemeOf(request)}://${httpHostOf(request)}${appRootOf(root.claim)}`,
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
  const status = server.host === '' ? ownPageOf(found, path) : undefined;
  if (status !== undefined) {
    return {
      outcome: respond(status, null, 'a page of the controller itself'),
      winner: null,
      runnersUp,
    };
  }
  if (!location) {
    return {
      outcome: answerOfDefaultBackend(door, settings, {
        host: request.host,
        path: found.sent.path,
        isReady,
      }),
      winner: null,
      runnersUp,
    };
  }
  const { claim } = location;
  const own = answerOfLocation(
    { https, settings, claim, request, snapshot: door.snapshot },
    found.sent,
  );
  const isRefused = isRefusedAddress(claim, request.clientAddress);
  const winner = claim.backend || own || isRefused ? ruleOf(claim) : null;
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
  if (clashesOf(server).has(claim)) {
    return {
      outcome: {
        kind: 'unknown',
        why: 'two paths differ by the last slash alone, for which NGINX refuses the configuration: what it serves is that of before',
      },
      winner: null,
      runnersUp: [...runnerUp(claim, 'not-known', {}), ...runnersUp],
    };
  }
  const outcome =
    (found.addsSlash
      ? respond(
          301,
          absolute(`${path}/${queryOf(request)}`, claim, request),
          'the path without the last slash of the location',
        )
      : undefined) ??
    own ??
    passAddressLists(
      forward(
        { door, settings, canaries, claim, request, isReady },
        found.sent,
      ),
      isRefused,
    );
  return { outcome: withErrorPages(outcome, claim), winner, runnersUp };
}

/** The status of a page for errors is up to the default backend, which is asked for it (nginx.tmpl, error_page). */
function withErrorPages(
  outcome: RequestOutcome,
  { fact }: Claim,
): RequestOutcome {
  const codes = (fact.annotations[annotationKey('custom-http-errors')] ?? '')
    .split(',')
    .map(each => Number(each));
  const statuses =
    outcome.kind === 'forward'
      ? outcome.shares.map(share => share.status)
      : [outcome.kind === 'respond' ? outcome.status : null];
  const replaced = statuses.find(
    status => status !== null && codes.includes(status),
  );
  return replaced === undefined
    ? outcome
    : {
        kind: 'unknown',
        why: `the default backend answers instead of ${replaced} (custom-http-errors)`,
      };
}

/** NGINX looks for an endpoint (503) before it looks at the address (403): ngx_http_lua's rewrite phase, then access. */
function passAddressLists(
  outcome: RequestOutcome,
  isRefused: boolean,
): RequestOutcome {
  const hasFailed =
    outcome.kind === 'forward' &&
    outcome.shares.every(share => share.outcome === 'failed');
  return isRefused && !hasFailed
    ? respond(403, null, 'the address lists do not let this client in')
    : outcome;
}

/** An `if` of the whole server, whatever the path of the Ingress that sets it (nginx.tmpl). */
function hasAppRoot({ claim }: NginxLocation): boolean {
  return appRootOf(claim) !== null;
}

/**
 * The pages of the controller in the server of all other hosts (nginx.tmpl), where no longer path and no expression takes them:
 * the health check, and figures that only the machine itself may see.
 */
function ownPageOf(
  { prefixLength }: ReturnType<typeof selectLocation>,
  path: string,
): number | undefined {
  const page = OWN_PAGES.find(
    ({ prefix }) => path.startsWith(prefix) && prefix.length > prefixLength,
  );
  return page?.status;
}

function responded(outcome: RequestOutcome): ServedRequest {
  return { outcome, winner: null, runnersUp: [] };
}
