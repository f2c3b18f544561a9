import type { Matcher, MatcherCall, Rule, RuleSyntax } from './Rule';
import { RuleSyntaxError } from './scanRule';
import { compileTemplate } from './template';

type Call = Parameters<RuleSyntax['build']>[0];

/** A matcher of v2 in those of v3. */
type Meaning = (call: Call) => Rule;

function match(
  { at }: Call,
  matcher: Matcher,
  ...values: readonly string[]
): MatcherCall {
  return { kind: 'match', matcher, values, at };
}

/** Matchers of v2 take any number of values, and at least one. */
function join(kind: 'and' | 'or', call: Call, rules: readonly Rule[]): Rule {
  const [first, ...rest] = rules;
  if (!first) {
    throw new RuleSyntaxError(call.at, `${call.name} has no value`);
  }
  return rest.reduce((left, right) => ({ kind, left, right }), first);
}

/** One of the values is enough. */
function any(matcher: Matcher): Meaning {
  return call =>
    join(
      'or',
      call,
      call.values.map(value => match(call, matcher, value)),
    );
}

/** Names and values in turn, all of which have to hold. */
function pairs(matcher: Matcher): Meaning {
  return call =>
    join(
      'and',
      call,
      inPairs(call, call.values).map(pair => match(call, matcher, ...pair)),
    );
}

function inPairs(
  { at, name }: Call,
  values: readonly string[],
): readonly (readonly [string, string])[] {
  if (values.length % 2 !== 0) {
    throw new RuleSyntaxError(at, `${name} takes pairs of a name and a value`);
  }
  return values.flatMap((value, index) =>
    index % 2 === 0 ? [[value, values[index + 1]] as const] : [],
  );
}

/** A star is no wildcard in the hosts of v2: such a host is that text itself, which no request has. */
const host: Meaning = call =>
  join(
    'or',
    call,
    call.values.map(value =>
      value.startsWith('*')
        ? match(call, 'HostRegexp', compile(call, value, 'host').pattern)
        : match(call, 'Host', value),
    ),
  );

/** Patterns in braces, which make a regular expression of the whole: `{name:[a-z]+}.example.com`. */
function templates(matcher: 'HostRegexp' | 'HostSNIRegexp'): Meaning {
  return call =>
    join(
      'or',
      call,
      call.values.map(value =>
        match(call, matcher, compile(call, value, 'host').pattern),
      ),
    );
}

function path(matcher: 'Path' | 'PathPrefix'): Meaning {
  return call =>
    join(
      'or',
      call,
      call.values.map(value => {
        const { isPlain, pattern } = compile(
          call,
          value,
          matcher === 'Path' ? 'path' : 'prefix',
        );
        return isPlain || !value.startsWith('/')
          ? match(call, matcher, value)
          : match(call, 'PathRegexp', pattern);
      }),
    );
}

/** `name=value`, where no value stands for any; only the first value that a request has of a name is asked. */
const query: Meaning = call =>
  join(
    'and',
    call,
    inPairs(
      call,
      call.values.flatMap(text => {
        const sign = text.indexOf('=');
        return sign < 0 ? [text] : [text.slice(0, sign), text.slice(sign + 1)];
      }),
    ).map(([name, value]) => {
      const { isPlain, pattern } = compile(call, value, 'query');
      return isPlain && value !== ''
        ? { ...match(call, 'Query', name, value), isFirstOnly: true }
        : { ...match(call, 'QueryRegexp', name, pattern), isFirstOnly: true };
    }),
  );

function compile(
  { at }: Call,
  value: string,
  kind: Parameters<typeof compileTemplate>[1],
) {
  const compiled = compileTemplate(value, kind);
  if (!compiled) {
    throw new RuleSyntaxError(at, `the braces of ${value} are not whole`);
  }
  return compiled;
}

function syntaxOf(meanings: Readonly<Record<string, Meaning>>): RuleSyntax {
  return {
    matchers: Object.keys(meanings),
    build: call => meanings[call.name](call),
  };
}

/** The matchers of Traefik v2, which v3 reads where a rule or the installation asks for them. */
export const HTTP_V2 = syntaxOf({
  Host: host,
  HostHeader: host,
  HostRegexp: templates('HostRegexp'),
  ClientIP: any('ClientIP'),
  Path: path('Path'),
  PathPrefix: path('PathPrefix'),
  Method: any('Method'),
  Headers: pairs('Header'),
  HeadersRegexp: pairs('HeaderRegexp'),
  Query: query,
});

/** A star is all names, and no part of one. */
const serverName: Meaning = call => {
  const wrong = call.values.find(value => value !== '*' && value.includes('*'));
  if (wrong !== undefined) {
    throw new RuleSyntaxError(call.at, `${wrong} is no server name`);
  }
  return any('HostSNI')(call);
};

export const TCP_V2 = syntaxOf({
  HostSNI: serverName,
  HostSNIRegexp: templates('HostSNIRegexp'),
  ALPN: any('ALPN'),
  ClientIP: any('ClientIP'),
});
