import type {
  AuthorizationRule,
  enforcedAction,
} from '../../istio/facts/authorizationPolicies';
import {
  allMatch,
  anyMatch,
  IDENTITY_FIELDS,
  matchIdentity,
  matchText,
  notMatch,
  type CallerIdentity,
  type RuleMatch,
  type TrustDomains,
} from '../../istio/callerIdentity';
import type { MeshMembership } from '../../istio/meshMembership';
import type { Connection } from '../../model/drafts';

export type { RuleMatch };

/** Who calls, as the certificate of its proxy tells. */
export interface Caller {
  readonly namespace: string;
  /** undefined: not known. */
  readonly serviceAccount: string | undefined;
  readonly membership: MeshMembership;
}

export interface AuthorizationQuestion {
  /** null: an address, which may be anybody's. */
  readonly caller: Caller | null;
  readonly port: Connection['port'];
  /** The namespace of the policy, in which short names of accounts lie. */
  readonly policyNamespace: string;
  readonly trust: TrustDomains;
  /**
   * What enforces it: a proxy that sees requests, one that here sees connections alone, or ztunnel, which never sees more. To
   * the latter two a rule that asks for a request never allows, and denies by the rest of what it asks.
   */
  readonly enforcer: 'requests' | 'connections' | 'ztunnel';
  readonly action: ReturnType<typeof enforcedAction>;
  /** The host that is called through a gateway or waypoint; null: not known. */
  readonly host: string | null;
}

/** A rule holds when one source, one operation and all conditions do; a part that is absent holds. */
export function matchAuthorization(
  { from, to, when }: AuthorizationRule,
  question: AuthorizationQuestion,
): RuleMatch {
  return allMatch([
    from.length === 0
      ? 'yes'
      : anyMatch(from.map(({ source }) => matchSource(source ?? {}, question))),
    to.length === 0
      ? 'yes'
      : anyMatch(
          to.map(({ operation }) => matchOperation(operation ?? {}, question)),
        ),
    ...when.map(condition => matchCondition(condition, question)),
  ]);
}

type Fields = { readonly [field: string]: readonly string[] | undefined };

/**
 * What a condition about the request comes to. Where requests are not seen, an ALLOW that has one is left out, and of others
 * only the condition is: they hold more often (istiod, Model.Generate).
 */
function ofRequest({ enforcer, action }: AuthorizationQuestion): RuleMatch {
  if (enforcer === 'requests') {
    return 'maybe';
  }
  return action === 'ALLOW' ? 'no' : 'yes';
}

function identityOf({ caller }: AuthorizationQuestion): CallerIdentity {
  if (!caller || caller.membership === 'unknown') {
    return 'not-known';
  }
  return caller.membership === 'none' ? 'anonymous' : caller;
}

function matchWho(
  field: string,
  values: readonly string[],
  question: AuthorizationQuestion,
): RuleMatch {
  return matchIdentity(field, values, {
    ...question,
    caller: identityOf(question),
  });
}

const OF_ADDRESSES: readonly string[] = ['ipBlocks'];

function matchSource(
  source: Fields,
  question: AuthorizationQuestion,
): RuleMatch {
  return allMatch(
    Object.entries(source).map(([field, values = []]) => {
      if (values.length === 0) {
        return 'yes';
      }
      const { name, isNegated } = positive(field);
      if (!IDENTITY_FIELDS.includes(name)) {
        return OF_ADDRESSES.includes(name) ? 'maybe' : ofRequest(question);
      }
      const matched = matchWho(name, values, question);
      return isNegated ? notMatch(matched) : matched;
    }),
  );
}

/** A field, or what its `not…` twin negates. */
function positive(field: string): { name: string; isNegated: boolean } {
  return field.startsWith('not')
    ? {
        name: field.charAt(3).toLowerCase() + field.slice(4),
        isNegated: true,
      }
    : { name: field, isNegated: false };
}

function matchOperation(
  operation: Fields,
  question: AuthorizationQuestion,
): RuleMatch {
  return allMatch(
    Object.entries(operation).map(([field, values = []]) => {
      if (values.length === 0) {
        return 'yes';
      }
      const { name, isNegated } = positive(field);
      if (name === 'ports') {
        const matched = matchPorts(values, question.port);
        return isNegated ? notMatch(matched) : matched;
      }
      if (
        name === 'hosts' &&
        question.host !== null &&
        question.enforcer === 'requests'
      ) {
        const matched = matchHosts(values, question.host);
        return isNegated ? notMatch(matched) : matched;
      }
      return ofRequest(question);
    }),
  );
}

/** The Host header is the name that is called, with or without the port. */
function matchHosts(values: readonly string[], host: string): RuleMatch {
  const matched = anyMatch(
    values.map(value => matchText(value.toLowerCase(), host)),
  );
  const isWithPort = values.some(value =>
    value.toLowerCase().startsWith(`${host}:`),
  );
  return matched === 'no' && isWithPort ? 'maybe' : matched;
}

function matchPorts(
  values: readonly string[],
  port: Connection['port'],
): RuleMatch {
  if (typeof port === 'number') {
    return values.includes(String(port)) ? 'yes' : 'no';
  }
  return port === null ||
    values.some(value => Number(value) >= port.from && Number(value) <= port.to)
    ? 'maybe'
    : 'no';
}

const CONNECTION_KEYS: readonly string[] = [
  'source.namespace',
  'source.principal',
  'source.ip',
  'destination.ip',
  'destination.port',
];

/** TLS that a gateway or waypoint passes on names the host that is called. */
function matchServerName(
  values: readonly string[],
  { host, enforcer }: AuthorizationQuestion,
): RuleMatch {
  return host !== null && enforcer === 'connections'
    ? anyMatch(values.map(value => matchText(value.toLowerCase(), host)))
    : 'maybe';
}

function matchCondition(
  {
    key,
    values,
    notValues,
  }: { key: string; values: readonly string[]; notValues: readonly string[] },
  question: AuthorizationQuestion,
): RuleMatch {
  const ask = (wanted: readonly string[]): RuleMatch => {
    switch (key) {
      case 'source.namespace':
        return matchWho('namespaces', wanted, question);
      case 'source.principal':
        return matchWho('principals', wanted, question);
      case 'destination.port':
        return matchPorts(wanted, question.port);
      case 'connection.sni':
        return matchServerName(wanted, question);
      default:
        return 'maybe';
    }
  };
  const isKnown =
    CONNECTION_KEYS.includes(key) ||
    (key === 'connection.sni' && question.enforcer !== 'ztunnel');
  if (!isKnown) {
    return ofRequest(question);
  }
  return allMatch([
    values.length === 0 ? 'yes' : ask(values),
    notValues.length === 0 ? 'yes' : notMatch(ask(notValues)),
  ]);
}
