import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { matchGatewayRegex, type RegexReading } from './gatewayRegex';

export type GatewayPathMatch = NonNullable<RouteMatch['path']>;

/** `uncertain`: the answer is the implementation's (regular expressions have no common dialect, see `gatewayRegex.ts`). */
export type PathAnswer = 'yes' | 'no' | 'uncertain';

/** Whether a path match of an HTTPRoute takes a request path (without its query). */
export function matchGatewayPath(
  match: GatewayPathMatch,
  path: string,
  reading: RegexReading = 'not-known',
): PathAnswer {
  switch (match.type) {
    case 'Exact':
      return path === match.value ? 'yes' : 'no';
    case 'PathPrefix':
      return hasPathPrefix(path, match.value) ? 'yes' : 'no';
    case 'RegularExpression':
      return matchGatewayRegex(match.value, path, reading);
    default:
      return 'uncertain';
  }
}

/**
 * Whether a path lies below a prefix, element by element: `/foo` and `/foo/` both take `/foo`, `/foo/` and `/foo/bar`, and
 * neither takes `/foobar` (HTTPPathMatch PathPrefix).
 */
export function hasPathPrefix(path: string, prefix: string): boolean {
  const trimmed = trimTrailingSlash(prefix);
  return (
    path.startsWith(trimmed) &&
    (path.length === trimmed.length || path[trimmed.length] === '/')
  );
}

/**
 * A path with its matched prefix replaced, element by element (HTTPPathModifier replacePrefixMatch): `/foo/bar` with `/foo`
 * → `/xyz` is `/xyz/bar`; nothing left over is `/`.
 */
export function replacePathPrefix(options: {
  path: string;
  prefix: string;
  replacement: string;
}): string {
  const { path, prefix, replacement } = options;
  const rest = path.slice(trimTrailingSlash(prefix).length);
  return `${trimTrailingSlash(replacement)}${rest}` || '/';
}

function trimTrailingSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
