import { readList, readText } from '../../../snapshot/read';
import { readGoRegexp } from '../rule/goRegexp';

/** What a middleware does to the path that the backend gets; null where it is not worked out. */
export type PathChange = (path: string) => string | null;

/** The change of one field of a Middleware, for those that change paths. */
export function readPathChange(
  field: string,
  settings: unknown,
): PathChange | undefined {
  switch (field) {
    case 'addPrefix': {
      const prefix = readText(settings, 'prefix') ?? '';
      return path => `${prefix}${path}`;
    }
    case 'replacePath': {
      const replaced = readText(settings, 'path') ?? '';
      return () => replaced;
    }
    case 'stripPrefix': {
      const prefixes = readList(settings, 'prefixes').filter(
        (prefix): prefix is string => typeof prefix === 'string',
      );
      // The first prefix that fits, as text; a slash is put back in front of the rest.
      return path => {
        const prefix = prefixes.find(each => path.startsWith(each));
        return prefix === undefined
          ? path
          : withSlash(path.slice(prefix.length));
      };
    }
    case 'replacePathRegex': {
      const regexp = readGoRegexp(readText(settings, 'regex') ?? '');
      const replacement = (readText(settings, 'replacement') ?? '').trim();
      return path =>
        regexp.state === 'known' ? regexp.replaceAll(path, replacement) : null;
    }
    case 'stripPrefixRegex': {
      const regexps = readList(settings, 'regex')
        .filter((regex): regex is string => typeof regex === 'string')
        .map(readGoRegexp);
      return path => {
        for (const regexp of regexps) {
          if (regexp.state !== 'known') {
            return null;
          }
          const prefix = regexp.find(path) ?? '';
          if (prefix !== '' && path.startsWith(prefix)) {
            return withSlash(path.slice(prefix.length));
          }
        }
        return path;
      };
    }
    default:
      return undefined;
  }
}

/** Nothing stays nothing, for what may be put in front of it; a request for it is one for `/`. */
function withSlash(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}
