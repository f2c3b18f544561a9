import type {
  ObjectRef,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { enforcedAction } from '../../../istio/facts/authorizationPolicies';
import type { EnforcedPolicies } from '../gatewayApi/policiesOfGateway';
import { authorize, type Caller } from './authorize';
import { readsToken, findMissingToken } from './tokens';

/** How much is known of the policies at a gateway. */
export interface PolicyKnowledge {
  /** Whether the pods, which selectors take in, are known. */
  readonly areKnown: boolean;
  /** Why there may be policies that were not seen. */
  readonly unseen: string | undefined;
}

/**
 * What the policies of a gateway's workloads make of a request; undefined where each of them surely lets it in. What is not the
 * same at all workloads, is of pods that are not known, or of policies that could not be looked at, is not known; of the latter
 * only a DENY that was seen decides all the same.
 */
export function enforce(
  workloads: readonly EnforcedPolicies[],
  caller: Caller,
  { areKnown, unseen }: PolicyKnowledge,
): RequestOutcome | undefined {
  const verdicts = workloads.map(({ authorizations }) =>
    authorize(authorizations, caller),
  );
  const isSurelyDenied =
    verdicts.length > 0 &&
    verdicts.every(
      ({ verdict, policy }) =>
        verdict === 'denied' &&
        policy !== null &&
        enforcedAction(policy) !== 'ALLOW',
    );
  if (unseen && !(isSurelyDenied && areKnown)) {
    return mayBeRefused(unseen);
  }
  const { request } = caller;
  const authentications = workloads.flatMap(({ authentications: own }) => own);
  const checked = authentications.find(policy => readsToken(policy, request));
  const missing = workloads.map(({ authentications: own }) =>
    findMissingToken(own, request),
  );
  if (areKnown && missing.length > 0 && missing.every(found => found?.isSure)) {
    return {
      kind: 'respond',
      status: 401,
      location: null,
      why: `${nameOf(
        missing[0]?.policy ?? null,
      )} requires a token at the gateway`,
    };
  }
  const open = verdicts.find(({ verdict }) => verdict !== 'allowed');
  if (open) {
    const name = nameOf(open.policy);
    const isDenied = verdicts.every(({ verdict }) => verdict === 'denied');
    if (areKnown && isDenied) {
      // Tokens are verified first, and an external authorizer answers in its own words.
      const first = checked ?? open.before;
      return first
        ? {
            kind: 'unknown',
            why: `${name} denies it at the gateway, and whether ${nameOf(
              first,
            )} answers before is not known`,
          }
        : {
            kind: 'respond',
            status: 403,
            location: null,
            why: `${name} denies it at the gateway`,
          };
    }
    return {
      kind: 'unknown',
      why: areKnown
        ? `whether ${name} lets the request in depends on who sends it`
        : `whether ${name} is in force at the gateway is not known`,
    };
  }
  if (checked) {
    return {
      kind: 'unknown',
      why: `whether the token of the request is one that ${nameOf(
        checked,
      )} takes is not known`,
    };
  }
  const unsure = missing.find(found => found !== undefined);
  return unsure
    ? {
        kind: 'unknown',
        why: `whether ${nameOf(
          unsure.policy,
        )} requires a token of the request is not known`,
      }
    : undefined;
}

function mayBeRefused(unseen: string): RequestOutcome {
  return {
    kind: 'unknown',
    why: `whether a policy of the mesh refuses it at the gateway is not known: ${unseen}`,
  };
}

/** What they make of a connection whose bytes are passed on: rules for requests hold otherwise there, and so it is not known. */
export function enforceOnConnection(
  workloads: readonly EnforcedPolicies[],
  unseen: string | undefined,
): RequestOutcome | undefined {
  if (unseen) {
    return mayBeRefused(unseen);
  }
  const policy = workloads
    .flatMap(({ authorizations }) => authorizations)
    .find(
      found =>
        enforcedAction(found) === 'ALLOW' ||
        (enforcedAction(found) !== 'nothing' && found.spec.rules.length > 0),
    );
  return (
    policy && {
      kind: 'unknown',
      why: `whether ${nameOf(policy)} lets the connection in is not known`,
    }
  );
}

function nameOf(policy: { readonly ref: ObjectRef } | null): string {
  return policy
    ? `${policy.ref.kind} ${policy.ref.namespace}/${policy.ref.name}`
    : 'an AuthorizationPolicy';
}
