import type { RouteMatch } from '@portolan/plugin-traffic-common';
import type { StringMatch } from '../../../istio/facts/stringMatch';
import type { HttpMatch } from '../../../istio/facts/virtualServices';
import { CLAIMS, isClaim } from '../../../istio/claims';
import { readOnce } from '../../../snapshot/readOnce';

type ValueMatch = RouteMatch['headers'][number];

const wireMatchOf = readOnce((match: HttpMatch): RouteMatch => {
  const { uri, method, ignoreUriCase } = match;
  const conditions = [
    ...(ignoreUriCase ? ['ignoreUriCase'] : []),
    ...(method && method.type !== 'exact'
      ? [`method ${renderMatch(method)}`]
      : []),
    ...(match.authority ? [`authority ${renderMatch(match.authority)}`] : []),
    ...(match.scheme ? [`scheme ${renderMatch(match.scheme)}`] : []),
    ...Object.entries(match.headers).flatMap(([name, value]) => {
      if (isClaim(name)) {
        return [renderClaim(name, value)];
      }
      return value.type === 'any' ? [`header ${name} present`] : [];
    }),
    ...Object.entries(match.withoutHeaders).map(([name, value]) => {
      if (isClaim(name)) {
        return `without ${renderClaim(name, value)}`;
      }
      return value.type === 'any'
        ? `without header ${name}`
        : `without header ${name} ${renderMatch(value)}`;
    }),
    ...Object.entries(match.queryParams).flatMap(([name, value]) =>
      value.type === 'any' ? [`query ${name} present`] : [],
    ),
    ...(match.port ? [`port ${match.port}`] : []),
    ...renderLabels(match.sourceLabels),
    ...(match.sourceNamespace
      ? [`from namespace ${match.sourceNamespace}`]
      : []),
  ];
  return {
    path: toPath(uri),
    method: method?.type === 'exact' ? method.value : null,
    headers: toValueMatches(match.headers),
    queryParams: toValueMatches(match.queryParams),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
});

/** A match as the wire has it; what no field has a place for is said in the API's own words. */
export function toRouteMatch(match: HttpMatch | null): RouteMatch {
  return match
    ? wireMatchOf(match)
    : { path: null, method: null, headers: [], queryParams: [] };
}

/**
 * `ImplementationSpecific` for a prefix that is one of the text and not of whole path elements: `/foo` takes `/foobar` too. A
 * prefix that ends with `/` is the same in both readings but for itself without it.
 */
function toPath(uri: StringMatch | null): RouteMatch['path'] {
  switch (uri?.type) {
    case 'exact':
      return { type: 'Exact', value: uri.value };
    case 'prefix':
      return uri.value === '/'
        ? { type: 'PathPrefix', value: '/' }
        : { type: 'ImplementationSpecific', value: uri.value };
    case 'regex':
      return { type: 'RegularExpression', value: uri.value };
    default:
      return null;
  }
}

function toValueMatches(
  matches: Readonly<Record<string, StringMatch>>,
): ValueMatch[] {
  return Object.entries(matches)
    .filter(([name]) => !isClaim(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, match]): ValueMatch[] => {
      switch (match.type) {
        case 'exact':
          return [{ type: 'Exact', name, value: match.value }];
        case 'prefix':
          return [
            {
              type: 'RegularExpression',
              name,
              value: `${escape(match.value)}.*`,
            },
          ];
        case 'regex':
          return [{ type: 'RegularExpression', name, value: match.value }];
        default:
          return [];
      }
    });
}

/** `@request.auth.claims.groups` and `@request.auth.claims[groups]`, of a token that a RequestAuthentication has verified. */
function renderClaim(name: string, match: StringMatch): string {
  const claim = name.slice(CLAIMS.length).replace(/^\./, '');
  return `claim ${claim} of a verified token${
    match.type === 'any' ? '' : ` ${renderMatch(match)}`
  }`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function renderMatch(match: StringMatch): string {
  return match.type === 'any' ? 'any' : `${match.type} ${match.value}`;
}

function renderLabels(labels: Readonly<Record<string, string>>): string[] {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? [`from pods ${pairs.sort().join(', ')}`] : [];
}
