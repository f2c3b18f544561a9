import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { authenticationsFor } from '../policies/securityPolicies';
import type { PolicySubject } from '../policies/selectPolicies';
import type { VerifiedClaims } from './matchHttp';
import { readsToken } from './tokens';
import { whyPoliciesUnseen } from './unseenPolicies';

/**
 * What a gateway knows of a token before it routes: nothing where no RequestAuthentication of its workloads finds one. What a
 * token that is sent claims, and whether it is valid, is not known.
 */
export function verifiedClaims(
  snapshot: ClusterSnapshot,
  subjects: readonly PolicySubject[],
  request: AskedRequest,
): VerifiedClaims {
  const isUnseen = whyPoliciesUnseen(
    snapshot,
    subjects.map(({ namespace }) => namespace),
  );
  return isUnseen ||
    subjects.some(subject =>
      authenticationsFor(snapshot, subject).some(policy =>
        readsToken(policy, request),
      ),
    )
    ? 'not-known'
    : 'none';
}
