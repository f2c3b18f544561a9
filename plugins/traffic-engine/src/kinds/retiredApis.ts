import type { KindRef } from './KindRef';

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
 * those of the Gateway API in the release notes of v0.5.0, v0.6.0 and v1.2.0, that of Traefik in its guide from v2 to v3, those of Istio
 * in "Migrate pre-Istio 1.4 Alpha security policy", that of Cilium in its upgrade guide to 1.12, those of Antrea in its docs/api.md, those of
 * OpenShift SDN in the release notes of OpenShift 4.17.
 * AdminNetworkPolicy is not here: its successor is another kind, and clusters still serve it.
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
    goneSince: 'Gateway API v0.5, whose group has another name',
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
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['GRPCRoute'],
    goneSince: 'Gateway API v1.2',
    writeInstead: 'gateway.networking.k8s.io/v1',
  },
  {
    apiVersion: 'authentication.istio.io/v1alpha1',
    kinds: ['MeshPolicy', 'Policy'],
    goneSince: 'Istio 1.6',
    writeInstead:
      'a PeerAuthentication or RequestAuthentication of security.istio.io/v1',
  },
  {
    apiVersion: 'rbac.istio.io/v1alpha1',
    goneSince: 'Istio 1.6',
    writeInstead: 'an AuthorizationPolicy of security.istio.io/v1',
  },
  {
    apiVersion: 'cilium.io/v2alpha1',
    kinds: ['CiliumEgressNATPolicy'],
    goneSince: 'Cilium 1.13',
    writeInstead: 'a CiliumEgressGatewayPolicy of cilium.io/v2',
  },
  {
    apiVersion: 'security.antrea.tanzu.vmware.com/v1alpha1',
    goneSince: 'Antrea 1.6',
    writeInstead: 'crd.antrea.io/v1beta1',
  },
  ...['v1alpha1', 'v1alpha2'].map(version => ({
    apiVersion: `core.antrea.tanzu.vmware.com/${version}`,
    goneSince: 'Antrea 1.6',
    writeInstead: 'crd.antrea.io',
  })),
  {
    apiVersion: 'crd.antrea.io/v1alpha2',
    kinds: ['ClusterGroup'],
    goneSince: 'Antrea 2.0',
    writeInstead: 'crd.antrea.io/v1beta1',
  },
  {
    apiVersion: 'network.openshift.io/v1',
    kinds: ['EgressNetworkPolicy'],
    goneSince: 'OpenShift 4.17',
    writeInstead: 'an EgressFirewall of k8s.ovn.org/v1',
  },
  {
    apiVersion: 'network.openshift.io/v1',
    kinds: ['HostSubnet', 'NetNamespace'],
    goneSince: 'OpenShift 4.17',
    writeInstead: 'an EgressIP of k8s.ovn.org/v1',
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

const leftBehind = (
  group: string,
  kind: string,
  plural: string,
  version: string,
  scope: KindRef['scope'] = 'Namespaced',
): KindRef => ({ group, kind, plural, versions: [version], scope });
const ofOldTraefik = (kind: string, plural: string) =>
  leftBehind('traefik.containo.us', kind, plural, 'v1alpha1');

/**
 * Kinds that clusters go on serving after the controller that read them is gone, as long as their definition is not deleted:
 * watched so that what lies there is seen, and translated by nobody.
 */
export const KINDS_LEFT_BEHIND: readonly KindRef[] = [
  ofOldTraefik('IngressRoute', 'ingressroutes'),
  ofOldTraefik('IngressRouteTCP', 'ingressroutetcps'),
  ofOldTraefik('IngressRouteUDP', 'ingressrouteudps'),
  leftBehind(
    'cilium.io',
    'CiliumEgressNATPolicy',
    'ciliumegressnatpolicies',
    'v2alpha1',
    'Cluster',
  ),
  leftBehind(
    'network.openshift.io',
    'EgressNetworkPolicy',
    'egressnetworkpolicies',
    'v1',
  ),
];
