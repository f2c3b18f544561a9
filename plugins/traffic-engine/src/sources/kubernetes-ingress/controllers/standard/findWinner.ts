import type { AskedRequest } from '../../../../request/AskedRequest';
import type { Dialect } from './Dialect';
import { pathLength, takesPath, type DialectEntry } from './entries';
import { hostRank } from './hosts';
import { ruleLength } from './ruleLength';

interface Candidate {
  readonly entry: DialectEntry;
  readonly answer: 'yes' | 'unknown';
}

/** The entry that takes a request, if it is known which. */
export type Found =
  | { readonly state: 'found'; readonly entry: DialectEntry }
  | { readonly state: 'none' }
  | { readonly state: 'unknown'; readonly why: string };

/** Why two claims of one rank are not decided. */
export const TIE =
  'two rules claim it alike, and which one wins is not defined';
const OWN_PATHS = 'a path of this class means what its controller says';

interface FindContext {
  readonly dialect: Dialect;
  readonly request: AskedRequest;
}

function candidatesOf(
  entries: readonly DialectEntry[],
  request: AskedRequest,
): readonly Candidate[] {
  return entries.flatMap(entry => {
    const answer = takesPath(entry, request);
    return answer === 'no' ? [] : [{ entry, answer }];
  });
}

/** Who takes a request, in the order of the dialect. */
export function findWinner(
  entries: readonly DialectEntry[],
  context: FindContext,
): Found {
  const { dialect, request } = context;
  if (dialect.find) {
    return entries.length === 0
      ? { state: 'none' }
      : dialect.find(entries, request);
  }
  switch (dialect.order) {
    case 'rule-length':
      return findByRuleLength(entries, context);
    case 'listed':
      return findFirst(entries, context);
    default:
      return findBySpecificity(entries, context);
  }
}

/** The first that takes it, whatever host and path the others have. */
function findFirst(
  entries: readonly DialectEntry[],
  { dialect, request }: FindContext,
): Found {
  const byFact = dialect.compareFacts ?? (() => 0);
  const byPath = dialect.comparePaths ?? (() => 0);
  const [first] = candidatesOf(
    [...entries].sort(
      (a, b) =>
        byFact(a.fact, b.fact) ||
        a.way.ruleIndex - b.way.ruleIndex ||
        byPath(a.way, b.way),
    ),
    request,
  );
  if (!first) {
    return { state: 'none' };
  }
  return first.answer === 'unknown'
    ? { state: 'unknown', why: OWN_PATHS }
    : { state: 'found', entry: first.entry };
}

/** Host by host, the most specific first; in a host, the longest path, then `Exact` (HTTPIngressPath, Multiple matches). */
function findBySpecificity(
  entries: readonly DialectEntry[],
  { dialect, request }: FindContext,
): Found {
  const ranks = [...new Set(entries.map(({ way }) => hostRank(way.host)))].sort(
    (a, b) => b - a,
  );
  let hasOwnHost = false;
  for (const rank of ranks) {
    const candidates = candidatesOf(
      entries.filter(({ way }) => hostRank(way.host) === rank),
      request,
    );
    if (candidates.length > 0) {
      if (hasOwnHost && dialect.fallsBackToWiderHost === null) {
        return {
          state: 'unknown',
          why: `whether a wider host takes what no path of the own host takes is up to ${
            dialect.fallsBackBy ?? 'the controller'
          }`,
        };
      }
      return hasOwnHost && dialect.fallsBackToWiderHost === false
        ? { state: 'none' }
        : pickLongest(candidates);
    }
    hasOwnHost = true;
  }
  return { state: 'none' };
}

function pickLongest(candidates: readonly Candidate[]): Found {
  if (candidates.some(({ answer }) => answer === 'unknown')) {
    return { state: 'unknown', why: OWN_PATHS };
  }
  const compare = (a: Candidate, b: Candidate) =>
    pathLength(b.entry) - pathLength(a.entry) ||
    exactness(b.entry) - exactness(a.entry);
  const [first, ...others] = [...candidates].sort(compare);
  return others.some(
    other =>
      compare(first, other) === 0 && !isSamePlace(other.entry, first.entry),
  )
    ? { state: 'unknown', why: TIE }
    : { state: 'found', entry: first.entry };
}

function exactness({ reading }: DialectEntry): number {
  return reading === 'exact' ? 1 : 0;
}

/** In one Ingress the first of two equal rules counts. */
function isSamePlace(a: DialectEntry, b: DialectEntry): boolean {
  return a.fact === b.fact;
}

function findByRuleLength(
  entries: readonly DialectEntry[],
  { dialect, request }: FindContext,
): Found {
  const ranked = candidatesOf(entries, request)
    .map(candidate => ({
      ...candidate,
      priority:
        dialect.priority?.(candidate.entry.fact) ?? ruleLength(candidate.entry),
    }))
    .sort((a, b) => b.priority - a.priority);
  const [first, second] = ranked;
  if (!first) {
    return { state: 'none' };
  }
  if (ranked.some(({ answer }) => answer === 'unknown')) {
    return { state: 'unknown', why: OWN_PATHS };
  }
  return second && second.priority === first.priority
    ? { state: 'unknown', why: TIE }
    : { state: 'found', entry: first.entry };
}
