import type { Host, RouteMatch } from '@portolan/plugin-traffic-common';
import {
  matchHostExpression,
  readHostExpression,
} from '../rule/hostExpression';
import type { Condition } from '../rule/listAlternatives';
import { renderMatcher } from '../rule/renderRule';

/** One alternative of a rule as a route has it. */
export interface AlternativeMatch {
  readonly host: Host;
  readonly match: RouteMatch;
}

const ANY_HOST: Host = { kind: 'any', value: '' };
const PATH_TYPES = {
  Path: 'Exact',
  PathPrefix: 'PathPrefix',
  PathRegexp: 'RegularExpression',
} as const;

/**
 * The fields of a route for conditions that all must hold; what no field has a place for (negations, regular expressions over
 * hosts, addresses, a second path) stays in `conditions`. Undefined when no request satisfies them.
 */
export function matchOfAlternative(
  conditions: readonly Condition[],
): AlternativeMatch | undefined {
  let host = ANY_HOST;
  let path: RouteMatch['path'] = null;
  let method: string | null = null;
  const headers: RouteMatch['headers'] = [];
  const queryParams: RouteMatch['queryParams'] = [];
  const rest: string[] = [];
  for (const condition of conditions) {
    const { matcher, values } = condition;
    const [first, second = ''] = values;
    const isExact = !matcher.endsWith('Regexp');
    const type = isExact ? 'Exact' : 'RegularExpression';
    if (condition.negated) {
      rest.push(`!${renderMatcher(condition)}`);
    } else if (matcher === 'Host' || matcher === 'HostSNI') {
      const named = readHostExpression(first);
      if (first === '*' && matcher === 'HostSNI') {
        continue;
      }
      if (!named) {
        rest.push(renderMatcher(condition));
      } else {
        const both = bothHosts(host, named);
        if (!both) {
          return undefined;
        }
        host = both;
      }
    } else if (matcher === 'Path' || matcher === 'PathPrefix') {
      const next = { type: PATH_TYPES[matcher], value: first };
      const both = bothPaths(path, next);
      if (!both) {
        return undefined;
      }
      if (path?.type === 'RegularExpression') {
        rest.push(
          renderMatcher({ matcher: 'PathRegexp', values: [path.value] }),
        );
      }
      path = both;
    } else if (matcher === 'PathRegexp' && !path) {
      path = { type: PATH_TYPES[matcher], value: first };
    } else if (matcher === 'Method') {
      const name = first.toUpperCase();
      if (method !== null && method !== name) {
        return undefined;
      }
      method = name;
    } else if (matcher === 'Header' || matcher === 'HeaderRegexp') {
      headers.push({ type, name: first, value: second });
    } else if (matcher === 'Query' || matcher === 'QueryRegexp') {
      queryParams.push({
        type: values.length === 1 ? 'Exact' : type,
        name: first,
        value: second,
      });
    } else {
      rest.push(renderMatcher(condition));
    }
  }
  return {
    host,
    match: {
      path,
      method,
      headers,
      queryParams,
      ...(rest.length > 0 ? { conditions: rest } : {}),
    },
  };
}

/** The hosts that both mean: the narrower of the two, or none. */
function bothHosts(a: Host, b: Host): Host | undefined {
  if (a.kind === 'any' || a.value === b.value) {
    return b;
  }
  if (b.kind === 'exact' && matchHostExpression(a.value, b.value)) {
    return b;
  }
  return a.kind === 'exact' && matchHostExpression(b.value, a.value)
    ? a
    : undefined;
}

type PathMatch = NonNullable<RouteMatch['path']>;

/** The paths that both mean; a prefix is one of the text here. A regular expression says nothing of the other. */
function bothPaths(a: PathMatch | null, b: PathMatch): PathMatch | undefined {
  if (!a || a.type === 'RegularExpression') {
    return b;
  }
  const [shorter, longer] = a.value.length <= b.value.length ? [a, b] : [b, a];
  if (a.value === b.value) {
    return a.type === 'Exact' ? a : b;
  }
  return shorter.type === 'PathPrefix' && longer.value.startsWith(shorter.value)
    ? longer
    : undefined;
}
