import type {
  AuthorizationPolicy,
  AuthorizationRule,
} from '../../../istio/facts/authorizationPolicies';
import type { AskedRequest } from '../../../request/AskedRequest';
import { actionOf } from '../policies/securityPolicies';
import { authorityOf } from './matchHttp';
import { allOf, anyOf, notOf, toAnswer, type Answer } from './matchString';

/** What AuthorizationPolicies say of a request: `denied` and `allowed` are sure. */
export interface Authorization {
  readonly verdict: 'allowed' | 'denied' | 'not-known';
  /** The policy that decides, or that leaves it open. */
  readonly policy: AuthorizationPolicy | null;
}

/** What is known of who asks. */
export interface Caller {
  readonly request: AskedRequest;
  /** Whether the caller surely has no identity of the mesh: a client outside, without a certificate. */
  readonly isAnonymous: boolean;
}

/**
 * Asks policies in the order of proxies: CUSTOM leaves it to somebody else, a DENY that matches denies, and where there is
 * an ALLOW at all, one must match. What depends on addresses, tokens and identities is not known.
 */
export function authorize(
  policies: readonly AuthorizationPolicy[],
  caller: Caller,
): Authorization {
  const asked = policies.map(policy => ({
    policy,
    action: actionOf(policy),
    answer: anyOf(policy.spec.rules.map(rule => matchRule(rule, caller))),
  }));
  const of = (action: string) => asked.filter(item => item.action === action);
  const denied = of('DENY').find(({ answer }) => answer === 'yes');
  if (denied) {
    return { verdict: 'denied', policy: denied.policy };
  }
  const allows = of('ALLOW');
  if (allows.length > 0 && allows.every(({ answer }) => answer === 'no')) {
    return { verdict: 'denied', policy: allows[0].policy };
  }
  const open = [...of('CUSTOM'), ...of('DENY')].find(
    ({ answer, action }) =>
      answer === 'not-known' || (answer === 'yes' && action === 'CUSTOM'),
  );
  if (open) {
    return { verdict: 'not-known', policy: open.policy };
  }
  const isAllowed =
    allows.length === 0 || allows.some(({ answer }) => answer === 'yes');
  return isAllowed
    ? { verdict: 'allowed', policy: null }
    : { verdict: 'not-known', policy: allows[0].policy };
}

function matchRule(rule: AuthorizationRule, caller: Caller): Answer {
  return allOf([
    rule.from.length === 0
      ? 'yes'
      : anyOf(rule.from.map(({ source }) => matchSource(source, caller))),
    rule.to.length === 0
      ? 'yes'
      : anyOf(
          rule.to.map(({ operation }) => matchOperation(operation, caller)),
        ),
    ...rule.when.map(condition => matchCondition(condition, caller)),
  ]);
}

/** Whether the request carries what could be a token: only then may it have a principal. */
function carriesToken({ request }: Caller): boolean {
  return (
    Object.keys(request.headers).length > 0 &&
    ('authorization' in request.headers || 'cookie' in request.headers)
  );
}

function matchSource(
  source: AuthorizationRule['from'][number]['source'],
  caller: Caller,
): Answer {
  if (!source) {
    return 'yes';
  }
  const identity: Answer = caller.isAnonymous ? 'no' : 'not-known';
  const token: Answer = carriesToken(caller) ? 'not-known' : 'no';
  const known: Readonly<Record<string, Answer>> = {
    principals: identity,
    namespaces: identity,
    serviceAccounts: identity,
    trustDomains: identity,
    requestPrincipals: token,
    ipBlocks: 'not-known',
    remoteIpBlocks: 'not-known',
  };
  return allOf(
    Object.entries(source).flatMap(([field, values]) =>
      values.length === 0 ? [] : [answerOf(field, known)],
    ),
  );
}

/** A field or its `not…` twin. */
function answerOf(
  field: string,
  known: Readonly<Record<string, Answer>>,
): Answer {
  if (field in known) {
    return known[field];
  }
  const positive = field.slice('not'.length);
  const name = positive.charAt(0).toLowerCase() + positive.slice(1);
  return notOf(known[name] ?? 'not-known');
}

function matchOperation(
  operation: AuthorizationRule['to'][number]['operation'],
  { request }: Caller,
): Answer {
  if (!operation) {
    return 'yes';
  }
  const host = authorityOf(request).toLowerCase();
  const anyValue = (values: readonly string[], value: string) =>
    anyOf(values.map(pattern => matchPattern(pattern, value)));
  const parts: Answer[] = [];
  const add = (
    wanted: readonly string[],
    unwanted: readonly string[],
    test: (values: readonly string[]) => Answer,
  ) => {
    if (wanted.length > 0) {
      parts.push(test(wanted));
    }
    if (unwanted.length > 0) {
      parts.push(notOf(test(unwanted)));
    }
  };
  add(operation.methods, operation.notMethods, values =>
    anyValue(values, request.method),
  );
  add(operation.paths, operation.notPaths, values =>
    anyValue(values, request.path),
  );
  add(operation.hosts, operation.notHosts, values =>
    anyValue(
      values.map(value => value.toLowerCase()),
      host,
    ),
  );
  add(operation.ports, operation.notPorts, () => 'not-known');
  return allOf(parts);
}

function matchCondition(
  { key, values, notValues }: AuthorizationRule['when'][number],
  caller: Caller,
): Answer {
  const [, header] = /^request\.headers\[(.+)\]$/.exec(key) ?? [];
  const isOfToken = key.startsWith('request.auth.');
  const test = (patterns: readonly string[]): Answer => {
    if (header) {
      const value = caller.request.headers[header.toLowerCase()];
      return value === undefined
        ? 'no'
        : anyOf(patterns.map(pattern => matchPattern(pattern, value)));
    }
    return isOfToken && !carriesToken(caller) ? 'no' : 'not-known';
  };
  return allOf([
    ...(values.length > 0 ? [test(values)] : []),
    ...(notValues.length > 0 ? [notOf(test(notValues))] : []),
  ]);
}

/** `*` for any that is there, `a*`, `*a`, or the whole value; templates of paths (`{*}`) are not asked. */
function matchPattern(pattern: string, value: string): Answer {
  if (pattern.includes('{')) {
    return 'not-known';
  }
  if (pattern === '*') {
    return toAnswer(value !== '');
  }
  if (pattern.endsWith('*')) {
    return toAnswer(value.startsWith(pattern.slice(0, -1)));
  }
  return toAnswer(
    pattern.startsWith('*')
      ? value.endsWith(pattern.slice(1))
      : pattern === value,
  );
}
