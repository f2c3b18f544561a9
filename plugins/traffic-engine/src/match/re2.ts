import { RE2JS, RE2JSSyntaxException } from 're2js';

/** A pattern as RE2 reads it, which Envoy asks; refused with RE2's own reason. */
export type Re2 =
  | {
      readonly ok: true;
      /** Whether ALL of the text matches, as Envoy asks; in time that is linear in its length. */
      matchesAll(text: string): boolean;
      /** Whether some part of it does. */
      matchesSome(text: string): boolean;
      /** The text with each match replaced; a callback gets the match and its groups. */
      replaceAll(text: string, replace: Replace): string;
    }
  | { readonly ok: false; readonly reason: string };

type Replace = (match: string, groups: readonly string[]) => string;

/** Compiling takes as long as a hundred matches: this many patterns stay compiled, the oldest goes first. */
const MAX_KEPT = 2_000;
const kept = new Map<string, Re2>();

/**
 * A pattern compiled by RE2's rules (github.com/google/re2/wiki/Syntax): look-around, back-references and repetitions over
 * 1,000 are no part of them, and are refused here as by Envoy and by istiod's validation.
 */
export function compileRe2(pattern: string): Re2 {
  const known = kept.get(pattern);
  if (known) {
    return known;
  }
  const compiled = compile(pattern);
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) {
    kept.delete(oldest);
  }
  kept.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): Re2 {
  try {
    const regex = RE2JS.compile(pattern);
    return {
      ok: true,
      matchesAll: text => regex.testExact(text),
      matchesSome: text => regex.test(text),
      replaceAll: (text, replace) =>
        replaceEach(regex.matchAll(text), text, replace),
    };
  } catch (error) {
    return {
      ok: false,
      reason:
        error instanceof RE2JSSyntaxException
          ? error.message.replace(/^error parsing regexp: /, '')
          : 'it cannot be compiled',
    };
  }
}

function replaceEach(
  matches: Iterable<RegExpMatchArray>,
  text: string,
  replace: Replace,
): string {
  const parts: string[] = [];
  let end = 0;
  for (const match of matches) {
    const [whole, ...groups] = match;
    const start = match.index ?? end;
    parts.push(
      text.slice(end, start),
      replace(
        whole,
        groups.map(group => group ?? ''),
      ),
    );
    end = start + whole.length;
  }
  return parts.join('') + text.slice(end);
}
