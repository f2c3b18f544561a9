import type { BackendRefFact, RuleFact } from '../facts/routeFact';
import {
  lacksFeature,
  type GatewayEntry,
  type ListenerEntry,
} from '../gateways/GatewayEntry';
import type { BackendTlsPolicies } from '../policies/backendTlsPolicies';
import type { ExtensionEntry } from '../routes/resolveExtension';
import type { BackendEntry } from '../routes/RouteEntry';
import {
  redirectLocation,
  rewriteRequest,
  type ChangeableRequest,
} from './changeRequest';
import { isOriginAllowed, preflightOrigin } from './corsOrigin';
import type { Candidate } from './listCandidates';
import type {
  BackendOutcome,
  GatewayRequest,
  ReadinessLookUp,
  ServedResponse,
  WinningMatch,
} from './ServedResponse';

/** What the rule that won a request does with it. */
export function respond(
  winner: Candidate,
  options: {
    request: Pick<GatewayRequest, 'scheme' | 'method' | 'headers'>;
    /** Without the query. */
    path: string;
    query: string;
    host: string;
    listener: ListenerEntry;
    hasReadyEndpoints: ReadinessLookUp;
    policies: BackendTlsPolicies;
  },
): ServedResponse {
  const { request, host, path, query, listener, hasReadyEndpoints, policies } =
    options;
  const { rule, match } = winner;
  const { backends, mirrors, authorizers, extensions } =
    winner.route.rules[winner.ruleIndex];
  const won = winningMatch(winner, listener);
  if (
    isBroken(extensions, null) ||
    authorizers.some(({ fault }) => fault?.status === 'False')
  ) {
    return { kind: 'broken-filter', winner: won, status: 500 };
  }
  const changeable: ChangeableRequest = {
    scheme: request.scheme,
    host,
    port: listener.fact.port,
    path,
    query,
    match,
  };
  const origin = rule.cors ? preflightOrigin(request) : undefined;
  if (rule.cors && origin !== undefined) {
    const allowed = isOriginAllowed(rule.cors, origin);
    return { kind: 'preflight', winner: won, allowed };
  }
  if (rule.redirect) {
    return {
      kind: 'redirect',
      winner: won,
      status: rule.redirect.statusCode,
      location: redirectLocation(rule.redirect, changeable),
    };
  }
  if (rule.directStatus !== null) {
    return lacksFeature(
      listener.gateway.gatewayClass,
      'HTTPRouteDirectResponse',
    )
      ? { kind: 'unknown', why: 'the class does not support direct responses' }
      : { kind: 'direct', winner: won, status: rule.directStatus };
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
      outcome: isBroken(extensions, index)
        ? { kind: 'failed', status: 500 }
        : outcomeOf(backend, {
            hasReadyEndpoints,
            policies,
            gateway: listener.gateway,
            rule,
            backendRef: rule.backendRefs[index],
            request: changeable,
          }),
    })),
    mirrors: mirrors.map(({ draft }) => draft.ref),
  };
}

/** Whether a filter of the rule, or of one of its backends, does not resolve. */
function isBroken(
  extensions: readonly ExtensionEntry[],
  backendIndex: number | null,
): boolean {
  return extensions.some(
    ({ fact, fault }) =>
      fact.backendIndex === backendIndex && fault?.status === 'False',
  );
}

export function winningMatch(
  { route, ruleIndex, matchIndex }: Candidate,
  { fact }: ListenerEntry,
): WinningMatch {
  return { route: route.ref, ruleIndex, matchIndex, listener: fact.name };
}

/**
 * A redirect of the backend's own goes before its forwarding; its rewrite replaces the rule's. A connection that a policy
 * demands to be verified, and that nothing can verify, is not made (BackendTLSPolicySpec.validation).
 */
function outcomeOf(
  { draft: { target } }: BackendEntry,
  options: {
    hasReadyEndpoints: ReadinessLookUp;
    policies: BackendTlsPolicies;
    gateway: GatewayEntry;
    rule: RuleFact;
    backendRef: BackendRefFact;
    request: ChangeableRequest;
  },
): BackendOutcome {
  const { hasReadyEndpoints, policies, gateway, rule, backendRef, request } =
    options;
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
  if (!policies.lets(gateway, target.value)) {
    return { kind: 'failed', status: 500 };
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
