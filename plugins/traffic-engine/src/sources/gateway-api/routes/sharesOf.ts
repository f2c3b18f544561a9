import { SERVICE } from '../../../kinds/coreKinds';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { VENDOR_BACKEND_KINDS } from '../../../topology/vendorBackend';
import type { BackendRefFact } from '../facts/routeFact';

/**
 * The shares of a rule's backends, of the sum of all weights (BackendRef.weight). A vendor's backend that is a fallback has
 * none as long as there is another.
 */
export function sharesOf(
  refs: readonly BackendRefFact[],
  snapshot: ClusterSnapshot,
): readonly number[] {
  const isServing = refs.map(ref => !isFallback(ref, snapshot));
  const total = sum(refs.filter((_, index) => isServing[index]));
  if (total === 0) {
    const all = sum(refs);
    return refs.map(({ weight }) => (all > 0 ? weight / all : 0));
  }
  return refs.map(({ weight }, index) =>
    isServing[index] ? weight / total : 0,
  );
}

function sum(refs: readonly BackendRefFact[]): number {
  return refs.reduce((total, { weight }) => total + weight, 0);
}

function isFallback(
  { group, kind, namespace, name }: BackendRefFact,
  snapshot: ClusterSnapshot,
): boolean {
  if (group === SERVICE.group) {
    return false;
  }
  const known = VENDOR_BACKEND_KINDS.find(
    vendor => vendor.kind.group === group && vendor.kind.kind === kind,
  );
  const object = known && snapshot.get(known.kind, namespace, name);
  return object ? known.isFallback?.(object) ?? false : false;
}
