import { SECRET } from '../../../../kinds/coreKinds';
import { lookUp } from '../../../../references/lookUp';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import { addressRanges, allowListKey, plainValue } from './acceptedValues';
import { annotationKey } from './annotations';
import type { Claim } from './servers';

const LISTS = ['allowlist-source-range', 'denylist-source-range'] as const;

/**
 * The annotation that the controller cannot apply, for which it answers all requests of the location with 503 rather than let
 * them past (LocationDenied): an address list that it cannot read, or basic authentication without its Secret, which has to be
 * in the namespace of the Ingress unless `allow-cross-namespace-resources` says otherwise.
 */
export function deniedBy(
  snapshot: ClusterSnapshot,
  { fact }: Claim,
): string | undefined {
  const { annotations, object } = fact;
  for (const name of LISTS) {
    const key =
      name === 'allowlist-source-range'
        ? allowListKey(fact)
        : annotationKey(name);
    const text = annotations[key] ?? '';
    if (text !== '' && !addressRanges(text)) {
      return key;
    }
  }
  const type = annotationKey('auth-type');
  if (!annotations[type]) {
    return undefined;
  }
  const secret = plainValue(fact, 'auth-secret');
  const [first, second] = secret.split('/');
  const namespace = second === undefined ? object.namespace : first;
  return secret === '' ||
    namespace !== object.namespace ||
    lookUp(snapshot, SECRET, namespace, second ?? first).state === 'missing'
    ? type
    : undefined;
}
