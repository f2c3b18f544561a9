import type { KindStatus } from '@portolan/plugin-traffic-common';
import { kindKey, type KindRef } from '../kinds/KindRef';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { withOwnIndexes } from '../snapshot/readRecorder';

/** The two ways in which a kind is not known. */
export const NOT_KNOWN: readonly KindStatus[] = [
  { state: 'pending' },
  {
    state: 'denied',
    problem: { reason: 'forbidden', message: 'The test may not look.' },
  },
];

/** The snapshot as it would be if one kind had not been looked at. */
export function hideKind(
  inner: ClusterSnapshot,
  hidden: KindRef,
  status: KindStatus,
): ClusterSnapshot {
  const isHidden = (kind: KindRef) => kindKey(kind) === kindKey(hidden);
  return withOwnIndexes({
    cluster: inner.cluster,
    leftOut: inner.leftOut,
    versionOf: kinds => inner.versionOf(kinds),
    statusOf: kind => (isHidden(kind) ? status : inner.statusOf(kind)),
    get: (kind, namespace, name) =>
      isHidden(kind) ? undefined : inner.get(kind, namespace, name),
    list: (kind, namespace) =>
      isHidden(kind) ? [] : inner.list(kind, namespace),
    unsorted: kind => (isHidden(kind) ? [] : inner.unsorted(kind)),
    select: (kind, namespace, selector) =>
      isHidden(kind) ? [] : inner.select(kind, namespace, selector),
  });
}
