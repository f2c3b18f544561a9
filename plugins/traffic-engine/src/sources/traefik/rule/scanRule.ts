/** One piece of a rule's text. */
export interface Token {
  readonly kind: '&&' | '||' | '!' | '(' | ')' | ',' | 'name' | 'text' | 'end';
  /** The name, or the value of a string. */
  readonly value: string;
  readonly at: number;
}

/** Why and where a text is no rule; thrown inside this folder and caught by `parseRule`. */
export class RuleSyntaxError extends Error {
  constructor(
    readonly at: number,
    message: string,
    /** Only this reader does not know it: Traefik may. */
    readonly isOpen = false,
  ) {
    super(message);
    this.name = 'RuleSyntaxError';
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};
/** Digits of the escapes that name a code point; those of single bytes beyond ASCII are no text of their own. */
const NUMBERED_ESCAPES: Readonly<
  Record<string, { digits: number; max: number }>
> = {
  x: { digits: 2, max: 0x7f },
  u: { digits: 4, max: 0xffff },
  U: { digits: 8, max: 0x10ffff },
};
const SURROGATES = { from: 0xd800, to: 0xdfff };

/**
 * The tokens of a rule. Traefik reads rules as expressions of the Go language: backtick strings are raw, quoted ones have Go's
 * escapes, and a line may end only where no expression could (Go puts a semicolon there).
 */
export function scanRule(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], length: number, value = '') => {
    tokens.push({ kind, value, at });
    at += length;
  };
  while (at < text.length) {
    const char = text[at];
    const two = text.slice(at, at + 2);
    if (char === '\n') {
      endLine(tokens, text, at);
      at += 1;
    } else if (/[ \t\r]/.test(char)) {
      at += 1;
    } else if (two === '&&' || two === '||') {
      push(two, 2);
    } else if (char === '!' || char === '(' || char === ')' || char === ',') {
      push(char, 1);
    } else if (char === '`') {
      const end = text.indexOf('`', at + 1);
      if (end < 0) {
        throw new RuleSyntaxError(at, 'the string has no closing backtick');
      }
      push('text', end + 1 - at, text.slice(at + 1, end).replace(/\r/g, ''));
    } else if (char === '"') {
      const { value, end } = readQuoted(text, at);
      push('text', end - at, value);
    } else {
      const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at, at + 100));
      if (!name) {
        // A slash may begin a comment of Go.
        throw new RuleSyntaxError(
          at,
          `${JSON.stringify(char)} is not expected`,
          char === '/',
        );
      }
      push('name', name[0].length, name[0]);
    }
  }
  return [...tokens, { kind: 'end', value: '', at: text.length }];
}

function endLine(tokens: readonly Token[], text: string, at: number): void {
  const last = tokens.at(-1)?.kind;
  if (
    (last === ')' || last === 'text' || last === 'name') &&
    text.slice(at).trim() !== ''
  ) {
    throw new RuleSyntaxError(
      at,
      'the line ends here and the rule goes on: put the operator at the end of the line',
    );
  }
}

function readQuoted(
  text: string,
  start: number,
): { value: string; end: number } {
  let value = '';
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') {
    if (text[at] === '\\') {
      const escape = readEscape(text, at);
      value += escape.value;
      at = escape.end;
    } else {
      value += text[at];
      at += 1;
    }
  }
  if (text[at] !== '"') {
    throw new RuleSyntaxError(start, 'the string has no closing quote');
  }
  return { value, end: at + 1 };
}

function readEscape(text: string, at: number): { value: string; end: number } {
  const letter = text[at + 1] ?? '';
  if (Object.hasOwn(SIMPLE_ESCAPES, letter)) {
    return { value: SIMPLE_ESCAPES[letter], end: at + 2 };
  }
  const isOctal = /^[0-7]$/.test(letter);
  const shape = isOctal
    ? { digits: 3, max: 0x7f }
    : NUMBERED_ESCAPES[letter] ?? { digits: 0, max: 0 };
  const from = isOctal ? at + 1 : at + 2;
  const digits = text.slice(from, from + shape.digits);
  const isNumber =
    shape.digits > 0 &&
    digits.length === shape.digits &&
    (isOctal ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/).test(digits);
  const code = isNumber ? parseInt(digits, isOctal ? 8 : 16) : -1;
  const isSurrogate = code >= SURROGATES.from && code <= SURROGATES.to;
  if (!isNumber || code > shape.max || isSurrogate) {
    throw new RuleSyntaxError(
      at,
      'the string has an escape that is not known',
      true,
    );
  }
  return { value: String.fromCodePoint(code), end: from + shape.digits };
}
