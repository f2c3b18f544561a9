import type { Condition } from '@portolan/plugin-traffic-common';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { VENDOR_FILTER_KINDS } from '../../../topology/vendorFilter';
import type { ExtensionFact } from '../facts/routeFact';
import type { ClassEntry } from '../gateways/GatewayEntry';
import { isOfVendor } from '../gateways/vendor';

/** A filter that an object defines, and what ResolvedRefs says about it; null where nothing is known to be wrong. */
export interface ExtensionEntry {
  readonly fact: ExtensionFact;
  readonly fault: Pick<Condition, 'status' | 'reason'> | null;
  /** Of a filter that a source reads: whether it answers requests itself; null where nobody knows what it does. */
  readonly answers: boolean | null;
}

/**
 * Whether the object behind an ExtensionRef can be used. One of a kind that no controller of the route knows, or that is not
 * there, is never skipped: its requests get an error (HTTPRouteFilter.extensionRef; GEP-1364 for the conditions).
 */
export function resolveExtension(
  fact: ExtensionFact,
  options: {
    snapshot: ClusterSnapshot;
    namespace: string;
    /** Of the Gateways that the route names. */
    classes: readonly ClassEntry[];
  },
): ExtensionEntry {
  const { snapshot, namespace, classes } = options;
  const { group, kind, name } = fact;
  const nothing = { fact, fault: null, answers: null };
  if (!name || classes.length === 0) {
    return nothing;
  }
  const vendors = classes.map(({ controller }) =>
    isOfVendor(group, controller),
  );
  if (vendors.every(answer => answer === 'no')) {
    return { ...nothing, fault: { status: 'False', reason: 'InvalidKind' } };
  }
  const known = VENDOR_FILTER_KINDS.find(
    ({ kind: ref }) => ref.group === group && ref.kind === kind,
  );
  if (!known || vendors.some(answer => answer !== 'yes')) {
    return nothing;
  }
  const found = lookUp(snapshot, known.kind, namespace, name);
  switch (found.state) {
    case 'resolved':
      return { ...nothing, answers: known.answers(found.value) };
    case 'missing':
      return {
        ...nothing,
        fault: { status: 'False', reason: known.unresolved },
      };
    default:
      return nothing;
  }
}
