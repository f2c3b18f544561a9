import { readList, readRecord, readText } from '../../snapshot/read';
import type { PathRule } from './conditions';
import type { OpenRule } from './walkIncludes';

/**
 * A rule that replaces its prefix is made two routes by Contour, with and without the last slash, unless another rule of the
 * same HTTPProxy and what it includes has the prefix too (expandPrefixMatches). So `/foo/` takes `/foobar` then.
 */
export function expandPrefixes(
  rules: readonly OpenRule[],
): readonly OpenRule[] {
  const counts = new Map<string, number>();
  for (const { match, door } of rules) {
    if (match.path.type === 'prefix' && door.state !== 'detached') {
      const key = trimSlashes(match.path.value);
      // One that is expanded already counts as both of its routes.
      counts.set(key, (counts.get(key) ?? 0) + (match.path.isExpanded ? 2 : 1));
    }
  }
  return rules.map(rule => {
    const { path } = rule.match;
    const isAlone =
      rule.door.state !== 'detached' &&
      path.type === 'prefix' &&
      path.value !== '/' &&
      counts.get(trimSlashes(path.value)) === 1;
    return isAlone && replacementOf(rule) !== undefined
      ? {
          ...rule,
          match: {
            ...rule.match,
            path: {
              ...path,
              value: trimSlashes(path.value),
              isExpanded: true,
            },
          },
        }
      : rule;
  });
}

/** What stands for the prefix of a rule: the replacement that names exactly it, or else the one that names none. */
function replacementOf({
  route,
  match,
}: Pick<OpenRule, 'route' | 'match'>): string | undefined {
  const replacements = readList(
    readRecord(route, 'pathRewritePolicy'),
    'replacePrefix',
  );
  const wanted =
    replacements.find(
      item => readText(item, 'prefix') === match.path.written,
    ) ?? replacements.find(item => !readText(item, 'prefix'));
  return readText(wanted, 'replacement');
}

/** The text of the path by which Contour sorts the route that takes a path. */
export function prefixFor(
  { type, value, isExpanded }: PathRule,
  path: string,
): string {
  return type === 'prefix' && isExpanded && path.startsWith(`${value}/`)
    ? `${value}/`
    : value;
}

/** The path that the backend gets: Envoy puts the replacement in the place of the prefix, letter by letter. */
export function rewritePath(
  rule: Pick<OpenRule, 'route' | 'match'>,
  path: string,
): string {
  const by = replacementOf(rule);
  const { path: matched } = rule.match;
  if (by === undefined || matched.type !== 'prefix') {
    return path;
  }
  if (!matched.isExpanded) {
    return `${by}${path.slice(matched.value.length)}`;
  }
  const trimmed = by.replace(/\/+$/, '');
  const prefix = prefixFor(matched, path);
  const replacement = prefix.endsWith('/') ? `${trimmed}/` : trimmed || '/';
  return `${replacement}${path.slice(prefix.length)}`;
}

function trimSlashes(prefix: string): string {
  return prefix === '/' ? prefix : prefix.replace(/\/+$/, '');
}
