import type { KindStatus } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { canTellAbsence } from './lookUp';

const REASONS: Readonly<
  Record<
    NonNullable<Extract<KindStatus, { state: 'denied' }>['problem']>['reason'],
    string
  >
> = {
  forbidden: 'may not be read',
  unauthorized: 'may not be read',
  unreachable: 'could not be reached',
  timeout: 'could not be reached in time',
  throttled: 'could not be read, since the API server asked to wait',
  'server-error': 'could not be read, since the API server failed',
  'invalid-response': 'could not be read, since the answer made no sense',
  'needs-sign-in': 'cannot be read without a signed-in user',
  'not-configured': 'are not all given',
};

/**
 * A clause that says of the first of these kinds that could not be looked at in one of the namespaces (`''`: in all of them) why
 * not: `AuthorizationPolicy objects of namespace shop may not be read`. undefined: all could.
 */
export function whyUnseen(
  snapshot: ClusterSnapshot,
  kinds: readonly KindRef[],
  namespaces: readonly string[],
): string | undefined {
  for (const kind of kinds) {
    const status = snapshot.statusOf(kind);
    const unseen = namespaces.find(name => !canTellAbsence(status, name));
    if (unseen !== undefined) {
      const where = unseen === '' ? '' : ` of namespace ${unseen}`;
      return `${kind.kind} objects${where} ${reasonOf(status)}`;
    }
  }
  return undefined;
}

function reasonOf(status: KindStatus): string {
  switch (status.state) {
    case 'denied':
      return REASONS[status.problem.reason];
    case 'pending':
      return status.problem
        ? REASONS[status.problem.reason]
        : 'were not read yet';
    default:
      return 'are not among what is watched';
  }
}
