import type { DialectEntry } from './entries';

/**
 * The length of the rule that Traefik's Ingress provider writes for a path, by which it ranks routers
 * (pkg/provider/kubernetes/ingress, loadRouter and buildRule): so `Path` of a path stands behind `PathPrefix` of the same.
 */
export function ruleLength({ way, reading, path }: DialectEntry): number {
  const { kind, value } = way.host;
  const parts = [
    ...(kind === 'exact' ? [`Host(\`${value}\`)`] : []),
    ...(kind === 'wildcard'
      ? [
          `HostRegexp(\`^[a-zA-Z0-9-]+${value
            .slice(1)
            .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$\`)`,
        ]
      : []),
    ...(way.path ? [pathRule(reading, path)] : []),
  ];
  return parts.join(' && ').length;
}

/** With strictPrefixMatching a prefix is two matchers: the path itself, and what is below it. */
function pathRule(reading: DialectEntry['reading'], path: string): string {
  if (reading === 'element' && path !== '/') {
    const stem = path.replace(/\/$/, '');
    return `(Path(\`${stem}\`) || PathPrefix(\`${stem}/\`))`;
  }
  return `${reading === 'exact' ? 'Path' : 'PathPrefix'}(\`${path}\`)`;
}
