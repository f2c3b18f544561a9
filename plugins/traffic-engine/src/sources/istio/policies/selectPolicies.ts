import { meshConfig } from '../../../istio/meshConfig';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type {
  IstioObjects,
  IstioObject,
} from '../../../istio/facts/istioObjects';

/** The pods that a policy is asked about: all of one workload, or of a gateway. */
export interface PolicySubject {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Selecting {
  readonly selector: { matchLabels: Readonly<Record<string, string>> } | null;
}

/** Whether a selector takes a workload in; none takes all of the namespace. */
export function selects(
  selector: Selecting['selector'],
  { labels }: PolicySubject,
): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
}

/** The policies of one kind that hold for a workload: of the root namespace, and of its own, in the order of their names. */
export function policiesFor<T extends Selecting>(
  snapshot: ClusterSnapshot,
  objects: IstioObjects<T>,
  subject: PolicySubject,
): readonly IstioObject<T>[] {
  const { rootNamespace } = snapshot.index(meshConfig);
  const namespaces = new Set([rootNamespace, subject.namespace]);
  return [...namespaces].flatMap(namespace =>
    objects
      .inNamespace(namespace)
      .filter(({ spec }) => selects(spec.selector, subject)),
  );
}
