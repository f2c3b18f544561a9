import { boundedRegex } from '../../../../match/nginxRegex';
import {
  rewriteOf,
  usesRegex,
  type NginxLocation,
  type NginxServer,
} from './servers';

/** What a location of the NGINX configuration does with a path. */
export type LocationMatch =
  | { readonly answer: 'no' | 'unknown' }
  | { readonly answer: 'exact' }
  /** The very path of a `Prefix`: a location of its own, but where an `Exact` of that path has it (updateServerLocations). */
  | { readonly answer: 'own-path' }
  | { readonly answer: 'prefix'; readonly length: number }
  /** The path lacks the last slash of the location: 301. */
  | { readonly answer: 'add-slash' };

/** A host without regular expressions: exact paths first, then the longest prefix. */
export function matchPlain(
  { claim }: NginxLocation,
  path: string,
): LocationMatch {
  const own = claim.path;
  if (claim.pathType === 'Exact') {
    if (path === own) {
      return { answer: 'exact' };
    }
    return own === `${path}/` ? { answer: 'add-slash' } : { answer: 'no' };
  }
  if (own === '/') {
    return { answer: 'prefix', length: 1 };
  }
  if (path === own) {
    return { answer: 'own-path' };
  }
  const withSlash = own.endsWith('/') ? own : `${own}/`;
  if (path.startsWith(withSlash)) {
    return { answer: 'prefix', length: withSlash.length };
  }
  return own === `${path}/` ? { answer: 'add-slash' } : { answer: 'no' };
}

/** What a location's regular expression found: its groups; null for nothing; undefined where it is not known. */
export function matchRegex(
  location: NginxLocation,
  path: string,
  { host, locations }: NginxServer,
): RegExpExecArray | null | undefined {
  const { claim } = location;
  // As an expression the controller's own root, which no claim took over, takes all that an Exact `/` would take.
  if (
    host === '' &&
    claim.path === '/' &&
    claim.pathType === 'Exact' &&
    !locations.some(other => isRoot(other.claim))
  ) {
    return null;
  }
  // A Prefix beside an Exact of the same path is left with the part behind the slash (location.go, updateServerLocations).
  const isBeside =
    claim.pathType === 'Prefix' &&
    claim.path !== '/' &&
    rewriteOf(claim) === null &&
    !usesRegex(claim) &&
    locations.some(
      other =>
        other.claim.path === claim.path && other.claim.pathType === 'Exact',
    );
  const pattern =
    isBeside && !claim.path.endsWith('/') ? `${claim.path}/` : claim.path;
  return boundedRegex(`^${pattern}`, 'i')?.exec(path);
}

function isRoot({ path, pathType }: NginxLocation['claim']): boolean {
  return path === '/' && pathType === 'Prefix';
}

/** Exact paths before prefixes, longer prefixes before shorter ones. */
export function rankOf(match: LocationMatch): number {
  switch (match.answer) {
    case 'exact':
      return Number.MAX_SAFE_INTEGER;
    case 'own-path':
      return Number.MAX_SAFE_INTEGER - 1;
    case 'add-slash':
      return Number.MAX_SAFE_INTEGER - 2;
    case 'prefix':
      return match.length;
    default:
      return -1;
  }
}
