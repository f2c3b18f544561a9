import type { RequestOutcome } from '@portolan/plugin-traffic-common';
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
import { queryOf, schemeOf, uriOf, withoutLastSlash } from './askedWords';
import type { Canaries } from './canary';
import { forward } from './forward';
import type { HttpsNames } from './HttpsNames';
import { appRootOf, HTTPS_REDIRECT_CODE } from './redirects';
import { ruleOf, runnerUp } from './ruleOf';
import { selectLocation } from './selectLocation';
import { isOwnHost, selectServer } from './selectServer';
import type { NginxLocation, NginxServer } from './servers';

/** What the controller's NGINX answers: the server of the host, its location, and what the location does. */
export function serveNginx(
  context: {
    door: ClassDoor;
    servers: readonly NginxServer[];
    https: HttpsNames;
    canaries: Canaries;
  },
  request: AskedRequest,
  isReady: ReadinessLookUp,
): ServedRequest {
  const { door, servers, https, canaries } = context;
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
  const own = answerOfLocation(
    { https, claim, request, snapshot: door.snapshot },
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
      forward({ door, canaries, claim, request, isReady }, found.sent),
      isRefused,
    );
  return { outcome, winner, runnersUp };
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

function responded(outcome: RequestOutcome): ServedRequest {
  return { outcome, winner: null, runnersUp: [] };
}
