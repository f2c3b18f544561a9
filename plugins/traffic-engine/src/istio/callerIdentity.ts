/** Whether a rule holds; `maybe`: it asks for what is not known here. */
export type RuleMatch = 'yes' | 'no' | 'maybe';

/** Who calls, as the certificate of its proxy tells. */
export interface MeshIdentity {
  readonly namespace: string;
  /** undefined: not known. */
  readonly serviceAccount: string | undefined;
}

/** `anonymous`: it surely shows no certificate of the mesh. */
export type CallerIdentity = MeshIdentity | 'anonymous' | 'not-known';

/** The trust domains of the mesh, and whether they are what its configuration says. */
export interface TrustDomains {
  readonly trustDomains: readonly string[];
  readonly isTrustDomainSure: boolean;
}

/** The fields of an AuthorizationPolicy's source that go by who calls. */
export const IDENTITY_FIELDS: readonly string[] = [
  'principals',
  'namespaces',
  'serviceAccounts',
  'trustDomains',
];

/**
 * Whether a caller is one of those that a source names. Who shows no certificate satisfies none of the fields, `*` neither,
 * and so each of their negations.
 */
export function matchIdentity(
  field: string,
  values: readonly string[],
  asked: {
    caller: CallerIdentity;
    /** The namespace of the policy, in which short names of accounts lie. */
    policyNamespace: string;
    trust: TrustDomains;
  },
): RuleMatch {
  const { caller, policyNamespace, trust } = asked;
  if (!IDENTITY_FIELDS.includes(field) || caller === 'not-known') {
    return 'maybe';
  }
  if (caller === 'anonymous') {
    return 'no';
  }
  const { namespace, serviceAccount } = caller;
  switch (field) {
    case 'namespaces':
      return anyMatch(values.map(value => matchNamespace(value, namespace)));
    case 'trustDomains':
      return anyMatch(values.map(value => matchTrustDomain(value, trust)));
    case 'serviceAccounts':
      return anyMatch(
        values.map(value => {
          const [account, own = policyNamespace] = value.split('/').reverse();
          return own === namespace
            ? matchAccount(account, serviceAccount)
            : 'no';
        }),
      );
    default:
      return anyMatch(
        values.map(value => matchPrincipal(value, caller, trust)),
      );
  }
}

/** Of namespaces a `*` anywhere stands for any text (istiod makes an expression of it). */
function matchNamespace(pattern: string, namespace: string): RuleMatch {
  const [first, ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) {
    return first === namespace ? 'yes' : 'no';
  }
  let at = first.length;
  for (const part of others) {
    const found = namespace.indexOf(part, at);
    if (found < 0) {
      return 'no';
    }
    at = found + part.length;
  }
  return namespace.startsWith(first) &&
    namespace.endsWith(last) &&
    at + last.length <= namespace.length
    ? 'yes'
    : 'no';
}

function matchAccount(wanted: string, account: string | undefined): RuleMatch {
  if (account === undefined) {
    return 'maybe';
  }
  return wanted === account ? 'yes' : 'no';
}

function matchTrustDomain(value: string, trust: TrustDomains): RuleMatch {
  if (value === '*') {
    return 'yes';
  }
  const holds = trust.trustDomains.some(own => matchText(value, own) === 'yes');
  if (trust.isTrustDomainSure) {
    return holds ? 'yes' : 'no';
  }
  return holds ? 'yes' : 'maybe';
}

/** `trust-domain/ns/namespace/sa/account`; where the mesh's own trust domain is not known, another one may be it. */
function matchPrincipal(
  value: string,
  { namespace, serviceAccount }: MeshIdentity,
  trust: TrustDomains,
): RuleMatch {
  if (serviceAccount === undefined) {
    return value === '*' ? 'yes' : 'maybe';
  }
  const identity = `ns/${namespace}/sa/${serviceAccount}`;
  const holds = trust.trustDomains.some(
    own => matchText(value, `${own}/${identity}`) === 'yes',
  );
  if (holds) {
    return 'yes';
  }
  const slash = value.indexOf('/ns/');
  const isOtherDomain =
    !trust.isTrustDomainSure &&
    slash > 0 &&
    !trust.trustDomains.includes(value.slice(0, slash));
  return isOtherDomain && matchText(value.slice(slash + 1), identity) === 'yes'
    ? 'maybe'
    : 'no';
}

/** `*` for any that is there, `*suffix`, `prefix*`, or the whole text. */
export function matchText(pattern: string, text: string): 'yes' | 'no' {
  return holdsFor(pattern, text) ? 'yes' : 'no';
}

function holdsFor(pattern: string, text: string): boolean {
  if (pattern === '*') {
    return text !== '';
  }
  if (pattern.startsWith('*')) {
    return text.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*')
    ? text.startsWith(pattern.slice(0, -1))
    : pattern === text;
}

/** All must hold: one `no` decides. */
export function allMatch(parts: readonly RuleMatch[]): RuleMatch {
  if (parts.includes('no')) {
    return 'no';
  }
  return parts.includes('maybe') ? 'maybe' : 'yes';
}

/** One is enough: one `yes` decides. */
export function anyMatch(parts: readonly RuleMatch[]): RuleMatch {
  if (parts.includes('yes')) {
    return 'yes';
  }
  return parts.includes('maybe') ? 'maybe' : 'no';
}

export function notMatch(match: RuleMatch): RuleMatch {
  if (match === 'maybe') {
    return 'maybe';
  }
  return match === 'yes' ? 'no' : 'yes';
}
