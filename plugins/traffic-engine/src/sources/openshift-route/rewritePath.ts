import type { RouteFact } from './RouteFact';

const REWRITE = 'haproxy.router.openshift.io/rewrite-target';
/** Without the characters that HAProxy's configuration reads in its own way: quotes, backslashes, `%` and `#`. */
const PLAIN = /^\/[\w./~:@!$&()*+,;=-]*$/;

/**
 * The path that a backend gets: the path of the Route is replaced by the target of its annotation, where `/` takes a slash after
 * it along (openshift/router, haproxy-config.template). null where the target is not worked out.
 */
export function rewritePath(
  { path: prefix, annotations }: RouteFact,
  path: string,
): string | null {
  const target = annotations[REWRITE];
  if (target === undefined) {
    return path;
  }
  if (!PLAIN.test(target)) {
    return null;
  }
  const rest = path.slice(prefix.length);
  return target === '/' ? `/${rest.replace(/^\//, '')}` : `${target}${rest}`;
}
