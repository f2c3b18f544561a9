import { escapeNginxPath } from '../../match/escapeNginxPath';
import { boundedRegex } from '../../match/nginxRegex';
import type { Location } from './location';

/** The path that a backend gets; null where that is not known. */
export type SentPath =
  | string
  | null
  /** No rewrite applied behind matches or splits: NGINX looks for a location again, by the path as it was sent. */
  | { readonly searchedAgain: string };

/**
 * What `rewritePath` makes of a path (virtualserver.go, generateRewrites and generateProxyPassRewrite). In a location of its own
 * it stands in the place of the prefix or of the whole exact path. Behind matches and splits, and of regular expressions, it is
 * a `rewrite`, whose expression begins with the path of the route as it is written, and behind matches and splits the path that
 * it looks at is the one that was sent, still encoded.
 */
export function rewrittenPath(
  by: string,
  options: {
    readonly location: Location;
    readonly isInternal: boolean;
    /** As NGINX reads it. */
    readonly path: string;
    readonly asked: string;
  },
): SentPath {
  const { location, isInternal, path, asked } = options;
  const { kind, value } = location;
  const escaped = (text: string) =>
    escapeNginxPath(text, { asked, isLocation: false });
  const filled = (found: RegExpExecArray, to: string) => {
    const [own, ...query] = to.split('?');
    return [
      escaped(fillGroups(own, found)),
      ...query.map(part => fillGroups(part, found)),
    ].join('?');
  };
  if (kind === 'regex') {
    const found = boundedRegex(`^${value}`, '')?.exec(
      isInternal ? asked : path,
    );
    if (found === undefined) {
      return null;
    }
    if (found) {
      return filled(found, by);
    }
    return isInternal ? { searchedAgain: asked } : asked;
  }
  if (isInternal) {
    // What stands before the path of an exact or a final prefix becomes part of the expression, which then takes nothing.
    const found =
      kind === 'prefix'
        ? boundedRegex(`^${value}(.*)$`, '')?.exec(asked)
        : null;
    if (found === undefined) {
      return null;
    }
    return found ? filled(found, `${by}$1`) : { searchedAgain: asked };
  }
  switch (kind) {
    case 'exact':
      return by;
    case 'final-prefix':
      // Older versions leave the path of `^~` alone, newer ones do not.
      return null;
    default:
      return `${by}${escaped(path.slice(value.length))}`;
  }
}

function fillGroups(text: string, found: RegExpExecArray): string {
  return text.replace(/\$(\d)/g, (_, group) => found[Number(group)] ?? '');
}
