import type { AuthorizationRule } from '../../istio/facts/authorizationPolicies';
import type { MeshMembership } from '../../istio/meshMembership';
import type { Connection } from '../../model/drafts';

/** Whether a rule holds for a connection; `maybe`: it asks for what only a request or an address tells. */
export type RuleMatch = 'yes' | 'no' | 'maybe';

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
}

const TRUST_DOMAIN = 'cluster.local';

/** A rule holds when one source, one operation and all conditions do; a part that is absent holds. */
export function matchAuthorization(
  { from, to, when }: AuthorizationRule,
  question: AuthorizationQuestion,
): RuleMatch {
  return all([
    from.length === 0
      ? 'yes'
      : any(from.map(({ source }) => matchSource(source ?? {}, question))),
    to.length === 0
      ? 'yes'
      : any(
          to.map(({ operation }) => matchOperation(operation ?? {}, question)),
        ),
    ...when.map(condition => matchCondition(condition, question)),
  ]);
}

type Fields = { readonly [field: string]: readonly string[] | undefined };

function matchSource(
  source: Fields,
  question: AuthorizationQuestion,
): RuleMatch {
  return all(
    Object.entries(source).map(([field, values = []]) => {
      if (values.length === 0) {
        return 'yes';
      }
      const negated = field.startsWith('not');
      const name = negated
        ? field.charAt(3).toLowerCase() + field.slice(4)
        : field;
      const matched = matchIdentity(name, values, question);
      return negated ? not(matched) : matched;
    }),
  );
}

function matchIdentity(
  field: string,
  values: readonly string[],
  { caller, policyNamespace }: AuthorizationQuestion,
): RuleMatch {
  const known = ['principals', 'namespaces', 'serviceAccounts'];
  if (!known.includes(field) || !caller || caller.membership === 'unknown') {
    return 'maybe';
  }
  if (caller.membership === 'none') {
    return 'no';
  }
  const { namespace, serviceAccount } = caller;
  switch (field) {
    case 'namespaces':
      return any(values.map(value => matchText(value, namespace)));
    case 'serviceAccounts':
      return any(
        values.map(value => {
          const [account, own = policyNamespace] = value.split('/').reverse();
          return own === namespace
            ? matchAccount(account, serviceAccount)
            : 'no';
        }),
      );
    default:
      return any(
        values.map(value =>
          matchPrincipal(value, { namespace, serviceAccount }),
        ),
      );
  }
}

function matchAccount(wanted: string, account: string | undefined): RuleMatch {
  if (account === undefined) {
    return 'maybe';
  }
  return wanted === account ? 'yes' : 'no';
}

/** `trust-domain/ns/namespace/sa/account`; a trust domain other than the default one may be the mesh's own. */
function matchPrincipal(
  value: string,
  { namespace, serviceAccount }: Pick<Caller, 'namespace' | 'serviceAccount'>,
): RuleMatch {
  const identity = (account: string) => `ns/${namespace}/sa/${account}`;
  if (serviceAccount === undefined) {
    return value === '*' ? 'yes' : 'maybe';
  }
  const whole = `${TRUST_DOMAIN}/${identity(serviceAccount)}`;
  if (matchText(value, whole) === 'yes') {
    return 'yes';
  }
  const slash = value.indexOf('/ns/');
  const isOtherDomain = slash > 0 && value.slice(0, slash) !== TRUST_DOMAIN;
  return isOtherDomain &&
    matchText(value.slice(slash + 1), identity(serviceAccount)) === 'yes'
    ? 'maybe'
    : 'no';
}

function matchOperation(
  operation: Fields,
  question: AuthorizationQuestion,
): RuleMatch {
  return all(
    Object.entries(operation).map(([field, values = []]) => {
      if (values.length === 0) {
        return 'yes';
      }
      switch (field) {
        case 'ports':
          return matchPorts(values, question.port);
        case 'notPorts':
          return not(matchPorts(values, question.port));
        default:
          return 'maybe';
      }
    }),
  );
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
        return matchIdentity('namespaces', wanted, question);
      case 'source.principal':
        return matchIdentity('principals', wanted, question);
      case 'destination.port':
        return matchPorts(wanted, question.port);
      default:
        return 'maybe';
    }
  };
  return all([
    values.length === 0 ? 'yes' : ask(values),
    notValues.length === 0 ? 'yes' : not(ask(notValues)),
  ]);
}

/** Exact, `prefix*`, `*suffix`, or `*` for any that is there. */
function matchText(pattern: string, text: string): 'yes' | 'no' {
  const holds =
    pattern === '*' ||
    (pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1))) ||
    (pattern.startsWith('*') && text.endsWith(pattern.slice(1))) ||
    pattern === text;
  return holds ? 'yes' : 'no';
}

function all(parts: readonly RuleMatch[]): RuleMatch {
  if (parts.includes('no')) {
    return 'no';
  }
  return parts.includes('maybe') ? 'maybe' : 'yes';
}

function any(parts: readonly RuleMatch[]): RuleMatch {
  if (parts.includes('yes')) {
    return 'yes';
  }
  return parts.includes('maybe') ? 'maybe' : 'no';
}

function not(match: RuleMatch): RuleMatch {
  if (match === 'maybe') {
    return 'maybe';
  }
  return match === 'yes' ? 'no' : 'yes';
}
