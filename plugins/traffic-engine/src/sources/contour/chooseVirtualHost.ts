import type { AskedRequest } from '../../request/AskedRequest';
import type { ContourRule } from './ContourRule';
import { hostOf } from './draftRoutes';
import type { ProxyFact } from './ProxyFact';
import { schemesOf } from './schemesOf';

export function isPlain({ scheme }: AskedRequest): boolean {
  return scheme === 'http' || scheme === 'grpc';
}

/** What Envoy looks a virtual host up by: the server name with TLS, else the host. */
export function nameAsked(request: AskedRequest): string {
  return isPlain(request) ? request.host : request.sni ?? request.host;
}

/**
 * The name of the virtual host that Envoy chooses, or null: the exact one, else the wildcard with the longest suffix, else `*`.
 * It asks no other when none of its routes takes the request.
 */
export function chooseVirtualHost(
  rules: readonly ContourRule[],
  request: AskedRequest,
): string | null {
  const name = nameAsked(request);
  const names = rules.flatMap(rule => {
    const { root, door } = rule;
    const isHere =
      root !== null &&
      door.state !== 'detached' &&
      takesName(root, name) &&
      schemesOf(rule).some(
        ({ scheme }) => (scheme === 'http') === isPlain(request),
      );
    return isHere ? [root.fqdn] : [];
  });
  const rank = (fqdn: string) => (fqdn === name ? Infinity : fqdn.length);
  return names.reduce<string | null>(
    (best, fqdn) => (best === null || rank(fqdn) > rank(best) ? fqdn : best),
    null,
  );
}

/** Envoy’s wildcard: any number of labels. */
export function takesName(root: ProxyFact, name: string): boolean {
  const { kind, value } = hostOf(root);
  if (kind === 'any') {
    return root.fqdn === '*';
  }
  return kind === 'exact'
    ? name === value
    : name.endsWith(value.slice(1)) && name.length > value.length - 1;
}

/** `*.x` takes one label: Contour adds a condition on the Host header to Envoy’s wider wildcard. */
export function takesHost(root: ProxyFact, host: string): boolean {
  const { kind, value } = hostOf(root);
  return (
    takesName(root, host) &&
    (kind !== 'wildcard' || !host.slice(0, -(value.length - 1)).includes('.'))
  );
}
