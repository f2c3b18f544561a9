import type { NamespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { matchRanges } from '../../egress/ruleTables/peers';
import type { RulePeer } from '../../egress/ruleTables/RuleTable';
import { allMatch, anyMatch, type Match } from '../../match/Match';
import type { FieldProblem } from '../../match/readLabelSelector';
import type { ConnectionEnd } from '../../model/drafts';
import { isRecord, type UnknownRecord } from '../../snapshot/read';
import { matchDomain } from './domains';
import { matchSets, readNets, type NetworkSets } from './networkSets';
import {
  matchSelector,
  negate,
  parseSelector,
  selectorKeys,
  ofNamespaces,
  type Selector,
  type SelectorSubject,
} from './parseSelector';
import { accountSubject, namespaceSubject, podSubject } from './subjects';

/** What is wrong with a field is an error; one that is only not interpreted is a warning. */
export type Reported = FieldProblem & { readonly severity?: 'warning' };

/** What a policy's parts are read with. */
export interface Context {
  /** null: the policy is global. */
  readonly namespace: string | null;
  readonly labels: NamespaceLabels;
  readonly sets: NetworkSets;
  readonly report: (problem: Reported) => void;
  /** Takes the labels of pods that a selector looks at. */
  readonly mention: (keys: readonly string[]) => void;
}

/** One part of a peer, all of which an end has to satisfy. */
type Part = (end: ConnectionEnd) => Match;

/** What is in no namespace has none of its labels, which some expressions ask for (`env != 'prod'`). */
const IN_NO_NAMESPACE: SelectorSubject = {
  namespaced: false,
  labelOf: () => undefined,
};

const OPEN: Part = () => 'policy-not-readable';
const KNOWN: ReadonlySet<string> = new Set([
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'ports',
  'notPorts',
  'domains',
  'serviceAccounts',
]);

/** The other end of a rule (docs.tigera.io, EntityRule): null where it names none, and any is meant. */
export function parsePeer(
  entity: UnknownRecord,
  path: string,
  context: Context,
): RulePeer | null {
  const parts = [
    ...readRanges(entity, path, context),
    ...readSelectors(entity, path, context),
    ...readDomains(entity, path, context),
    ...Object.keys(entity)
      .filter(field => !KNOWN.has(field) && entity[field] !== null)
      .map(field => {
        context.report({
          path: `${path}.${field}`,
          severity: 'warning',
          message: `Seen, not interpreted: ${field} of a rule.`,
        });
        return OPEN;
      }),
  ];
  return parts.length === 0
    ? null
    : { path, matches: end => allMatch(parts.map(part => part(end))) };
}

/** A field that holds a selector; an unreadable one is a stated problem and leaves open what it selects. */
export function readSelector(
  holder: UnknownRecord,
  field: string,
  path: string,
  { report }: Pick<Context, 'report'>,
): Selector | 'unreadable' | undefined {
  const text = holder[field];
  if (text === undefined || text === null || text === '') {
    return undefined;
  }
  const selector = typeof text === 'string' ? parseSelector(text) : undefined;
  if (!selector) {
    report({
      path: `${path}.${field}`,
      message: `The ${field} is no expression of Calico such as app == 'shop'.`,
    });
  }
  return selector ?? 'unreadable';
}

function readRanges(
  entity: UnknownRecord,
  path: string,
  { report }: Context,
): readonly Part[] {
  return (['nets', 'notNets'] as const).flatMap((field): Part[] => {
    const list = entity[field] ?? [];
    const nets = Array.isArray(list) ? readNets(list) : undefined;
    if (!nets?.allRead) {
      report({
        path: `${path}.${field}`,
        message: `The ${field} are no list of ranges such as 10.0.0.0/8.`,
      });
      return [OPEN];
    }
    const { ranges } = nets;
    if (ranges.length === 0) {
      return [];
    }
    return [
      field === 'nets'
        ? end => matchRanges(end, ranges)
        : end => negate(matchRanges(end, ranges)),
    ];
  });
}

function readSelectors(
  entity: UnknownRecord,
  path: string,
  context: Context,
): readonly Part[] {
  const { namespace, labels, sets } = context;
  const selector = readSelector(entity, 'selector', path, context);
  const not = readSelector(entity, 'notSelector', path, context);
  const chosen = readSelector(entity, 'namespaceSelector', path, context);
  const where =
    chosen && chosen !== 'unreadable' ? ofNamespaces(chosen) : chosen;
  const accounts = readAccounts(entity, path, context);
  if (
    selector === 'unreadable' ||
    not === 'unreadable' ||
    where === 'unreadable'
  ) {
    return [OPEN];
  }
  if (!selector && !not && !where && !accounts) {
    return [];
  }
  context.mention(
    [selector, not].flatMap(each => (each ? selectorKeys(each) : [])),
  );
  /** Whether something of a namespace, or of none, is in the scope of the selectors. */
  const inScope = (own: string | null): Match =>
    where
      ? matchSelector(
          where,
          own === null ? IN_NO_NAMESPACE : namespaceSubject(own, labels),
        )
      : yesOrNo(namespace === null || namespace === own);
  const isScoped = where !== undefined || namespace !== null;
  const podPart = (pod: PodEnd): Match => {
    const subject = podSubject(pod, labels);
    return allMatch([
      inScope(pod.namespace),
      selector ? matchSelector(selector, subject) : 'yes',
      not ? negate(matchSelector(not, subject)) : 'yes',
      accounts ? accounts(pod) : 'yes',
    ]);
  };
  const outsidePart = (end: ConnectionEnd): Match =>
    allMatch([
      accounts ? 'no' : 'yes',
      selector || isScoped
        ? matchSets(sets, end, set =>
            allMatch([
              inScope(set.namespace),
              selector ? matchSelector(selector, set) : 'yes',
            ]),
          )
        : 'yes',
      not
        ? negate(matchSets(sets, end, set => matchSelector(not, set)))
        : 'yes',
    ]);
  const anyPodPart = (): Match =>
    !not &&
    !accounts &&
    (selector === undefined || selector.kind === 'all') &&
    (chosen === undefined
      ? namespace === null
      : chosen !== 'unreadable' && chosen.kind === 'all')
      ? 'yes'
      : 'depends-on-peer';
  return [
    end => {
      if (end.kind === 'any-pod') {
        return anyPodPart();
      }
      if (end.kind !== 'pod') {
        return outsidePart(end);
      }
      // Selectors mean a node, and what is on its network, by its HostEndpoint alone.
      if (end.hostNetwork) {
        return sets.areHostsSeen && end.ips.length > 0
          ? outsidePart(end)
          : 'depends-on-cni';
      }
      return anyMatch([
        podPart(end),
        not && !selector && !isScoped ? 'no' : setOfPod(end),
      ]);
    },
  ];

  /** A set may hold the addresses of pods, too. */
  function setOfPod(pod: PodEnd): Match {
    return (sets.all.length === 0 && !sets.notKnown) || pod.ips.length === 0
      ? 'no'
      : outsidePart(pod);
  }
}

function readAccounts(
  entity: UnknownRecord,
  path: string,
  context: Context,
): ((pod: PodEnd) => Match) | undefined {
  const { serviceAccounts } = entity;
  if (serviceAccounts === undefined || serviceAccounts === null) {
    return undefined;
  }
  const names = isRecord(serviceAccounts) ? serviceAccounts.names ?? [] : null;
  const selector = isRecord(serviceAccounts)
    ? readSelector(
        serviceAccounts,
        'selector',
        `${path}.serviceAccounts`,
        context,
      )
    : 'unreadable';
  if (!Array.isArray(names) || selector === 'unreadable') {
    return OPEN;
  }
  return pod =>
    allMatch([
      names.length === 0 ? 'yes' : matchName(names, pod.serviceAccount),
      selector ? matchSelector(selector, accountSubject(pod)) : 'yes',
    ]);
}

function matchName(
  names: readonly unknown[],
  account: string | undefined,
): Match {
  return account === undefined
    ? 'kind-not-known'
    : yesOrNo(names.includes(account));
}

function readDomains(
  entity: UnknownRecord,
  path: string,
  { report }: Context,
): readonly Part[] {
  const domains = entity.domains ?? [];
  if (!Array.isArray(domains)) {
    report({ path: `${path}.domains`, message: 'Domains must be a list.' });
    return [OPEN];
  }
  if (domains.length === 0) {
    return [];
  }
  return [
    end =>
      anyMatch(
        domains.map(domain =>
          typeof domain === 'string'
            ? matchDomain(domain, end)
            : 'policy-not-readable',
        ),
      ),
  ];
}

function yesOrNo(holds: boolean): Match {
  return holds ? 'yes' : 'no';
}
