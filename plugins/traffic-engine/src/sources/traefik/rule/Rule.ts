/**
 * The rule language of Traefik v3 (doc.traefik.io, "Rules and priority"): matchers joined by `&&`, `||`, `!` and parentheses.
 * `at` is where a matcher begins in the text.
 */
export type Rule =
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule }
  | { readonly kind: 'not'; readonly rule: Rule }
  | MatcherCall;

/** One matcher with its values: ``Host(`shop.example.com`)``. */
export interface MatcherCall {
  readonly kind: 'match';
  readonly matcher: Matcher;
  readonly values: readonly string[];
  readonly at: number;
  /** Set where only the first value of a query parameter is asked, as in the syntax of v2. */
  readonly isFirstOnly?: boolean;
}

/** How many values each matcher takes in v3, where a second host is a second matcher. */
export const HTTP_MATCHERS = {
  Host: [1],
  HostRegexp: [1],
  Path: [1],
  PathPrefix: [1],
  PathRegexp: [1],
  Method: [1],
  Header: [2],
  HeaderRegexp: [2],
  Query: [1, 2],
  QueryRegexp: [1, 2],
  ClientIP: [1],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export const TCP_MATCHERS = {
  HostSNI: [1],
  HostSNIRegexp: [1],
  ALPN: [1],
  ClientIP: [1],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type Matcher = keyof typeof HTTP_MATCHERS | keyof typeof TCP_MATCHERS;

/** One matcher as it stands in the text. */
export interface WrittenCall {
  readonly name: string;
  readonly values: readonly string[];
  readonly at: number;
}

/** The matchers of one kind of router in one syntax; where a rule has another, it cannot be read. */
export interface RuleSyntax {
  /** As they are documented. */
  readonly matchers: readonly string[];
  /** What one of `matchers` means in the matchers of v3; throws a RuleSyntaxError where Traefik refuses it. */
  build(call: WrittenCall): Rule;
}

/**
 * A rule, or the character (from 0) at which reading it failed and why; never a guess. `isOpen`: Traefik may have a meaning for
 * it that is not known here, as for a matcher of a later release; else it refuses it, too.
 */
export type ParsedRule =
  | { readonly ok: true; readonly rule: Rule }
  | {
      readonly ok: false;
      readonly at: number;
      readonly message: string;
      readonly isOpen: boolean;
    };
