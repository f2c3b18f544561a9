import type { RequestAuthentication } from '../../../istio/facts/requestAuthentications';
import type { AskedRequest } from '../../../request/AskedRequest';

type JwtRule = RequestAuthentication['spec']['jwtRules'][number];

/** Whether a request has a token where a policy looks for one. */
export function readsToken(
  { spec }: RequestAuthentication,
  request: AskedRequest,
): boolean {
  return spec.jwtRules.some(rule => findsToken(rule, request));
}

/** Tokens are looked for in `Authorization` and `access_token` unless other places are named. */
function findsToken(
  { fromHeaders, fromParams, fromCookies }: JwtRule,
  { headers, query }: AskedRequest,
): boolean {
  const sends = (name: string) =>
    query.split('&').some(pair => pair.startsWith(`${name}=`));
  return fromHeaders.length + fromParams.length + fromCookies.length === 0
    ? Boolean(headers.authorization?.startsWith('Bearer ')) ||
        sends('access_token')
    : fromHeaders.some(({ name, prefix }) =>
        headers[name?.toLowerCase() ?? '']?.startsWith(prefix ?? ''),
      ) ||
        fromParams.some(sends) ||
        (fromCookies.length > 0 && headers.cookie !== undefined);
}

/** A policy that wants a token which a request does not have; `isSure`: nothing else lets it in without one. */
export interface MissingToken {
  readonly policy: RequestAuthentication;
  readonly isSure: boolean;
}

/**
 * Whether one proxy refuses a request for want of a token: rules have the presence `REQUIRED` and none finds one. Whether other
 * rules beside them let it in is not known. CORS preflight requests need none.
 */
export function findMissingToken(
  policies: readonly RequestAuthentication[],
  request: AskedRequest,
): MissingToken | undefined {
  const isPreflight =
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined;
  if (isPreflight || policies.some(policy => readsToken(policy, request))) {
    return undefined;
  }
  const policy = policies.find(({ spec }) => spec.jwtRules.some(isRequired));
  return (
    policy && {
      policy,
      isSure: policies.every(({ spec }) => spec.jwtRules.every(isRequired)),
    }
  );
}

function isRequired({ presence }: JwtRule): boolean {
  return presence === 'REQUIRED';
}
