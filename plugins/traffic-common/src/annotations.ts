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

/** The annotations of our own. */
export const TRAFFIC_ANNOTATIONS = {
  /** Hosts outside of all clusters that the entity stands for, separated by commas: `api.stripe.com, *.stripe.network`. */
  hosts: 'portolan.dev/hosts',
} as const;

/** The hosts of an annotation's value, in lower case; what is no host name is left out. */
export function parseHostsAnnotation(value: string | undefined): string[] {
  return (value ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(host => /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(host));
}
