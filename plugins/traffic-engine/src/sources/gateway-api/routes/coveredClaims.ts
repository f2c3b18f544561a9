import type { RouteMatch } from '@portolan/plugin-traffic-common';
import {
  compareRankedMatches,
  type RankedMatch,
} from '../../../match/gatewayRoutePrecedence';

type Claim = RankedMatch & { readonly kind: string };

/**
 * Where rules are tried as they are written, an earlier match takes all requests of a later one that asks for more. The first
 * such match by the key of each that loses; regular expressions are taken to cover nothing.
 */
export function findCovered<T extends Claim>(
  claims: readonly T[],
): ReadonlyMap<string, T> {
  const ordered = [...claims].sort((a, b) =>
    compareRankedMatches(a, b, 'as-written'),
  );
  const covered = new Map<string, T>();
  ordered.forEach((claim, position) => {
    const winner = ordered.find(
      (earlier, index) =>
        index < position &&
        earlier.kind === claim.kind &&
        covers(earlier.match, claim.match),
    );
    if (winner) {
      covered.set(placeOf(claim), winner);
    }
  });
  return covered;
}

/** Equal for one match of one rule alone. */
export function placeOf(
  claim: Pick<
    Claim,
    'kind' | 'namespace' | 'name' | 'ruleIndex' | 'matchIndex'
  >,
): string {
  const { kind, namespace, name, ruleIndex, matchIndex } = claim;
  return `${kind}/${namespace}/${name}/${ruleIndex}.${matchIndex}`;
}

/** Whether one match takes all requests that the other takes. */
function covers(outer: RouteMatch, inner: RouteMatch): boolean {
  return (
    coversPath(outer.path, inner.path) &&
    (outer.method === null || outer.method === inner.method) &&
    coversValues(outer.headers, inner.headers, name => name.toLowerCase()) &&
    coversValues(outer.queryParams, inner.queryParams, name => name)
  );
}

function coversPath(
  outer: RouteMatch['path'],
  inner: RouteMatch['path'],
): boolean {
  if (outer === null) {
    return true;
  }
  if (outer.type === 'Exact') {
    return inner?.type === 'Exact' && inner.value === outer.value;
  }
  const prefix = outer.value.replace(/\/$/, '');
  return (
    outer.type === 'PathPrefix' &&
    (prefix === '' ||
      ((inner?.type === 'Exact' || inner?.type === 'PathPrefix') &&
        (inner.value === prefix || inner.value.startsWith(`${prefix}/`))))
  );
}

function coversValues(
  outer: RouteMatch['headers'],
  inner: RouteMatch['headers'],
  nameOf: (name: string) => string,
): boolean {
  return outer.every(
    ({ type, name, value }) =>
      type === 'Exact' &&
      inner.some(
        other =>
          other.type === 'Exact' &&
          nameOf(other.name) === nameOf(name) &&
          other.value === value,
      ),
  );
}
