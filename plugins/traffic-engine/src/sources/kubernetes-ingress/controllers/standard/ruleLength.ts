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
    ...(way.path
      ? [`${reading === 'exact' ? 'Path' : 'PathPrefix'}(\`${path}\`)`]
      : []),
  ];
  return parts.join(' && ').length;
}
