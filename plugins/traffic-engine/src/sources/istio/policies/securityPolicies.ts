import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import {
  authorizationPolicies,
  isDryRun,
  type AuthorizationPolicy,
  type AuthorizationRule,
} from '../../../istio/facts/authorizationPolicies';
import {
  requestAuthentications,
  type RequestAuthentication,
} from '../../../istio/facts/requestAuthentications';
import { mutualTlsModes, type MutualTlsModes } from '../../../istio/mutualTls';
import { at } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from '../kinds';
import { inForce } from './rulePolicies';
import { policiesFor, type PolicySubject } from './selectPolicies';

/** Where a policy is enforced: by the gateway's proxy, or by that of the workload behind it. */
export type Enforcer = 'gateway' | 'backend';

const ACTION_ORDER = ['CUSTOM', 'DENY', 'ALLOW', 'AUDIT'];

/** Answers for one workload, each once: policies are the same for all routes that reach it. */
export function securityPolicyFinder(snapshot: ClusterSnapshot) {
  const known = new Map<string, readonly RoutePolicy[]>();
  return (
    subject: PolicySubject,
    options: { enforcer: Enforcer; port: number | null },
  ): readonly RoutePolicy[] => {
    const key = JSON.stringify([
      subject.namespace,
      Object.entries(subject.labels).sort(),
      options,
    ]);
    const found = known.get(key) ?? findPolicies(snapshot, subject, options);
    known.set(key, found);
    return found;
  };
}
export type SecurityPolicyFinder = ReturnType<typeof securityPolicyFinder>;

function findPolicies(
  snapshot: ClusterSnapshot,
  subject: PolicySubject,
  { enforcer, port }: { enforcer: Enforcer; port: number | null },
): readonly RoutePolicy[] {
  return [
    ...authenticationsFor(snapshot, subject).flatMap(policy =>
      describeRequestAuthentication(policy, enforcer),
    ),
    ...authorizationsFor(snapshot, subject).map(policy =>
      describeAuthorization(policy, enforcer),
    ),
    ...(enforcer === 'backend'
      ? describeMutualTls(snapshot.index(mutualTlsModes)(subject), port)
      : []),
  ];
}

/** The AuthorizationPolicies of a workload in the order in which a proxy asks them: CUSTOM, DENY, ALLOW. */
export function authorizationsFor(
  snapshot: ClusterSnapshot,
  subject: PolicySubject,
): readonly AuthorizationPolicy[] {
  return inOrderOfActions(
    policiesFor(
      snapshot,
      snapshot.index(authorizationPolicies),
      subject,
    ).filter(hasNoTargets),
  );
}

/** The RequestAuthentications of a workload. */
export function authenticationsFor(
  snapshot: ClusterSnapshot,
  subject: PolicySubject,
): readonly RequestAuthentication[] {
  return policiesFor(
    snapshot,
    snapshot.index(requestAuthentications),
    subject,
  ).filter(hasNoTargets);
}

/** In the order in which a proxy asks them. */
export function inOrderOfActions(
  policies: readonly AuthorizationPolicy[],
): readonly AuthorizationPolicy[] {
  return [...policies].sort(
    (a, b) =>
      ACTION_ORDER.indexOf(actionOf(a)) - ACTION_ORDER.indexOf(actionOf(b)),
  );
}

function actionOf({ spec }: AuthorizationPolicy): string {
  return spec.action ?? 'ALLOW';
}

/** Policies with targets are enforced by waypoints and gateways of the Gateway API, never by a sidecar. */
function hasNoTargets({
  spec,
}: {
  spec: { targetRef: unknown; targetRefs: readonly unknown[] };
}): boolean {
  return spec.targetRef === null && spec.targetRefs.length === 0;
}

/** What a RequestAuthentication asks of tokens, rule by rule. */
export function describeRequestAuthentication(
  { ref, spec }: RequestAuthentication,
  enforcer: Enforcer,
): readonly RoutePolicy[] {
  return spec.jwtRules.map((rule, index) => {
    const isRequired = rule.presence === 'REQUIRED';
    return inForce('authentication', {
      summary: `JWT from issuer ${rule.issuer ?? 'not named'}, ${
        isRequired
          ? 'required'
          : 'checked where it is sent: alone it requires none'
      }`,
      params: {
        issuer: rule.issuer,
        audiences: rule.audiences.join(', ') || null,
        jwksUri: rule.jwksUri,
        presence: rule.presence ?? 'OPTIONAL',
        at: enforcer,
      },
      setBy: at(SOURCE_ID, ref)(`spec.jwtRules[${index}]`),
    });
  });
}

/** What an AuthorizationPolicy lets in, as one sentence. */
export function describeAuthorization(
  policy: AuthorizationPolicy,
  enforcer: Enforcer,
): RoutePolicy {
  const { ref, spec } = policy;
  const action = actionOf(policy);
  return inForce('authorization', {
    summary: `${summarize(policy)} at the ${enforcer}${
      isDryRun(policy) ? ', only tried and not enforced (dry run)' : ''
    }`,
    params: {
      ...(isDryRun(policy) && { dryRun: true }),
      action,
      rules: spec.rules.length,
      provider: spec.provider?.name ?? null,
      at: enforcer,
    },
    setBy: at(SOURCE_ID, ref)('spec'),
  });
}

function summarize(policy: AuthorizationPolicy): string {
  const { spec } = policy;
  const action = actionOf(policy);
  if (spec.rules.length === 0) {
    return action === 'ALLOW'
      ? 'ALLOW nothing: every request is denied that no other policy allows'
      : `${action} without rules: it does nothing`;
  }
  const rules = spec.rules.map(renderRule).join('; or ');
  const by = action === 'CUSTOM' ? ` asks ${spec.provider?.name ?? '?'}` : '';
  return `${action}${by} ${rules}${
    action === 'ALLOW' ? ', all else is denied' : ''
  }`;
}

function renderRule(rule: AuthorizationRule): string {
  const parts = [
    ...rule.from.map(({ source }) => renderFields('from', source)),
    ...rule.to.map(({ operation }) => renderFields('to', operation)),
    ...rule.when.map(
      ({ key, values, notValues }) =>
        `when ${key}${values.length > 0 ? ` is ${values.join(' or ')}` : ''}${
          notValues.length > 0 ? ` is not ${notValues.join(' or ')}` : ''
        }`,
    ),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : 'everything';
}

function renderFields(
  word: string,
  fields: Readonly<Record<string, readonly string[]>> | null,
): string {
  const set = Object.entries(fields ?? {}).filter(
    ([, values]) => values.length > 0,
  );
  return set
    .map(([field, values]) => `${word} ${field} ${values.join(', ')}`)
    .join(' ');
}

/** How the workload wants its callers' TLS; PERMISSIVE, the default, is only said where an object says so. */
function describeMutualTls(
  { whole, ports }: MutualTlsModes,
  port: number | null,
): readonly RoutePolicy[] {
  const held = port !== null && ports.has(port) ? ports.get(port) : whole;
  return held
    ? [
        inForce('mesh-tls', {
          summary: held.mode,
          params: { mode: held.mode },
          setBy: at(SOURCE_ID, held.policy.ref)(held.path),
        }),
      ]
    : [];
}
