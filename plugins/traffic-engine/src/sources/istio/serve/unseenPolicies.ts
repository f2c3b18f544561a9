import { authorizationPolicies } from '../../../istio/facts/authorizationPolicies';
import { requestAuthentications } from '../../../istio/facts/requestAuthentications';
import {
  AUTHORIZATION_POLICY,
  REQUEST_AUTHENTICATION,
} from '../../../istio/kinds';
import { meshConfig } from '../../../istio/meshConfig';
import { whyUnseen } from '../../../references/whyUnseen';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';

/**
 * Why not all policies that can refuse a request at proxies of these namespaces are known: the kind could not be looked at there or
 * in the root namespace, or an object could not be read. undefined: all are.
 */
export function whyPoliciesUnseen(
  snapshot: ClusterSnapshot,
  namespaces: readonly string[],
): string | undefined {
  const { rootNamespace } = snapshot.index(meshConfig);
  const scopes = [...new Set([rootNamespace, ...namespaces])];
  const unread = [
    ...snapshot.index(authorizationPolicies).unreadable,
    ...snapshot.index(requestAuthentications).unreadable,
  ].find(({ object }) => scopes.includes(object.namespace));
  return (
    whyUnseen(
      snapshot,
      [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION],
      scopes,
    ) ??
    (unread &&
      `${unread.object.kind} ${unread.object.namespace}/${unread.object.name} is malformed at ${unread.path}`)
  );
}
