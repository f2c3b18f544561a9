import type { NamespaceLabels } from '../egress/namespaceLabels';
import type { PodEnd } from '../egress/podGroups';
import type { WorkloadFact } from '../topology/workloadIndex';

/** How a pod takes part in the mesh; a gateway is a proxy without an application. */
export type MeshMembership =
  | 'sidecar'
  | 'ambient'
  | 'gateway'
  | 'none'
  | 'unknown';

type Member = Pick<
  PodEnd,
  'namespace' | 'labels' | 'hostNetwork' | 'containers'
>;

const PROXY = 'istio-proxy';
const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const DATAPLANE = 'istio.io/dataplane-mode';
const GATEWAY_NAMES: readonly string[] = [
  'istio.io/gateway-name',
  'gateway.networking.k8s.io/gateway-name',
];

/** The labels of pods that membership goes by. */
export const MEMBERSHIP_LABELS: readonly string[] = [
  INJECT,
  REVISION,
  DATAPLANE,
  ...GATEWAY_NAMES,
];

/**
 * A running pod tells by its containers. Of a template only its labels and those of its namespace tell what will be injected
 * (an installation that injects everywhere by default is not seen so). Pods on the network of their node have no proxy.
 */
export function membershipOf(
  pod: Member,
  namespaces: NamespaceLabels,
): MeshMembership {
  const { labels, containers, hostNetwork, namespace } = pod;
  if (
    GATEWAY_NAMES.some(name => labels[name] !== undefined) ||
    (containers?.length === 1 && containers[0] === PROXY)
  ) {
    return 'gateway';
  }
  if (hostNetwork) {
    return 'none';
  }
  if (containers?.includes(PROXY)) {
    return 'sidecar';
  }
  if (!containers && labels[INJECT] === 'true') {
    return 'sidecar';
  }
  const mode = labels[DATAPLANE] ?? namespaces.labelOf(namespace, DATAPLANE);
  if (mode === 'ambient') {
    return 'ambient';
  }
  if (containers) {
    return mode === null ? 'unknown' : 'none';
  }
  return labels[INJECT] === 'false'
    ? 'none'
    : injectionOf(pod, namespaces, mode === null);
}

function injectionOf(
  { labels, namespace }: Member,
  namespaces: NamespaceLabels,
  isNamespaceUnknown: boolean,
): MeshMembership {
  const injection = namespaces.labelOf(namespace, 'istio-injection');
  const revision =
    labels[REVISION] ?? namespaces.labelOf(namespace, REVISION) ?? undefined;
  if (injection === 'enabled') {
    return 'sidecar';
  }
  if (injection === 'disabled') {
    return 'none';
  }
  if (revision !== undefined) {
    return 'sidecar';
  }
  return injection === null || isNamespaceUnknown ? 'unknown' : 'none';
}

/** The labels of those namespaces alone whose documents were given; of the others, that files leave out, none is known. */
export function asGiven(namespaces: NamespaceLabels): NamespaceLabels {
  return {
    ...namespaces,
    labelOf: (namespace, key) =>
      namespaces.isImplied(namespace)
        ? null
        : namespaces.labelOf(namespace, key),
  };
}

/** The membership of a workload's pods where they are there, else of its template; pods that differ are `unknown`. */
export function membershipOfWorkload(
  workload: WorkloadFact,
  namespaces: NamespaceLabels,
): MeshMembership {
  const { ref, podLabels, hostNetwork, containers, pods } = workload;
  if (pods.length === 0) {
    return membershipOf(
      {
        namespace: ref.namespace,
        labels: podLabels,
        hostNetwork,
        ...(containers.includes(PROXY) && { containers }),
      },
      namespaces,
    );
  }
  const found = new Set(pods.map(pod => membershipOf(pod, namespaces)));
  const [first] = found;
  return found.size === 1 ? first : 'unknown';
}
