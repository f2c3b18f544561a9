import { boundedRegex } from '../../match/nginxRegex';

/** A location of NGINX as a route’s path makes it; a prefix is one of the text: `/foo` takes `/foobar` too. */
export interface Location {
  readonly kind: 'exact' | 'prefix' | 'final-prefix' | 'regex';
  /** Without its modifier. */
  readonly value: string;
  /** Of a regular expression. */
  readonly ignoresCase: boolean;
}

/** `=/x`, `/x`, `^~ /x`, `~ expression` and `~* expression`. */
export function readLocation(path: string): Location {
  const [, modifier = '', rest = ''] =
    /^(=|\^~|~\*|~)? *([^]*)$/.exec(path) ?? [];
  const kinds = { '=': 'exact', '^~': 'final-prefix', '': 'prefix' } as const;
  const kind = (kinds as Record<string, Location['kind'] | undefined>)[
    modifier
  ];
  return {
    kind: kind ?? 'regex',
    value: rest,
    ignoresCase: modifier === '~*',
  };
}

/** Equal exactly for paths of which NGINX takes one alone. */
export function locationKey({ kind, value, ignoresCase }: Location): string {
  const sort = kind === 'final-prefix' ? 'prefix' : kind;
  return `${sort} ${ignoresCase} ${value}`;
}

export type LocationAnswer =
  | 'taken'
  | 'missed'
  /** The path lacks the last slash of the location, and NGINX sends it there (301). */
  | 'lacks-slash'
  | 'not-known';

/** Whether a location takes a normalised path. */
export function testLocation(location: Location, path: string): LocationAnswer {
  const { kind, value, ignoresCase } = location;
  if (kind === 'regex') {
    const found = boundedRegex(value, ignoresCase ? 'i' : '')?.exec(path);
    if (found === undefined) {
      return 'not-known';
    }
    return found ? 'taken' : 'missed';
  }
  const takes = kind === 'exact' ? path === value : path.startsWith(value);
  if (takes) {
    return 'taken';
  }
  return value === `${path}/` ? 'lacks-slash' : 'missed';
}
