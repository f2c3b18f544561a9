import { notKnownIn } from '../../egress/ruleTables/notKnownIn';
import { createRuleJudge } from '../../egress/ruleTables/ruleTableJudge';
import type {
  Direction,
  RuleTable,
  TablePolicy,
  TableRule,
} from '../../egress/ruleTables/RuleTable';
import type { ConnectionJudge, LayerAnswer, Outcome } from '../../model/drafts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID, TIERS } from './kinds';
import { notKnownOf } from './networkSets';
import type { Action, CalicoPolicy, CalicoRule } from './parsePolicy';
import { calicoPolicies, POLICY_KINDS } from './policies';
import { DEFAULT_TIER, tierPlaces, type TierPlace } from './tiers';

const CLOSING_LAYER = 'calico-default-deny';
/** The order that Calico gives Kubernetes' NetworkPolicies in the default tier. */
const NETWORK_POLICY_ORDER = 1000;
/** Places in the chain of Kubernetes: around NetworkPolicy (20) and the administrators' baseline (30). */
const PLACES = {
  first: 12,
  before: 13,
  default: 14,
  closing: 24,
  after: 26,
  afterBaseline: 31,
} as const;
/** The order of the tier in which Calico keeps the baseline of administrators. */
const BASELINE_ORDER = 10_000_000;

const CLOSING_PATH = {
  egress: 'spec.egress',
  ingress: 'spec.ingress',
} as const;

/** What a rule does at one place of the chain; several: in this order. */
type Acts = (
  rule: CalicoRule,
  policy: CalicoPolicy,
) => readonly { readonly action: Outcome; readonly isOpen: boolean }[];

const OUTCOMES: Readonly<Record<Action, Outcome>> = {
  Allow: 'allow',
  Deny: 'deny',
  Pass: 'pass',
  unknown: 'deny',
};

const actsPlainly: Acts = ({ action }) =>
  action === 'unknown'
    ? [
        { action: 'allow', isOpen: true },
        { action: 'deny', isOpen: true },
      ]
    : [{ action: OUTCOMES[action], isOpen: false }];

/**
 * What the default tier does before NetworkPolicy has its say: a denial that stands after it only ends the search, for
 * NetworkPolicy may allow. A Pass skips NetworkPolicy, which a chain cannot, so what it leads to is open.
 */
const actsBefore: Acts = (rule, policy) => {
  switch (rule.action) {
    case 'Pass':
      return [
        { action: 'allow', isOpen: true },
        { action: 'pass', isOpen: false },
      ];
    case 'Deny':
      return [
        {
          action: policy.order > NETWORK_POLICY_ORDER ? 'pass' : 'deny',
          isOpen: false,
        },
      ];
    default:
      return actsPlainly(rule, policy);
  }
};

/**
 * One judge per tier, which denies at its end what it closes. The default tier is asked twice, because NetworkPolicies are in
 * its midst and their own judge denies what none of them allows: before them for what it allows, after them for the rest.
 */
export function createJudges(
  snapshot: ClusterSnapshot,
): readonly ConnectionJudge[] {
  const { tiers, labelKeys } = snapshot.index(calicoPolicies);
  const openIn = notKnownIn(snapshot, [...POLICY_KINDS, ...TIERS]);
  const tableOf = (
    order: number,
    policies: readonly TablePolicy[],
  ): RuleTable => ({
    source: SOURCE_ID,
    layer: SOURCE_ID,
    chain: { id: 'kubernetes', order },
    policies,
    labelKeys,
    notKnownIn: () => null,
  });
  // One judge says for all tiers where policies are not seen: of all, or of some namespaces.
  const notSeen = createRuleJudge({
    ...tableOf(PLACES.first, []),
    notKnownIn: openIn,
  });
  if (notKnownOf(snapshot, [...POLICY_KINDS, ...TIERS])) {
    return [notSeen];
  }
  const ownPlace = tiers.findIndex(({ place }) => place.name === DEFAULT_TIER);
  const defaultOrder = snapshot.index(tierPlaces)(DEFAULT_TIER).order;
  const judges = tiers.flatMap(({ place, policies }, index) => {
    if (place.name === DEFAULT_TIER) {
      return [
        nameAnswers(
          createRuleJudge(
            tableOf(PLACES.default, toTable(policies, place, actsBefore)),
          ),
          answer =>
            answer.code === 'not-isolated' ? { ...answer, rules: [] } : answer,
        ),
        nameClosing(
          createRuleJudge(
            tableOf(PLACES.closing, [
              ...toTable(policies, place, actsPlainly),
              ...closingOf(policies, place),
            ]),
          ),
          CLOSING_LAYER,
        ),
      ];
    }
    const isBefore =
      ownPlace < 0 ? place.order <= defaultOrder : index < ownPlace;
    const base = isBefore ? PLACES.before : placeAfter(place);
    return [
      nameClosing(
        createRuleJudge(
          tableOf(base + index / tiers.length, [
            ...toTable(policies, place, actsPlainly),
            ...closingOf(policies, place),
          ]),
        ),
        SOURCE_ID,
      ),
    ];
  });
  return [notSeen, ...judges];
}

function placeAfter({ order }: TierPlace): number {
  return order > BASELINE_ORDER ? PLACES.afterBaseline : PLACES.after;
}

function toTable(
  policies: readonly CalicoPolicy[],
  place: TierPlace,
  acts: Acts,
): readonly TablePolicy[] {
  return policies.map(policy => {
    const rulesOf = (direction: Direction): TableRule[] =>
      policy.covers[direction]
        ? policy.rules[direction].flatMap(rule =>
            acts(rule, policy).map(({ action, isOpen }) => ({
              action,
              provenance: at(SOURCE_ID, policy.ref)(rule.path),
              ports: rule.ports,
              peers: rule.peers,
              ...(isOpen ? { doubt: 'policy-not-readable' } : {}),
              ...(rule.doubt ? { doubt: rule.doubt } : {}),
            })),
          )
        : [];
    return tablePolicy(policy, place, rulesOf);
  });
}

/** At the end of a tier: who is selected there for a direction, and whom no rule meant. */
function closingOf(
  policies: readonly CalicoPolicy[],
  place: TierPlace,
): readonly TablePolicy[] {
  return place.closes
    ? policies.map(policy =>
        tablePolicy(policy, place, direction =>
          policy.covers[direction]
            ? [
                {
                  action: 'deny',
                  provenance: at(
                    SOURCE_ID,
                    policy.ref,
                  )(CLOSING_PATH[direction]),
                  ports: [],
                  peers: null,
                },
              ]
            : [],
        ),
      )
    : [];
}

function tablePolicy(
  { ref, namespace, selects }: CalicoPolicy,
  { isAssumed }: TierPlace,
  rulesOf: (direction: Direction) => readonly TableRule[],
): TablePolicy {
  return {
    ref,
    namespace,
    selects: isAssumed
      ? pod => (selects(pod) === 'no' ? 'no' : 'policy-not-readable')
      : selects,
    rules: { egress: rulesOf('egress'), ingress: rulesOf('ingress') },
    closes: { egress: false, ingress: false },
    closingPath: CLOSING_PATH,
  };
}

/** Says that no rule allowed it where a tier's end denies, and in which layer what is left passes. */
function nameClosing(judge: ConnectionJudge, layer: string): ConnectionJudge {
  return nameAnswers(judge, answer => {
    if (answer.rules.length === 0) {
      return { ...answer, layer };
    }
    return answer.verdict === 'denied' && answer.rules.every(isClosing)
      ? { ...answer, layer: CLOSING_LAYER, code: 'no-rule-allows' }
      : answer;
  });
}

function nameAnswers(
  judge: ConnectionJudge,
  name: (answer: LayerAnswer) => LayerAnswer,
): ConnectionJudge {
  return {
    ...judge,
    judge: connection =>
      judge
        .judge(connection)
        .map(answer =>
          name({ ...answer, rules: withoutRepeats(answer.rules) }),
        ),
  };
}

/** A rule of which both outcomes are open stands in the table twice. */
function withoutRepeats(rules: LayerAnswer['rules']): LayerAnswer['rules'] {
  return rules.filter(
    ({ object, path }, i) =>
      i === 0 || rules[i - 1].path !== path || rules[i - 1].object !== object,
  );
}

function isClosing({ path }: { readonly path: string }): boolean {
  return path === CLOSING_PATH.egress || path === CLOSING_PATH.ingress;
}
