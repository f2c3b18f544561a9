import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import type { AuthorizationPolicy } from '../../../istio/facts/authorizationPolicies';
import type { RequestAuthentication } from '../../../istio/facts/requestAuthentications';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { EnforcedPolicies } from '../gatewayApi/policiesOfGateway';
import { actionOf } from '../policies/securityPolicies';
import { authorize, type Caller } from './authorize';

/**
 * What the policies of a gateway's workloads make of a request; undefined where each of them surely lets it in. What is not the
 * same at all workloads, or is of pods that are not known, is not known.
 */
export function enforce(
  workloads: readonly EnforcedPolicies[],
  caller: Caller,
  areKnown: boolean,
): RequestOutcome | undefined {
  const verdicts = workloads.map(({ authorizations }) =>
    authorize(authorizations, caller),
  );
  const open = verdicts.find(({ verdict }) => verdict !== 'allowed');
  if (open) {
    const name = nameOf(open.policy);
    return areKnown && verdicts.every(({ verdict }) => verdict === 'denied')
      ? {
          kind: 'respond',
          status: 403,
          location: null,
          why: `${name} denies it at the gateway`,
        }
      : {
          kind: 'unknown',
          why: areKnown
            ? `whether ${name} lets the request in depends on who sends it`
            : `whether ${name} is in force at the gateway is not known`,
        };
  }
  const checked = workloads
    .flatMap(({ authentications }) => authentications)
    .find(policy => readsToken(policy, caller.request));
  return checked
    ? {
        kind: 'unknown',
        why: `whether the token of the request is one that RequestAuthentication ${checked.ref.namespace}/${checked.ref.name} takes is not known`,
      }
    : undefined;
}

/** What they make of a connection whose bytes are passed on: rules for requests hold otherwise there, and so it is not known. */
export function enforceOnConnection(
  workloads: readonly EnforcedPolicies[],
): RequestOutcome | undefined {
  const policy = workloads
    .flatMap(({ authorizations }) => authorizations)
    .find(
      found =>
        actionOf(found) === 'ALLOW' ||
        (actionOf(found) !== 'AUDIT' && found.spec.rules.length > 0),
    );
  return (
    policy && {
      kind: 'unknown',
      why: `whether ${nameOf(policy)} lets the connection in is not known`,
    }
  );
}

function nameOf(policy: AuthorizationPolicy | null): string {
  return policy
    ? `AuthorizationPolicy ${policy.ref.namespace}/${policy.ref.name}`
    : 'an AuthorizationPolicy';
}

/** Whether a request has a token where one is looked for: in `Authorization` and `access_token` unless other places are named. */
function readsToken(
  { spec }: RequestAuthentication,
  { headers, query }: AskedRequest,
): boolean {
  const sends = (name: string) =>
    query.split('&').some(pair => pair.startsWith(`${name}=`));
  return spec.jwtRules.some(({ fromHeaders, fromParams, fromCookies }) =>
    fromHeaders.length + fromParams.length + fromCookies.length === 0
      ? headers.authorization?.startsWith('Bearer ') || sends('access_token')
      : fromHeaders.some(({ name, prefix }) =>
          headers[name?.toLowerCase() ?? '']?.startsWith(prefix ?? ''),
        ) ||
        fromParams.some(sends) ||
        (fromCookies.length > 0 && headers.cookie !== undefined),
  );
}
