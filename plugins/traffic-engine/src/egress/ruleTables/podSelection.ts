import {
  matchLabels,
  selectsAll,
  type LabelSelector,
} from '../../match/labels';
import { allMatch, type Match } from '../../match/Match';
import {
  readLabelSelector,
  type FieldProblem,
} from '../../match/readLabelSelector';
import { isRecord } from '../../snapshot/read';
import { selectsAllNamespaces, type NamespaceLabels } from '../namespaceLabels';

/** Pods by their labels and those of their namespace; an absent selector selects all. */
export interface PodSelection {
  readonly pods: LabelSelector;
  readonly namespaces: LabelSelector;
}

/** Reads `podSelector` and `namespaceSelector` of one object. */
export function readPodSelection(
  value: unknown,
  path: string,
):
  | { ok: true; selection: PodSelection }
  | { ok: false; problem: FieldProblem } {
  const record = isRecord(value) ? value : {};
  const pods = readLabelSelector(record.podSelector, `${path}.podSelector`);
  if (!pods.ok) {
    return pods;
  }
  const namespaces = readLabelSelector(
    record.namespaceSelector,
    `${path}.namespaceSelector`,
  );
  return namespaces.ok
    ? {
        ok: true,
        selection: { pods: pods.selector, namespaces: namespaces.selector },
      }
    : namespaces;
}

/** Whether a selection means all pods of the cluster, or some. */
export function matchAnyPod({ pods, namespaces }: PodSelection): Match {
  return selectsAll(pods) && selectsAllNamespaces(namespaces)
    ? 'yes'
    : 'depends-on-peer';
}

/** Whether a selection means pods with these labels in this namespace. */
export function matchPodSelection(
  { pods, namespaces }: PodSelection,
  pod: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  },
  labels: NamespaceLabels,
): Match {
  return allMatch([
    matchLabels(pods, pod.labels) ? 'yes' : 'no',
    labels.match(namespaces, pod.namespace),
  ]);
}
