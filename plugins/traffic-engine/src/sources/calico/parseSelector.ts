import { allMatch, anyMatch, type Match } from '../../match/Match';

/** An expression over labels (docs.tigera.io, NetworkPolicy, Selectors). */
export type Selector =
  | { readonly kind: 'all' }
  | { readonly kind: 'global' }
  | { readonly kind: 'has'; readonly key: string }
  | {
      readonly kind: 'compare';
      readonly key: string;
      readonly operator: Comparison;
      readonly values: readonly string[];
    }
  | { readonly kind: 'not'; readonly part: Selector }
  | {
      readonly kind: 'and' | 'or';
      readonly parts: readonly Selector[];
    };

type Comparison = 'in' | 'not in' | 'contains' | 'starts with' | 'ends with';

/** Labels as a selector looks them up: undefined is a label that is not there, null one that is not known. */
export interface SelectorSubject {
  readonly namespaced: boolean;
  labelOf(key: string): string | undefined | null;
}

/** Deeper expressions are refused: no person writes one, and each level takes stack. */
const MAX_DEPTH = 100;

const TOKENS =
  /\s*(?:(all|global)\s*\(\s*\)|has\(\s*([\w./-]+)\s*\)|(&&|\|\||==|!=|[!(){},])|(not\s+in|in|contains|starts\s+with|ends\s+with)(?=[\s{"'])|([\w./-]+)|"([^"]*)"|'([^']*)')/y;

type Token =
  | { readonly kind: 'whole'; readonly text: 'all' | 'global' }
  | {
      readonly kind: 'has' | 'sign' | 'word' | 'label' | 'text';
      readonly text: string;
    };

/** Whether a subject satisfies an expression; a label that is not known leaves open what turns on it. */
export function matchSelector(
  selector: Selector,
  subject: SelectorSubject,
): Match {
  switch (selector.kind) {
    case 'all':
      return 'yes';
    case 'global':
      return subject.namespaced ? 'no' : 'yes';
    case 'has': {
      const value = subject.labelOf(selector.key);
      return value === null ? 'kind-not-known' : yesOrNo(value !== undefined);
    }
    case 'compare':
      return compare(selector, subject.labelOf(selector.key));
    case 'not':
      return negate(matchSelector(selector.part, subject));
    case 'and':
      return allMatch(selector.parts.map(part => matchSelector(part, subject)));
    default:
      return anyMatch(selector.parts.map(part => matchSelector(part, subject)));
  }
}

/** The opposite of a fact; what is not known stays so. */
export function negate(match: Match): Match {
  switch (match) {
    case 'yes':
      return 'no';
    case 'no':
      return 'yes';
    default:
      return match;
  }
}

/** The labels that an expression looks at. */
export function selectorKeys(selector: Selector): readonly string[] {
  switch (selector.kind) {
    case 'has':
    case 'compare':
      return [selector.key];
    case 'not':
      return selectorKeys(selector.part);
    case 'and':
    case 'or':
      return selector.parts.flatMap(selectorKeys);
    default:
      return [];
  }
}

function compare(
  { operator, values }: Extract<Selector, { kind: 'compare' }>,
  value: string | undefined | null,
): Match {
  if (value === null) {
    return 'kind-not-known';
  }
  if (value === undefined) {
    return yesOrNo(operator === 'not in');
  }
  switch (operator) {
    case 'in':
      return yesOrNo(values.includes(value));
    case 'not in':
      return yesOrNo(!values.includes(value));
    case 'contains':
      return yesOrNo(value.includes(values[0]));
    case 'starts with':
      return yesOrNo(value.startsWith(values[0]));
    default:
      return yesOrNo(value.endsWith(values[0]));
  }
}

function yesOrNo(holds: boolean): Match {
  return holds ? 'yes' : 'no';
}

function listTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  const expression = new RegExp(TOKENS);
  while (expression.lastIndex < end) {
    const found = expression.exec(text);
    if (!found) {
      return undefined;
    }
    tokens.push(tokenOf(found));
  }
  return tokens;
}

function tokenOf([, whole, has, sign, word, label, double, single]: (
  | string
  | undefined
)[]): Token {
  if (whole === 'all' || whole === 'global') {
    return { kind: 'whole', text: whole };
  }
  if (has !== undefined) {
    return { kind: 'has', text: has };
  }
  if (sign !== undefined) {
    return { kind: 'sign', text: sign };
  }
  if (word !== undefined) {
    return { kind: 'word', text: word.replace(/\s+/g, ' ') };
  }
  return label === undefined
    ? { kind: 'text', text: double ?? single ?? '' }
    : { kind: 'label', text: label };
}

/** By descent: `||` binds less than `&&`, and `!` more than both. Each step answers undefined where it finds no expression. */
class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Selector | undefined {
    const whole = this.parseChain('||');
    return this.next === this.tokens.length ? whole : undefined;
  }

  private parseChain(sign: '||' | '&&'): Selector | undefined {
    const parts: Selector[] = [];
    do {
      const part = sign === '||' ? this.parseChain('&&') : this.parseNegated();
      if (!part) {
        return undefined;
      }
      parts.push(part);
    } while (this.takeSign(sign));
    return parts.length === 1
      ? parts[0]
      : { kind: sign === '||' ? 'or' : 'and', parts };
  }

  private parseNegated(): Selector | undefined {
    let negated = false;
    while (this.takeSign('!')) {
      negated = !negated;
    }
    const part = this.parseOne();
    return part && negated ? { kind: 'not', part } : part;
  }

  private parseOne(): Selector | undefined {
    if (this.takeSign('(')) {
      this.depth += 1;
      const inner = this.depth > MAX_DEPTH ? undefined : this.parseChain('||');
      this.depth -= 1;
      return inner && this.takeSign(')') ? inner : undefined;
    }
    const token = this.take();
    switch (token?.kind) {
      case 'whole':
        return { kind: token.text };
      case 'has':
        return { kind: 'has', key: token.text };
      // A label may be called "in" or "contains".
      case 'word':
        return token.text.includes(' ')
          ? undefined
          : this.parseComparison(token.text);
      case 'label':
        return this.parseComparison(token.text);
      default:
        return undefined;
    }
  }

  private parseComparison(key: string): Selector | undefined {
    const token = this.take();
    const operator = comparisonOf(token);
    if (!operator) {
      return undefined;
    }
    const values =
      token?.kind === 'word' && /in$/.test(operator) && operator !== 'contains'
        ? this.parseSet()
        : this.parseText();
    return values && { kind: 'compare', key, operator, values };
  }

  private parseSet(): readonly string[] | undefined {
    if (!this.takeSign('{')) {
      return undefined;
    }
    const values: string[] = [];
    if (this.takeSign('}')) {
      return values;
    }
    do {
      const [value] = this.parseText() ?? [];
      if (value === undefined) {
        return undefined;
      }
      values.push(value);
    } while (this.takeSign(','));
    return this.takeSign('}') ? values : undefined;
  }

  private parseText(): readonly string[] | undefined {
    const token = this.take();
    return token?.kind === 'text' ? [token.text] : undefined;
  }

  private take(): Token | undefined {
    const token = this.tokens.at(this.next);
    this.next += 1;
    return token;
  }

  private takeSign(text: string): boolean {
    const token = this.tokens.at(this.next);
    const isThere = token?.kind === 'sign' && token.text === text;
    this.next += isThere ? 1 : 0;
    return isThere;
  }
}

function comparisonOf(token: Token | undefined): Comparison | undefined {
  switch (token?.text) {
    case '==':
      return token.kind === 'sign' ? 'in' : undefined;
    case '!=':
      return token.kind === 'sign' ? 'not in' : undefined;
    case 'in':
    case 'not in':
    case 'contains':
    case 'starts with':
    case 'ends with':
      return token.kind === 'word' ? token.text : undefined;
    default:
      return undefined;
  }
}

/** The expression that a text means; undefined: it is none. The empty text selects everything. */
export function parseSelector(text: string): Selector | undefined {
  if (text.trim() === '') {
    return { kind: 'all' };
  }
  const tokens = listTokens(text);
  return tokens && new Parser(tokens).parse();
}
