import { matchHttpRequest } from '../../../match/gatewayHttpMatch';
import {
  hostOfRequest,
  matchGatewayHostname,
} from '../../../match/gatewayHostname';
import {
  compareRankedMatches,
  isOrderSpecified,
} from '../../../match/gatewayRoutePrecedence';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import type { BackendRefFact, RuleFact } from '../facts/routeFact';
import { HTTP_ROUTE } from '../kinds';
import type { BackendEntry, RouteEntry } from '../routes/RouteEntry';
import { claimOf, type MatchClaim } from '../routes/shadows';
import type { GatewayApiTranslation } from '../translate';
import {
  redirectLocation,
  rewriteRequest,
  type ChangeableRequest,
} from './changeRequest';
import { isOriginAllowed, preflightOrigin } from './corsOrigin';
import { selectListener } from './selectListener';
import type {
  BackendOutcome,
  GatewayRequest,
  ReadinessLookUp,
  ServedResponse,
  WinningMatch,
} from './ServedResponse';

interface Candidate extends MatchClaim {
  readonly route: RouteEntry;
  readonly answer: 'yes' | 'uncertain';
}

/**
 * What a Gateway answers to an HTTP request by the specification: listener, hostname, the winning match, and what its rule
 * does. Listeners are taken as isolated. Pure: the readiness of endpoints is asked of the caller.
 */
export function serveRequest(
  translation: Pick<GatewayApiTranslation, 'gateways' | 'routes'>,
  request: GatewayRequest,
  hasReadyEndpoints: ReadinessLookUp,
): ServedResponse {
  const gateway = translation.gateways.find(
    ({ ref }) =>
      ref.namespace === request.gateway.namespace &&
      ref.name === request.gateway.name,
  );
  if (!gateway) {
    return { kind: 'refused', why: 'there is no such Gateway' };
  }
  const host = hostOfRequest(request.host);
  const selection = selectListener(gateway, {
    port: request.port,
    scheme: request.scheme,
    host,
    serverName: hostOfRequest(request.serverName ?? request.host),
  });
  switch (selection.state) {
    case 'refused':
      return { kind: 'refused', why: selection.why };
    case 'not-found':
      return { kind: 'not-found', status: 404 };
    case 'misdirected':
      return { kind: 'misdirected', status: 421 };
    default:
  }
  const { listener } = selection;
  const candidates = listCandidates(translation.routes, {
    listener,
    host,
    request,
  });
  const [winner, ...others] = candidates;
  if (!winner) {
    return { kind: 'not-found', status: 404 };
  }
  if (
    winner.answer === 'uncertain' ||
    others.some(other => !isOrderSpecified(winner, other))
  ) {
    return {
      kind: 'unknown',
      why: 'regular expressions are matched and ranked as the implementation sees fit',
    };
  }
  return respond(winner, {
    request,
    host,
    listener,
    hasReadyEndpoints,
  });
}

/** All matches that take the request, the winner first. */
function listCandidates(
  routes: readonly RouteEntry[],
  options: {
    listener: ListenerEntry;
    host: string;
    request: GatewayRequest;
  },
): readonly Candidate[] {
  const { listener, host, request } = options;
  const [path, query = ''] = splitOnce(request.path, '?');
  const facts = { ...request, path, query };
  const candidates = routes.flatMap(route => {
    const hostnames =
      route.kind === HTTP_ROUTE
        ? route.parents
            .flatMap(({ acceptances }) => acceptances)
            .filter(acceptance => acceptance.listener === listener)
            .flatMap(acceptance => acceptance.hostnames)
            .filter(hostname => matchGatewayHostname(hostname, host))
        : [];
    return hostnames.flatMap(hostname =>
      route.fact.rules.flatMap((rule, ruleIndex) =>
        rule.fault
          ? []
          : rule.matches.flatMap((match, matchIndex): Candidate[] => {
              const answer = matchHttpRequest(match, facts);
              return answer === 'no'
                ? []
                : [
                    {
                      ...claimOf({
                        route,
                        ruleIndex,
                        matchIndex,
                        match,
                        hostname,
                      }),
                      route,
                      answer,
                    },
                  ];
            }),
      ),
    );
  });
  return candidates.sort(compareRankedMatches);
}

function respond(
  winner: Candidate,
  options: {
    request: GatewayRequest;
    host: string;
    listener: ListenerEntry;
    hasReadyEndpoints: ReadinessLookUp;
  },
): ServedResponse {
  const { request, host, listener, hasReadyEndpoints } = options;
  const { route, ruleIndex, matchIndex } = winner;
  const rule = route.fact.rules[ruleIndex];
  const { backends, mirrors } = route.rules[ruleIndex];
  const won: WinningMatch = {
    route: route.ref,
    ruleIndex,
    matchIndex,
    listener: listener.fact.name,
  };
  const changeable: ChangeableRequest = {
    scheme: request.scheme,
    host,
    port: listener.fact.port,
    path: splitOnce(request.path, '?')[0],
    match: winner.match,
  };
  const origin = rule.cors ? preflightOrigin(request) : undefined;
  if (rule.cors && origin !== undefined) {
    return {
      kind: 'preflight',
      winner: won,
      allowed: isOriginAllowed(rule.cors, origin),
    };
  }
  if (rule.redirect) {
    return {
      kind: 'redirect',
      winner: won,
      status: rule.redirect.statusCode,
      location: redirectLocation(rule.redirect, changeable),
    };
  }
  if (backends.length === 0) {
    return rule.filters.every(({ interpreted }) => interpreted)
      ? { kind: 'no-backend', winner: won, status: 500 }
      : { kind: 'unknown', why: 'a filter that is not interpreted answers' };
  }
  return {
    kind: 'backends',
    winner: won,
    shares: backends.map((backend, index) => ({
      backend: backend.draft.ref,
      share: backend.draft.share,
      outcome: outcomeOf(backend, {
        hasReadyEndpoints,
        rule,
        backendRef: rule.backendRefs[index],
        request: changeable,
      }),
    })),
    mirrors: mirrors.map(({ draft }) => draft.ref),
  };
}

/** A redirect of the backend's own goes before its forwarding; its rewrite replaces the rule's. */
function outcomeOf(
  { draft: { target } }: BackendEntry,
  options: {
    hasReadyEndpoints: ReadinessLookUp;
    rule: RuleFact;
    backendRef: BackendRefFact;
    request: ChangeableRequest;
  },
): BackendOutcome {
  const { hasReadyEndpoints, rule, backendRef, request } = options;
  const { redirect, rewrite } = backendRef;
  if (target.state === 'unknown') {
    return { kind: 'unknown' };
  }
  if (target.state !== 'resolved') {
    return { kind: 'failed', status: 500 };
  }
  if (redirect) {
    return {
      kind: 'redirected',
      status: redirect.statusCode,
      location: redirectLocation(redirect, request),
    };
  }
  switch (hasReadyEndpoints(target.value)) {
    case true:
      return {
        kind: 'forwarded',
        ...rewriteRequest(rewrite ?? rule.rewrite, request),
      };
    case false:
      return { kind: 'failed', status: 503 };
    default:
      return { kind: 'unknown' };
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0
    ? [text]
    : [text.slice(0, at), text.slice(at + separator.length)];
}
