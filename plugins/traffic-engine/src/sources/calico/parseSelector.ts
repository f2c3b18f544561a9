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

/** Signs, texts and, where an expression begins, what it begins with; a label where nothing else fits. Lines do not break. */
const SIGNS = String.raw`(&&|\|\||==|!=|[!(){},])|"([^"]*)"|'([^']*)'`;
const BEGINNING = new RegExp(
  String.raw`[ \t]*(?:${SIGNS}|(all|global)\([ \t]*\)|has\([ \t]*([\w./-]+)[ \t]*\)|([\w./-]{1,512}))`,
  'y',
);
/** After a label there is an operator, whatever follows it. */
const AFTER_LABEL = new RegExp(
  String.raw`[ \t]*(?:${SIGNS}|(contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in))`,
  'y',
);

type Token =
  | { readonly kind: 'whole'; readonly text: 'all' | 'global' }
  | {
      readonly kind: 'has' | 'sign' | 'operator' | 'label' | 'text';
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

/** The same about namespaces, where `all()` means whatever is in one (getEndpointSelector, libcalico-go). */
export function ofNamespaces(selector: Selector): Selector {
  switch (selector.kind) {
    case 'all':
      return { kind: 'not', part: { kind: 'global' } };
    case 'not':
      return { kind: 'not', part: ofNamespaces(selector.part) };
    case 'and':
    case 'or':
      return { ...selector, parts: selector.parts.map(ofNamespaces) };
    default:
      return selector;
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
  const end = text.replace(/[ \t]+$/, '').length;
  let next = 0;
  while (next < end) {
    const isAfterLabel = tokens.at(-1)?.kind === 'label';
    const expression = isAfterLabel ? AFTER_LABEL : BEGINNING;
    expression.lastIndex = next;
    const found = expression.exec(text);
    if (!found) {
      return undefined;
    }
    next = expression.lastIndex;
    const [, sign, double, single, ...words] = found;
    tokens.push(
      signOrText(sign, double ?? single) ??
        (isAfterLabel ? operatorOf(words[0]) : beginningOf(words)),
    );
  }
  return tokens;
}

function signOrText(
  sign: string | undefined,
  text: string | undefined,
): Token | undefined {
  if (sign !== undefined) {
    return { kind: 'sign', text: sign };
  }
  return text === undefined ? undefined : { kind: 'text', text };
}

/** `startswith` and `starts with` are one. */
function operatorOf(word: string): Token {
  return {
    kind: 'operator',
    text: word.replace(/^(starts|ends|not)[ \t]*/, '$1 '),
  };
}

function beginningOf([whole, has, label]: readonly (
  | string
  | undefined
)[]): Token {
  if (whole === 'all' || whole === 'global') {
    return { kind: 'whole', text: whole };
  }
  return has === undefined
    ? { kind: 'label', text: label ?? '' }
    : { kind: 'has', text: has };
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
      token?.kind === 'operator' && (operator === 'in' || operator === 'not in')
        ? this.parseSet()
        : this.parseText();
    return values && { kind: 'compare', key, operator, values };
  }

  private parseSet(): readonly string[] | undefined {
    if (!this.takeSign('{')) {
      return undefined;
    }
    const values: string[] = [];
    // A comma may stand before the end.
    do {
      if (this.takeSign('}')) {
        return values;
      }
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
      return token.kind === 'operator' ? token.text : undefined;
    default:
      return undefined;
  }
}

/** The expression that a text means; undefined: it is none. The empty text selects everything. */
export function parseSelector(text: string): Selector | undefined {
  const tokens = listTokens(text);
  return tokens?.length === 0
    ? { kind: 'all' }
    : tokens && new Parser(tokens).parse();
}
