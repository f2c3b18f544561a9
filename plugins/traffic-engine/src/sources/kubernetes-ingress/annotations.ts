/**
 * Prefixes of the annotations by which controllers change what an Ingress means. They are seen and named, not
 * interpreted.
 */
const CONTROLLER_PREFIXES: readonly string[] = [
  'nginx.ingress.kubernetes.io/',
  'nginx.org/',
  'nginx.com/',
  'traefik.ingress.kubernetes.io/',
  'haproxy.org/',
  'haproxy-ingress.github.io/',
  'alb.ingress.kubernetes.io/',
  'ingress.kubernetes.io/',
  'route.openshift.io/',
  'projectcontour.io/',
  'konghq.com/',
  'networking.gke.io/',
];

/** The annotations of an Ingress that only its controller understands, sorted. */
export function listControllerAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  return Object.keys(annotations ?? {})
    .filter(key => CONTROLLER_PREFIXES.some(prefix => key.startsWith(prefix)))
    .sort();
}
