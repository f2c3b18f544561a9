/**
 * The annotations that bind an entity to workloads, in the kubernetes plugin's own names; a label selector wins over an
 * id, and there is no fallback to the entity's name.
 */
export const KUBERNETES_ANNOTATIONS = {
  id: 'backstage.io/kubernetes-id',
  labelSelector: 'backstage.io/kubernetes-label-selector',
  namespace: 'backstage.io/kubernetes-namespace',
  cluster: 'backstage.io/kubernetes-cluster',
} as const;
