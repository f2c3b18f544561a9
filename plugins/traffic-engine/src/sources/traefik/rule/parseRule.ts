import type { Matcher, MatcherTable, ParsedRule, Rule } from './Rule';
import { RuleSyntaxError, scanRule, type Token } from './scanRule';

/** Longer or deeper rules are not read: no person writes them, and they would cost time and stack. */
const MAX_CHARS = 10_000;
const MAX_DEPTH = 100;

/** Kept by table: rules are parsed by the thousand. */
const spellingsOf = new WeakMap<MatcherTable, ReadonlyMap<string, Matcher>>();

function spellings(table: MatcherTable): ReadonlyMap<string, Matcher> {
  const kept = spellingsOf.get(table);
  if (kept) {
    return kept;
  }
  const names = Object.keys(table) as Matcher[];
  const made = new Map(
    names.flatMap((name): [string, Matcher][] => {
      const lower = name.toLowerCase();
      return [
        [name, name],
        [lower, name],
        [name.toUpperCase(), name],
        [`${lower[0].toUpperCase()}${lower.slice(1)}`, name],
      ];
    }),
  );
  spellingsOf.set(table, made);
  return made;
}

class RuleParser {
  #next = 0;
  #depth = 0;
  readonly #names: ReadonlyMap<string, Matcher>;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly matchers: MatcherTable,
  ) {
    this.#names = spellings(matchers);
  }

  parseAll(): Rule {
    const rule = this.#parseOr();
    const rest = this.#peek();
    if (rest.kind !== 'end') {
      throw new RuleSyntaxError(rest.at, 'the rule should end here');
    }
    return rule;
  }

  #parseOr(): Rule {
    let left = this.#parseAnd();
    while (this.#take('||')) {
      left = { kind: 'or', left, right: this.#parseAnd() };
    }
    return left;
  }

  #parseAnd(): Rule {
    let left = this.#parseOne();
    while (this.#take('&&')) {
      left = { kind: 'and', left, right: this.#parseOne() };
    }
    return left;
  }

  #parseOne(): Rule {
    const token = this.#peek();
    if (this.#depth >= MAX_DEPTH) {
      throw new RuleSyntaxError(token.at, 'the rule is nested too deeply');
    }
    this.#depth += 1;
    const rule = this.#parseInner(token);
    this.#depth -= 1;
    return rule;
  }

  #parseInner(token: Token): Rule {
    if (this.#take('!')) {
      return { kind: 'not', rule: this.#parseOne() };
    }
    if (this.#take('(')) {
      const rule = this.#parseOr();
      this.#expect(')');
      return rule;
    }
    if (token.kind !== 'name') {
      throw new RuleSyntaxError(
        token.at,
        token.kind === 'end'
          ? 'a matcher is missing at the end'
          : 'a matcher should begin here',
      );
    }
    return this.#parseMatcher(token);
  }

  #parseMatcher(name: Token): Rule {
    const matcher = this.#names.get(name.value);
    if (!matcher) {
      throw new RuleSyntaxError(name.at, `there is no matcher ${name.value}`);
    }
    this.#take('name');
    this.#expect('(');
    const values: string[] = [];
    while (this.#peek().kind !== ')') {
      const value = this.#peek();
      this.#expect('text');
      values.push(value.value);
      if (!this.#take(',')) {
        break;
      }
    }
    this.#expect(')');
    const counts = this.matchers[matcher] ?? [];
    if (!counts.includes(values.length)) {
      throw new RuleSyntaxError(
        name.at,
        `${matcher} takes ${counts.join(' or ')} value${
          counts.at(-1) === 1 ? '' : 's'
        }, and ${values.length} are given`,
      );
    }
    if (values.includes('')) {
      throw new RuleSyntaxError(name.at, `${matcher} has an empty value`);
    }
    return { kind: 'match', matcher, values, at: name.at };
  }

  #peek(): Token {
    return this.tokens[Math.min(this.#next, this.tokens.length - 1)];
  }

  #take(kind: Token['kind']): boolean {
    if (this.#peek().kind !== kind) {
      return false;
    }
    this.#next += 1;
    return true;
  }

  #expect(kind: Token['kind']): void {
    const token = this.#peek();
    if (!this.#take(kind)) {
      throw new RuleSyntaxError(
        token.at,
        kind === 'text' ? 'a string should begin here' : `${kind} is missing`,
      );
    }
  }
}

/**
 * Reads a rule of Traefik v3 with the matchers of its kind of router. `&&` binds closer than `||`, both to the left; a matcher
 * may be written in any of the cases that Traefik registers (as documented, lower, upper, first letter only). Never throws.
 */
export function parseRule(text: string, matchers: MatcherTable): ParsedRule {
  if (text.length > MAX_CHARS) {
    return {
      ok: false,
      at: MAX_CHARS,
      message: `rules of more than ${MAX_CHARS} characters are not read`,
    };
  }
  try {
    const parser = new RuleParser(scanRule(text), matchers);
    return { ok: true, rule: parser.parseAll() };
  } catch (error) {
    if (error instanceof RuleSyntaxError) {
      return { ok: false, at: error.at, message: error.message };
    }
    throw error;
  }
}
