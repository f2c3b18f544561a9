import type { KindStatus, Provenance } from '@portolan/plugin-traffic-common';
import { layerAnswer } from '../../egress/layerAnswer';
import {
  namespaceLabels,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import {
  authorizationPolicies,
  enforcedAction,
  type AuthorizationPolicy,
} from '../../istio/facts/authorizationPolicies';
import { AUTHORIZATION_POLICY } from '../../istio/kinds';
import { meshConfig } from '../../istio/meshConfig';
import { membershipOf, MEMBERSHIP_LABELS } from '../../istio/meshMembership';
import { matchLabels } from '../../match/labels';
import type {
  ConnectionEnd,
  ConnectionJudge,
  LayerAnswer,
} from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';
import {
  matchAuthorization,
  type AuthorizationQuestion,
  type Caller,
  type RuleMatch,
} from './matchAuthorization';
import { throughWaypoint } from './throughWaypoint';
import { USE_WAYPOINT } from '../../istio/waypoints';

export const AUTHORIZATION_LAYER = 'istio-authorization';

export type Facts = Omit<
  Parameters<typeof layerAnswer>[0],
  'layer' | 'direction'
>;

function answer(facts: Facts): readonly LayerAnswer[] {
  return [
    layerAnswer({ layer: AUTHORIZATION_LAYER, direction: 'ingress', ...facts }),
  ];
}

/** A rule that holds, or may, and where it stands. */
interface Hit {
  readonly match: Exclude<RuleMatch, 'no'>;
  readonly rule: Provenance;
}

/**
 * What the AuthorizationPolicies at a destination in the mesh say of who connects: CUSTOM, then DENY, then ALLOW; any that
 * allows closes the rest. What a rule asks of the request is not known of a connection; in ambient, ztunnel sees no requests,
 * so there such a rule never allows and always denies. Behind a waypoint the caller that ztunnel sees is the waypoint. A
 * destination without a policy gets no answer, and neither does one outside of the mesh.
 */
export function createAuthorizationJudge(
  snapshot: ClusterSnapshot,
): ConnectionJudge {
  const policies = snapshot.index(authorizationPolicies);
  const namespaces = snapshot.index(namespaceLabels);
  const { unreadable } = policies;
  const mesh = snapshot.index(meshConfig);
  const { rootNamespace } = mesh;
  const isThroughWaypoint = throughWaypoint(snapshot, namespaces);
  return {
    layer: AUTHORIZATION_LAYER,
    chain: { id: AUTHORIZATION_LAYER, order: 0 },
    isInsideTunnel: true,
    labelKeys: new Set([
      ...MEMBERSHIP_LABELS,
      USE_WAYPOINT,
      ...isThroughWaypoint.labelKeys,
      ...policies.all.flatMap(({ spec }) =>
        Object.keys(spec.selector?.matchLabels ?? {}),
      ),
    ]),
    judge: ({ from, to, port, protocol }) => {
      // Proxies take TCP alone.
      if (to.kind !== 'pod' || (protocol !== null && protocol !== 'TCP')) {
        return [];
      }
      const membership = membershipOf(to, namespaces);
      if (membership === 'none') {
        return [];
      }
      const scopes = [...new Set([rootNamespace, to.namespace])];
      const unseen = unseenPolicies(snapshot, scopes);
      if (unseen) {
        return answer({
          outcomes: ['allow', 'deny'],
          code: 'kind-not-known',
          rules: [],
          because: unseen,
        });
      }
      const unread = unreadable.filter(({ object }) =>
        scopes.includes(object.namespace),
      );
      if (unread.length > 0) {
        return answer({
          outcomes: ['allow', 'deny'],
          code: 'policy-not-readable',
          rules: unread.map(({ object, path }) => at(SOURCE_ID, object)(path)),
        });
      }
      const selecting = scopes
        .flatMap(namespace => policies.inNamespace(namespace))
        .filter(policy => selects(policy, to));
      const isAmbient = membership === 'ambient';
      const decided = judgePolicies(selecting, {
        caller:
          isAmbient && isThroughWaypoint.ask(to)
            ? null
            : callerOf(from, namespaces),
        isAnybody: from.kind === 'any-pod' || from.kind === 'cidr',
        port,
        trust: mesh,
        enforcer: isAmbient ? 'ztunnel' : 'requests',
        host: null,
      });
      if (!decided) {
        return [];
      }
      return answer(
        membership === 'unknown'
          ? {
              ...decided,
              outcomes: [...new Set([...decided.outcomes, 'pass' as const])],
            }
          : decided,
      );
    },
  };
}

function unseenPolicies(
  snapshot: ClusterSnapshot,
  namespaces: readonly string[],
): KindStatus | undefined {
  const status = snapshot.statusOf(AUTHORIZATION_POLICY);
  return namespaces.every(name => canTellAbsence(status, name))
    ? undefined
    : status;
}

/** A policy with targets is for a waypoint or a gateway, whatever its selector says (Kiali's KIA0110). */
function selects(
  { spec }: AuthorizationPolicy,
  { labels }: Extract<ConnectionEnd, { kind: 'pod' }>,
): boolean {
  return (
    spec.targetRef === null &&
    spec.targetRefs.length === 0 &&
    matchLabels({ matchLabels: spec.selector?.matchLabels }, labels)
  );
}

/** Who a connection comes from, as proxies see it; null: it may be anybody. */
function callerOf(
  from: ConnectionEnd,
  namespaces: NamespaceLabels,
): Caller | null {
  return from.kind === 'pod'
    ? {
        namespace: from.namespace,
        serviceAccount: from.serviceAccount,
        membership: membershipOf(from, namespaces),
      }
    : null;
}

/** undefined: no policy of these has a say. */
export function judgePolicies(
  policies: readonly AuthorizationPolicy[],
  question: Omit<AuthorizationQuestion, 'policyNamespace' | 'action'> & {
    /** The question is about all callers at once, of whom rules mean some. */
    readonly isAnybody?: boolean;
  },
): Facts | undefined {
  const withAction = (wanted: ReturnType<typeof enforcedAction>) =>
    policies.filter(policy => enforcedAction(policy) === wanted);
  const hitsOf = (wanted: readonly AuthorizationPolicy[]) =>
    wanted.flatMap(policy =>
      policy.spec.rules.flatMap((rule, index): Hit[] => {
        const match = matchAuthorization(rule, {
          ...question,
          policyNamespace: policy.ref.namespace,
          action: enforcedAction(policy),
        });
        return match === 'no'
          ? []
          : [
              {
                match,
                rule: at(SOURCE_ID, policy.ref)(`spec.rules[${index}]`),
              },
            ];
      }),
    );
  const denies = hitsOf(withAction('DENY'));
  const sureDenies = denies.filter(({ match }) => match === 'yes');
  if (sureDenies.length > 0) {
    return {
      outcomes: ['deny'],
      code: 'rule-denies',
      rules: sureDenies.map(({ rule }) => rule),
    };
  }
  // ztunnel asks nobody: policies of this kind do nothing there.
  const customs =
    question.enforcer === 'ztunnel' ? [] : hitsOf(withAction('CUSTOM'));
  const allowing = withAction('ALLOW');
  const allows = hitsOf(allowing);
  const isOpen =
    allowing.length === 0 || allows.some(({ match }) => match === 'yes');
  if (allowing.length > 0 && allows.length === 0) {
    return {
      outcomes: ['deny'],
      code: 'no-rule-allows',
      rules: allowing.map(({ ref }) => at(SOURCE_ID, ref)('spec.rules')),
    };
  }
  const doubts = [...denies, ...customs, ...(isOpen ? [] : allows)];
  if (doubts.length > 0) {
    return {
      outcomes: ['allow', 'deny'],
      code:
        question.isAnybody && customs.length === 0
          ? 'depends-on-peer'
          : 'not-interpreted',
      rules: doubts.map(({ rule }) => rule),
    };
  }
  return allowing.length === 0
    ? undefined
    : {
        outcomes: ['allow'],
        code: 'rule-allows',
        rules: allows
          .filter(({ match }) => match === 'yes')
          .map(({ rule }) => rule),
      };
}
