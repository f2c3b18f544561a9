import type { HttpMatch } from '../../../istio/facts/virtualServices';
import type { StringMatch } from '../../../istio/facts/stringMatch';
import { readOnce } from '../../../snapshot/readOnce';
import type { BoundMatch } from './RouteTable';

/** What is told of a match alone, once. */
interface MatchFacts {
  /** All conditions as one text, without names that only label it. */
  readonly conditions: string;
  /** Whether nothing but the URI of a request is asked for. */
  readonly hasOnlyUri: boolean;
  /** Whether nothing is asked for of the proxy; at a gateway that was decided before. */
  readonly takesAllSources: boolean;
}

const factsOf = readOnce(
  (match: HttpMatch): MatchFacts => ({
    conditions: renderConditions(match),
    hasOnlyUri:
      match.scheme === null &&
      match.method === null &&
      match.authority === null &&
      [match.headers, match.withoutHeaders, match.queryParams].every(
        conditions => Object.keys(conditions).length === 0,
      ),
    takesAllSources:
      Object.keys(match.sourceLabels).length === 0 &&
      match.sourceNamespace === null,
  }),
);

/**
 * Whether a match has no condition at all for istiod: no URI, the prefix `/` or the expression `.*`, and nothing else
 * (IsCatchAllRoute).
 */
export function takesEverything({
  match,
  server,
}: Pick<BoundMatch, 'match' | 'server'>): boolean {
  return (
    match === null ||
    (takesEveryPath(match.uri) &&
      factsOf(match).hasOnlyUri &&
      (server !== null || factsOf(match).takesAllSources))
  );
}

function takesEveryPath(uri: StringMatch | null): boolean {
  return (
    !uri ||
    uri.type === 'any' ||
    (uri.type === 'prefix' && uri.value === '/') ||
    (uri.type === 'regex' && uri.value === '.*')
  );
}

/** Earlier matches by what they surely take: equal conditions, or all of a path prefix. */
export class EarlierMatches {
  readonly #equal = new Map<string, BoundMatch>();
  readonly #prefixes = new Map<string, BoundMatch>();
  readonly #exact = new Map<string, BoundMatch>();

  add(bound: BoundMatch): void {
    const { match } = bound;
    const key = conditionsOf(match);
    if (!this.#equal.has(key)) {
      this.#equal.set(key, bound);
    }
    if (match === null || takesEverything(bound)) {
      this.#prefixes.set('/', this.#prefixes.get('/') ?? bound);
    } else if (
      factsOf(match).hasOnlyUri &&
      factsOf(match).takesAllSources &&
      !match.ignoreUriCase
    ) {
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

function conditionsOf(match: HttpMatch | null): string {
  return match ? factsOf(match).conditions : '';
}

function renderConditions(conditions: HttpMatch): string {
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
