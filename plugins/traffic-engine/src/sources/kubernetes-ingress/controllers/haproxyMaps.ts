import type { DialectEntry } from './standard/entries';
import { TIE, type Found } from './standard/findWinner';
import { hostRank } from './standard/hosts';

/** In the order in which the maps are asked; a longer key of one map goes before a shorter one. */
interface Claim {
  readonly map: 'exact' | 'prefix-exact' | 'prefix';
  readonly length: number;
}

const MAPS: readonly Claim['map'][] = ['prefix', 'prefix-exact', 'exact'];

/**
 * Who takes a request by the maps of haproxytech/kubernetes-ingress (pkg/route): the host is looked up first, and its paths
 * alone are asked then; exact keys, among them `/foo` of a prefix `/foo`, before the longest beginning.
 */
export function findInMaps(
  entries: readonly DialectEntry[],
  path: string,
): Found {
  const rank = Math.max(...entries.map(({ way }) => hostRank(way.host)));
  const claims = entries
    .filter(({ way }) => hostRank(way.host) === rank)
    .flatMap(entry => {
      const claim = claimOf(entry, path);
      return claim ? [{ entry, ...claim }] : [];
    })
    .sort(
      (a, b) =>
        MAPS.indexOf(b.map) - MAPS.indexOf(a.map) || b.length - a.length,
    );
  const [first] = claims;
  if (!first) {
    return { state: 'none' };
  }
  // Of two rows with one key the name of the backend decides, which versions build differently.
  return claims.some(
    ({ map, length, entry }) =>
      map === first.map &&
      length === first.length &&
      placeOf(entry) !== placeOf(first.entry),
  )
    ? { state: 'unknown', why: TIE }
    : { state: 'found', entry: first.entry };
}

function claimOf(
  { reading, path: own }: DialectEntry,
  path: string,
): Claim | undefined {
  if (reading === 'exact') {
    return own === path ? { map: 'exact', length: own.length } : undefined;
  }
  const stem = own.replace(/\/$/, '');
  if (stem !== '' && path === stem) {
    return { map: 'prefix-exact', length: stem.length };
  }
  const start = reading === 'element' || stem === '' ? `${stem}/` : stem;
  return path.startsWith(start)
    ? { map: 'prefix', length: start.length }
    : undefined;
}

function placeOf({ backend }: DialectEntry): string {
  return backend
    ? `${backend.ref.namespace}/${backend.ref.name}:${backend.port}`
    : '';
}
