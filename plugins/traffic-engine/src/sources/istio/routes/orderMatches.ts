import type { HttpMatch } from '../../../istio/facts/virtualServices';
import type { BoundMatch } from './RouteTable';

/**
 * The order in which a proxy tries the matches of one host: as written, VirtualService by VirtualService, but those that
 * take everything come last, so that the second VirtualService of a host is not cut off by the first one's default. Rules
 * of a VirtualService behind its own default are never given to proxies. What surely never wins is marked.
 */
export function orderMatches(
  matches: readonly BoundMatch[],
): readonly BoundMatch[] {
  const isCatchAll = matches.map(({ match }) => takesEverything(match));
  const ordered = [
    ...matches.filter((_, index) => !isCatchAll[index]),
    ...matches.filter((_, index) => isCatchAll[index]),
  ];
  const cutOff = findCutOff(matches);
  const seen = new EarlierMatches();
  const marked = new Map<BoundMatch, BoundMatch>();
  for (const bound of ordered) {
    const winner = cutOff.get(bound) ?? seen.winnerOver(bound);
    if (winner) {
      marked.set(bound, winner);
    } else {
      seen.add(bound);
    }
  }
  return ordered.map(bound => {
    const shadowedBy = marked.get(bound);
    return shadowedBy ? { ...bound, shadowedBy } : bound;
  });
}

/** What follows the default of its own VirtualService, with that default. */
function findCutOff(
  matches: readonly BoundMatch[],
): ReadonlyMap<BoundMatch, BoundMatch> {
  const defaults = new Map<object, BoundMatch>();
  const cutOff = new Map<BoundMatch, BoundMatch>();
  for (const bound of matches) {
    const { root } = bound.rule;
    const known = defaults.get(root);
    if (known) {
      cutOff.set(bound, known);
    } else if (takesEverything(bound.match)) {
      defaults.set(root, bound);
    }
  }
  return cutOff;
}

/** Whether a match has no condition at all: no URI or the prefix `/`, and nothing else. */
export function takesEverything(match: HttpMatch | null): boolean {
  return (
    match === null ||
    (hasOnlyUri(match) &&
      (match.uri === null ||
        (match.uri.type === 'prefix' && match.uri.value === '/')))
  );
}

function hasOnlyUri(match: HttpMatch): boolean {
  return (
    match.scheme === null &&
    match.method === null &&
    match.authority === null &&
    [
      match.headers,
      match.withoutHeaders,
      match.queryParams,
      match.sourceLabels,
    ].every(conditions => Object.keys(conditions).length === 0) &&
    match.sourceNamespace === null &&
    !match.ignoreUriCase
  );
}

/** Earlier matches by what they surely take: equal conditions, or all of a path prefix. */
class EarlierMatches {
  readonly #equal = new Map<string, BoundMatch>();
  readonly #prefixes = new Map<string, BoundMatch>();
  readonly #exact = new Map<string, BoundMatch>();

  add(bound: BoundMatch): void {
    const { match } = bound;
    const key = conditionsOf(match);
    if (!this.#equal.has(key)) {
      this.#equal.set(key, bound);
    }
    if (match === null || hasOnlyUri(match)) {
      const uri = match?.uri ?? { type: 'prefix' as const, value: '/' };
      const table = { prefix: this.#prefixes, exact: this.#exact };
      if (
        (uri.type === 'prefix' || uri.type === 'exact') &&
        !table[uri.type].has(uri.value)
      ) {
        table[uri.type].set(uri.value, bound);
      }
    }
  }

  winnerOver({ match }: BoundMatch): BoundMatch | undefined {
    const equal = this.#equal.get(conditionsOf(match));
    const all = this.#prefixes.get('/');
    if (equal || all) {
      return equal ?? all;
    }
    const uri = match?.uri;
    if (
      !uri ||
      match.ignoreUriCase ||
      (uri.type !== 'exact' && uri.type !== 'prefix')
    ) {
      return undefined;
    }
    const same = uri.type === 'exact' ? this.#exact.get(uri.value) : undefined;
    if (same || this.#prefixes.size === 0) {
      return same;
    }
    for (let length = 1; length <= uri.value.length; length += 1) {
      const found = this.#prefixes.get(uri.value.slice(0, length));
      if (found) {
        return found;
      }
    }
    return undefined;
  }
}

/** All conditions of a match as one text, without names that only label it. */
function conditionsOf(match: HttpMatch | null): string {
  if (!match) {
    return '';
  }
  const {
    name: _name,
    gateways: _gateways,
    port: _port,
    ...conditions
  } = match;
  const sorted = (map: object) => Object.entries(map).sort();
  return JSON.stringify([
    conditions.uri,
    conditions.ignoreUriCase ?? false,
    conditions.scheme,
    conditions.method,
    conditions.authority,
    sorted(conditions.headers),
    sorted(conditions.withoutHeaders),
    sorted(conditions.queryParams),
    sorted(conditions.sourceLabels),
    conditions.sourceNamespace,
  ]);
}
