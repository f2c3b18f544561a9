import { compareText } from '../../../snapshot/compareText';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { Way } from '../expandRules';
import type { IngressFact } from '../facts/IngressFact';
import type { PathReading } from './standard/Dialect';
import { takesPath, type DialectEntry } from './standard/entries';
import { TIE, type Found } from './standard/findWinner';

/** What jcmoraisjr/haproxy-ingress calls the type of a path (keys.md, Path type). */
export type MatchType = 'exact' | 'prefix' | 'begin' | 'regex';

/** Of one path and host: exact ones first, then prefixes, then beginnings (`path-type-order`). */
const TYPES: readonly MatchType[] = ['exact', 'prefix', 'begin', 'regex'];

/**
 * How a path is matched. A wildcard host makes a regular expression of host and path without an end, so that a prefix is a plain
 * text there and upper and lower case differ (types/maps.go, convertPathToRegex).
 */
export function readingOf(type: MatchType, { host }: Way): PathReading {
  switch (type) {
    case 'exact':
      return 'exact';
    case 'regex':
      return 'regex';
    case 'prefix':
      return host.kind === 'wildcard' ? 'text' : 'element';
    default:
      return host.kind === 'wildcard' ? 'text' : 'caseless-text';
  }
}

/** The older Ingress, then the first by its name, has a path (sortIngress); undefined where their ages are not known. */
export function compareAges(
  a: IngressFact,
  b: IngressFact,
): number | undefined {
  if (a === b) {
    return 0;
  }
  if (a.createdAt === '' || b.createdAt === '') {
    return undefined;
  }
  const nameOf = ({ object }: IngressFact) =>
    `${object.namespace}/${object.name}`;
  return (
    compareText(a.createdAt, b.createdAt) || compareText(nameOf(a), nameOf(b))
  );
}

interface Claim {
  readonly entry: DialectEntry;
  readonly type: MatchType;
  readonly answer: 'yes' | 'unknown';
  /** Which lookup has it: the paths of the host itself, the regular expressions, those of hosts without a name. */
  readonly file: 0 | 1 | 2 | 3;
  readonly key: string;
}

/**
 * Who takes a request by the match files of jcmoraisjr/haproxy-ingress (types/maps.go): the paths of the host itself, the longest
 * first; then regular expressions and the paths of wildcard hosts, the longest key first; then the rules without a host.
 */
export function findInMatchFiles(
  entries: readonly DialectEntry[],
  options: {
    readonly request: AskedRequest;
    readonly typeOf: (fact: IngressFact, way: Way) => MatchType;
  },
): Found {
  const claims = entries
    .flatMap((entry): Claim[] => {
      const answer = takesPath(entry, options.request);
      return answer === 'no'
        ? []
        : [{ answer, ...placeOf(entry, options.typeOf) }];
    })
    .sort(compareClaims);
  const [first, ...others] = claims;
  if (!first) {
    return { state: 'none' };
  }
  if (first.answer === 'unknown') {
    return {
      state: 'unknown',
      why: 'a regular expression or condition of a path was not evaluated',
    };
  }
  const rivals = others.filter(other => compareClaims(first, other) === 0);
  if (
    rivals.some(
      ({ entry }) => compareAges(first.entry.fact, entry.fact) === undefined,
    )
  ) {
    return { state: 'unknown', why: TIE };
  }
  const [oldest] = [first, ...rivals].sort(
    (a, b) => compareAges(a.entry.fact, b.entry.fact) ?? 0,
  );
  return { state: 'found', entry: oldest.entry };
}

function placeOf(
  entry: DialectEntry,
  typeOf: (fact: IngressFact, way: Way) => MatchType,
): Omit<Claim, 'answer'> {
  const { way, fact } = entry;
  const type = way.path ? typeOf(fact, way) : 'begin';
  const path = type === 'begin' ? entry.path.toLowerCase() : entry.path;
  const place = { entry, type };
  switch (way.host.kind) {
    case 'wildcard':
      return {
        ...place,
        file: 1,
        key: `^[^.]+${quoted(way.host.value.slice(1))}#${patternOf(
          type,
          entry.path,
        )}`,
      };
    case 'exact':
      return type === 'regex'
        ? { ...place, file: 1, key: `^${quoted(way.host.value)}#${path}` }
        : { ...place, file: 0, key: path };
    default:
      return { ...place, file: type === 'regex' ? 3 : 2, key: path };
  }
}

function compareClaims(a: Claim, b: Claim): number {
  if (a.file !== b.file) {
    return a.file - b.file;
  }
  if (a.file === 1 || a.file === 3) {
    return b.key.length - a.key.length || compareText(a.key, b.key);
  }
  const byType = TYPES.indexOf(a.type) - TYPES.indexOf(b.type);
  if (a.type === 'exact' || b.type === 'exact') {
    return byType;
  }
  const isInside = a.key.startsWith(b.key) || b.key.startsWith(a.key);
  return isInside ? b.key.length - a.key.length || byType : byType;
}

function patternOf(type: MatchType, path: string): string {
  switch (type) {
    case 'regex':
      return path;
    case 'exact':
      return `${quoted(path)}$`;
    case 'prefix':
      return path.endsWith('/') ? quoted(path) : `${quoted(path)}(/.*)?`;
    default:
      return quoted(path);
  }
}

/** As Go's regexp.QuoteMeta writes it: the length decides. */
function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
