import type { HttpMatch } from '../../../istio/facts/virtualServices';
import { readOnce } from '../../../snapshot/readOnce';
import type { BoundMatch } from './RouteTable';

/** What is told of a match alone, once. */
interface MatchFacts {
  /** All conditions as one text, without names that only label it. */
  readonly conditions: string;
  readonly hasOnlyUri: boolean;
}

const factsOf = readOnce(
  (match: HttpMatch): MatchFacts => ({
    conditions: renderConditions(match),
    hasOnlyUri:
      match.scheme === null &&
      match.method === null &&
      match.authority === null &&
      [
        match.headers,
        match.withoutHeaders,
        match.queryParams,
        match.sourceLabels,
      ].every(conditions => Object.keys(conditions).length === 0) &&
      match.sourceNamespace === null,
  }),
);

/** Whether a match has no condition at all: no URI or the prefix `/`, and nothing else. */
export function takesEverything(match: HttpMatch | null): boolean {
  return (
    match === null ||
    ((match.uri === null ||
      (match.uri.type === 'prefix' && match.uri.value === '/')) &&
      factsOf(match).hasOnlyUri)
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
    if (match === null || takesEverything(match)) {
      this.#prefixes.set('/', this.#prefixes.get('/') ?? bound);
    } else if (factsOf(match).hasOnlyUri && !match.ignoreUriCase) {
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
