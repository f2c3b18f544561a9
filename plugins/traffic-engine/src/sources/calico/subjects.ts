import type { NamespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { NAME_LABEL, NAMESPACE_LABEL } from './kinds';
import type { SelectorSubject } from './parseSelector';

const OF_NAMESPACE = 'pcns.';
const OF_ACCOUNT = 'pcsa.';

/** A pod as Calico's selectors see it: its labels, and where and as whom it runs. */
export function podSubject(
  pod: PodEnd,
  labels: NamespaceLabels,
): SelectorSubject {
  const namespace = namespaceSubject(pod.namespace, labels);
  const account = accountSubject(pod);
  return {
    namespaced: true,
    labelOf: key => {
      switch (key) {
        case NAMESPACE_LABEL:
          return pod.namespace;
        case 'projectcalico.org/orchestrator':
          return 'k8s';
        case 'projectcalico.org/serviceaccount':
          return pod.serviceAccount ?? null;
        default:
      }
      if (key.startsWith(OF_NAMESPACE)) {
        return namespace.labelOf(key.slice(OF_NAMESPACE.length));
      }
      return key.startsWith(OF_ACCOUNT)
        ? account.labelOf(key.slice(OF_ACCOUNT.length))
        : ownLabel(pod.labels, key);
    },
  };
}

/** A namespace by its labels, of which its name is one. */
export function namespaceSubject(
  namespace: string,
  labels: NamespaceLabels,
): SelectorSubject {
  return {
    namespaced: true,
    labelOf: key =>
      key === NAME_LABEL ? namespace : labels.labelOf(namespace, key),
  };
}

/** A service account by its name: its other labels are not read. */
export function accountSubject({ serviceAccount }: PodEnd): SelectorSubject {
  return {
    namespaced: true,
    labelOf: key => (key === NAME_LABEL ? serviceAccount ?? null : null),
  };
}

/** A label by its own key: one may be called "constructor". */
function ownLabel(
  labels: Readonly<Record<string, string>>,
  key: string,
): string | undefined {
  return Object.prototype.hasOwnProperty.call(labels, key)
    ? labels[key]
    : undefined;
}
