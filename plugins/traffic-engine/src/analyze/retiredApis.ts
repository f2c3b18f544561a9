/** An API that a release took away, with what to write instead. */
interface RetiredApi {
  readonly apiVersion: string;
  /** All of the version when absent. */
  readonly kinds?: readonly string[];
  readonly goneSince: string;
  readonly writeInstead: string;
}

/**
 * What API servers and controllers of today do not serve any more. Those of Kubernetes are in its Deprecated API Migration Guide,
 * those of the Gateway API in the release notes of v0.4.0, v0.6.0 and v1.2.0, that of Traefik in its guide from v2 to v3.
 */
const RETIRED: readonly RetiredApi[] = [
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['Ingress'],
    goneSince: 'Kubernetes 1.22',
    writeInstead: 'networking.k8s.io/v1',
  },
  {
    apiVersion: 'networking.k8s.io/v1beta1',
    kinds: ['Ingress', 'IngressClass'],
    goneSince: 'Kubernetes 1.22',
    writeInstead: 'networking.k8s.io/v1',
  },
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['NetworkPolicy'],
    goneSince: 'Kubernetes 1.16',
    writeInstead: 'networking.k8s.io/v1',
  },
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['DaemonSet', 'Deployment', 'ReplicaSet'],
    goneSince: 'Kubernetes 1.16',
    writeInstead: 'apps/v1',
  },
  ...['apps/v1beta1', 'apps/v1beta2'].map(apiVersion => ({
    apiVersion,
    kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
    goneSince: 'Kubernetes 1.16',
    writeInstead: 'apps/v1',
  })),
  {
    apiVersion: 'batch/v1beta1',
    kinds: ['CronJob'],
    goneSince: 'Kubernetes 1.25',
    writeInstead: 'batch/v1',
  },
  {
    apiVersion: 'discovery.k8s.io/v1beta1',
    kinds: ['EndpointSlice'],
    goneSince: 'Kubernetes 1.25',
    writeInstead: 'discovery.k8s.io/v1',
  },
  {
    apiVersion: 'networking.x-k8s.io/v1alpha1',
    goneSince: 'Gateway API v0.4, which renamed the group',
    writeInstead: 'gateway.networking.k8s.io/v1',
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['ReferencePolicy'],
    goneSince: 'Gateway API v0.6',
    writeInstead: 'a ReferenceGrant of gateway.networking.k8s.io/v1beta1',
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['ReferenceGrant'],
    goneSince: 'Gateway API v1.2',
    writeInstead: 'gateway.networking.k8s.io/v1beta1',
  },
  {
    apiVersion: 'traefik.containo.us/v1alpha1',
    goneSince: 'Traefik v3',
    writeInstead: 'traefik.io/v1alpha1',
  },
];

/** The release since which nothing serves this API, and what to write instead; undefined for all others. */
export function findRetiredApi(
  apiVersion: string,
  kind: string,
): Pick<RetiredApi, 'goneSince' | 'writeInstead'> | undefined {
  return RETIRED.find(
    retired =>
      retired.apiVersion === apiVersion &&
      (retired.kinds?.includes(kind) ?? true),
  );
}
