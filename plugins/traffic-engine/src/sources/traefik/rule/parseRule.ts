import type { ParsedRule, Rule, RuleSyntax } from './Rule';
import { RuleSyntaxError, scanRule, type Token } from './scanRule';

/** Longer or deeper rules are not read: no person writes them, and they would cost time and stack. */
const MAX_CHARS = 10_000;
const MAX_DEPTH = 100;

/** Kept by syntax: rules are parsed by the thousand. */
const spellingsOf = new WeakMap<RuleSyntax, ReadonlyMap<string, string>>();

function spellings(syntax: RuleSyntax): ReadonlyMap<string, string> {
  const kept = spellingsOf.get(syntax);
  if (kept) {
    return kept;
  }
  const made = new Map(
    syntax.matchers.flatMap((name): [string, string][] => {
      const lower = name.toLowerCase();
      return [
        [name, name],
        [lower, name],
        [name.toUpperCase(), name],
        [`${lower[0].toUpperCase()}${lower.slice(1)}`, name],
      ];
    }),
  );
  spellingsOf.set(syntax, made);
  return made;
}

class RuleParser {
  #next = 0;
  #depth = 0;
  readonly #names: ReadonlyMap<string, string>;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly syntax: RuleSyntax,
  ) {
    this.#names = spellings(syntax);
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
      throw new RuleSyntaxError(
        token.at,
        'the rule is nested too deeply',
        true,
      );
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
    if (matcher === undefined) {
      // Nothing is said of its like: a later release, or a plug-in, may have it.
      throw new RuleSyntaxError(
        name.at,
        `there is no matcher ${name.value}`,
        this.#peekAfter().kind === '(',
      );
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
    if (values.includes('')) {
      throw new RuleSyntaxError(name.at, `${matcher} has an empty value`);
    }
    return this.syntax.build({ name: matcher, values, at: name.at });
  }

  #peek(): Token {
    return this.tokens[Math.min(this.#next, this.tokens.length - 1)];
  }

  #peekAfter(): Token {
    return this.tokens[Math.min(this.#next + 1, this.tokens.length - 1)];
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
        kind === 'text' && token.kind === '(',
      );
    }
  }
}

/**
 * Reads a rule of Traefik with the matchers of its kind of router and syntax. `&&` binds closer than `||`, both to the left; a
 * matcher may be written in any of the cases that Traefik registers (as documented, lower, upper, first letter only). Never
 * throws.
 */
export function parseRule(text: string, syntax: RuleSyntax): ParsedRule {
  if (text.length > MAX_CHARS) {
    return {
      ok: false,
      at: MAX_CHARS,
      message: `rules of more than ${MAX_CHARS} characters are not read`,
      isOpen: true,
    };
  }
  try {
    const parser = new RuleParser(scanRule(text), syntax);
    return { ok: true, rule: parser.parseAll() };
  } catch (error) {
    if (error instanceof RuleSyntaxError) {
      const { at, message, isOpen } = error;
      return { ok: false, at, message, isOpen };
    }
    throw error;
  }
}
