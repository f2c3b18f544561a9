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
  if (!name || classes.length === 0) {
    return { fact, fault: null };
  }
  const answers = classes.map(({ controller }) =>
    isOfVendor(group, controller),
  );
  if (answers.every(answer => answer === 'no')) {
    return { fact, fault: { status: 'False', reason: 'InvalidKind' } };
  }
  const known = VENDOR_FILTER_KINDS.find(
    ({ kind: ref }) => ref.group === group && ref.kind === kind,
  );
  const isMissing =
    known &&
    answers.every(answer => answer === 'yes') &&
    lookUp(snapshot, known.kind, namespace, name).state === 'missing';
  return {
    fact,
    fault: isMissing ? { status: 'False', reason: known.unresolved } : null,
  };
}
