import type { KindStatus } from '@portolan/plugin-traffic-common';
import { NAMESPACE } from '../../../kinds/coreKinds';
import { matchLabels } from '../../../match/labels';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { NamespacePolicy } from '../facts/gatewayFact';

export type Admission =
  | { readonly state: 'yes' }
  | { readonly state: 'no' }
  | { readonly state: 'unknown'; readonly because: KindStatus };

const YES: Admission = { state: 'yes' };
const NO: Admission = { state: 'no' };

/** The label that the API server puts on every namespace; files may lack it. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Whether a policy of a Gateway lets objects of a namespace attach. A selector asks for the labels of the Namespace object;
 * where these are not known, neither is the answer.
 */
export function admitNamespace(
  policy: NamespacePolicy,
  options: {
    snapshot: ClusterSnapshot;
    gatewayNamespace: string;
    namespace: string;
  },
): Admission {
  const { snapshot, gatewayNamespace, namespace } = options;
  switch (policy.from) {
    case 'All':
      return YES;
    case 'Same':
      return namespace === gatewayNamespace ? YES : NO;
    case 'Selector': {
      const found = lookUp(snapshot, NAMESPACE, '', namespace);
      if (found.state === 'unknown') {
        return { state: 'unknown', because: found.because };
      }
      const labels = {
        ...(found.state === 'resolved' ? found.value.metadata.labels : {}),
        [NAME_LABEL]: namespace,
      };
      return policy.selector && matchLabels(policy.selector, labels) ? YES : NO;
    }
    default:
      return NO;
  }
}
