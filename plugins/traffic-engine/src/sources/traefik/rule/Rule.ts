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

/** The matchers of one kind of router, by name. */
export type MatcherTable = Readonly<
  Partial<Record<Matcher, readonly number[]>>
>;

/** A rule, or the character (from 0) at which reading it failed and why; never a guess. */
export type ParsedRule =
  | { readonly ok: true; readonly rule: Rule }
  | {
      readonly ok: false;
      readonly at: number;
      readonly message: string;
      /** Set where the rule is said to be in another language than v3’s, which is not read. */
      readonly language?: 'v2';
    };
