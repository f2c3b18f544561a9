import { readList, readText } from '../../../snapshot/read';

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
    case 'replacePathRegex':
    case 'stripPrefixRegex':
      return () => null;
    default:
      return undefined;
  }
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
