import {
  enforcedAction,
  type AuthorizationPolicy,
  type AuthorizationRule,
} from '../../../istio/facts/authorizationPolicies';
import {
  matchIdentity,
  matchText,
  type CallerIdentity,
  type TrustDomains,
} from '../../../istio/callerIdentity';
import type { AskedRequest } from '../../../request/AskedRequest';
import { authorityOf } from './matchHttp';
import { allOf, anyOf, notOf, toAnswer, type Answer } from './matchString';

/** What AuthorizationPolicies say of a request: `denied` and `allowed` are sure. */
export interface Authorization {
  readonly verdict: 'allowed' | 'denied' | 'not-known';
  /** The policy that decides, or that leaves it open. */
  readonly policy: AuthorizationPolicy | null;
  /** Of a denial: the policy by which somebody else may answer before it (CUSTOM). */
  readonly before?: AuthorizationPolicy;
}

/** What is known of who asks. */
export interface Caller {
  readonly request: AskedRequest;
  /** `anonymous`: a client outside, without a certificate of the mesh. */
  readonly identity: CallerIdentity;
  readonly trust: TrustDomains;
  /** The names of external authorizers that the mesh has; undefined: not known. */
  readonly providers: readonly string[] | undefined;
  /** The server name of the TLS that ends here; `none` without TLS, `not-known` where it is the mesh's own. */
  readonly serverName: string | 'none' | 'not-known';
}

/**
 * Asks policies in the order of proxies: CUSTOM leaves it to somebody else (where the mesh has no such provider, it denies), a
 * DENY that matches denies, and where there is an ALLOW at all, one must match. What depends on addresses, tokens and identities
 * is not known.
 */
export function authorize(
  policies: readonly AuthorizationPolicy[],
  caller: Caller,
): Authorization {
  const asked = policies.map(policy => ({
    policy,
    action: actionFor(policy, caller),
    answer: anyOf(
      policy.spec.rules.map(rule =>
        matchRule(rule, { ...caller, policyNamespace: policy.ref.namespace }),
      ),
    ),
  }));
  const of = (action: string) => asked.filter(item => item.action === action);
  const custom = of('CUSTOM').find(({ answer }) => answer !== 'no');
  const before = custom && { before: custom.policy };
  const denied = of('DENY').find(({ answer }) => answer === 'yes');
  if (denied) {
    return { verdict: 'denied', policy: denied.policy, ...before };
  }
  const allows = of('ALLOW');
  if (allows.length > 0 && allows.every(({ answer }) => answer === 'no')) {
    return { verdict: 'denied', policy: allows[0].policy, ...before };
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

/** A provider that is not configured turns CUSTOM into a denial of what it matches (istiod, buildHTTP). */
function actionFor(
  policy: AuthorizationPolicy,
  { providers }: Caller,
): ReturnType<typeof enforcedAction> {
  const action = enforcedAction(policy);
  return action === 'CUSTOM' &&
    providers &&
    !providers.includes(policy.spec.provider?.name ?? '')
    ? 'DENY'
    : action;
}

/** The caller as one policy sees it: short names of accounts lie in its namespace. */
interface Asked extends Caller {
  readonly policyNamespace: string;
}

function matchRule(rule: AuthorizationRule, caller: Asked): Answer {
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
    'authorization' in request.headers ||
    'cookie' in request.headers ||
    // The query parameter in which a token is looked for as well.
    /(^|&)access_token=/.test(request.query)
  );
}

function matchSource(
  source: AuthorizationRule['from'][number]['source'],
  caller: Asked,
): Answer {
  return allOf(
    Object.entries(source ?? {}).flatMap(([field, values]) => {
      if (values.length === 0) {
        return [];
      }
      const isNegated = field.startsWith('not');
      const name = isNegated
        ? field.charAt(3).toLowerCase() + field.slice('not'.length + 1)
        : field;
      const answer = matchWho(name, values, caller);
      return [isNegated ? notOf(answer) : answer];
    }),
  );
}

function matchWho(
  field: string,
  values: readonly string[],
  caller: Asked,
): Answer {
  if (field === 'requestPrincipals') {
    return carriesToken(caller) ? 'not-known' : 'no';
  }
  const answer = matchIdentity(field, values, {
    ...caller,
    caller: caller.identity,
  });
  return answer === 'maybe' ? 'not-known' : answer;
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
    anyOf(values.map(value => matchPathPattern(value, request.path))),
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
  caller: Asked,
): Answer {
  const test = (patterns: readonly string[]) =>
    matchAttribute(key, patterns, caller);
  return allOf([
    ...(values.length > 0 ? [test(values)] : []),
    ...(notValues.length > 0 ? [notOf(test(notValues))] : []),
  ]);
}

function matchAttribute(
  key: string,
  patterns: readonly string[],
  caller: Asked,
): Answer {
  const ofText = (text: string | undefined) =>
    text === undefined
      ? 'no'
      : anyOf(patterns.map(pattern => matchPattern(pattern, text)));
  const [, header] = /^request\.headers\[(.+)\]$/.exec(key) ?? [];
  if (header) {
    return ofText(caller.request.headers[header.toLowerCase()]);
  }
  if (key.startsWith('request.auth.')) {
    return carriesToken(caller) ? 'not-known' : 'no';
  }
  switch (key) {
    case 'source.namespace':
      return matchWho('namespaces', patterns, caller);
    case 'source.principal':
      return matchWho('principals', patterns, caller);
    case 'connection.sni':
      if (caller.serverName === 'not-known') {
        return 'not-known';
      }
      return ofText(
        caller.serverName === 'none' ? undefined : caller.serverName,
      );
    default:
      return 'not-known';
  }
}

/** `*` for any that is there, `*a`, `a*`, or the whole value. */
function matchPattern(pattern: string, value: string): Answer {
  return matchText(pattern, value);
}

/**
 * The same of paths, or a template: `{*}` is one element, `{**}` the rest of the path, elements or none
 * (Operation.paths; Envoy's URI templates).
 */
function matchPathPattern(pattern: string, path: string): Answer {
  if (!pattern.includes('{')) {
    return matchPattern(pattern, path);
  }
  const parts = pattern.split(/(\{\*\*?\})/);
  if (parts.some((part, index) => index % 2 === 0 && /[{}*]/.test(part))) {
    return 'not-known';
  }
  const expression = parts
    .map((part, index) => {
      if (index % 2 === 0) {
        return part.replace(/[.+?^$()|[\]\\]/g, '\\$&');
      }
      return part === '{*}' ? '[^/]+' : '.*';
    })
    .join('');
  return toAnswer(new RegExp(`^${expression}$`).test(path));
}
