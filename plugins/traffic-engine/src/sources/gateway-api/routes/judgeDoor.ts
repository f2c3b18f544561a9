import type { Reason, RouteVerdict } from '@portolan/plugin-traffic-common';
import type { RuleFact } from '../facts/routeFact';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import { ISOLATION_FEATURE } from './isolation';
import type { OpenDoor } from './openDoors';
import type { RuleBackends } from './RouteEntry';
import type { MatchClaim } from './shadows';

/**
 * The verdict on the way to one rule: class, Gateway, listener, isolation, other rules, and whether the rule can answer at
 * all. The first closed door is the answer.
 */
export function judgeDoor(options: {
  open: OpenDoor;
  rule: RuleFact;
  references: RuleBackends;
  winner: MatchClaim | undefined;
}): RouteVerdict {
  const { open, rule, references, winner } = options;
  return (
    judgeEntry(open.listener) ??
    judgeRule(rule, references) ??
    judgeIsolation(open) ??
    judgeShadow(winner) ?? {
      state: 'serving',
      reasons: openReasons(rule, references),
    }
  );
}

function judgeEntry(listener: ListenerEntry): RouteVerdict | undefined {
  const { gateway, verdict, fact } = listener;
  const name = `${gateway.ref.namespace}/${gateway.ref.name}`;
  if (gateway.gatewayClass.state === 'missing') {
    return closed('detached', {
      code: 'GatewayNotProgrammed',
      params: {
        gateway: name,
        reason: 'GatewayClassMissing',
        class: gateway.gatewayClass.name,
      },
    });
  }
  const refused = [
    verdict.accepted,
    verdict.resolvedRefs,
    verdict.programmed,
  ].find(({ status }) => status === 'False');
  if (refused && verdict.programmed.status === 'False') {
    return closed('failing', {
      code: 'ListenerInvalid',
      params: { gateway: name, listener: fact.name, reason: refused.reason },
    });
  }
  const accepted = gateway.predicted.find(({ type }) => type === 'Accepted');
  return accepted?.status === 'False'
    ? closed('failing', {
        code: 'GatewayNotProgrammed',
        params: { gateway: name, reason: accepted.reason },
      })
    : undefined;
}

/** A rule without backends answers only by a redirect, by itself, or by a filter whose answer is not known. */
export function judgeRule(
  rule: RuleFact,
  { extensions, authorizers }: RuleBackends,
): RouteVerdict | undefined {
  if (rule.fault) {
    return closed('failing', {
      code: 'NotAttached',
      params: { reason: rule.fault, rule: rule.path },
    });
  }
  const broken = extensions.find(
    ({ fact, fault }) =>
      fact.backendIndex === null && fault?.status === 'False',
  );
  if (broken) {
    const { kind, name } = broken.fact;
    return closed('failing', {
      code:
        broken.fault?.reason === 'InvalidKind'
          ? 'InvalidKind'
          : 'ReferenceNotFound',
      params: { kind, name },
    });
  }
  const unasked = authorizers.find(({ fault }) => fault?.status === 'False');
  if (unasked) {
    const { kind, namespace, name } = unasked.draft.ref;
    return closed('failing', {
      code: 'ReferenceNotFound',
      params: { kind, name: `${namespace}/${name}` },
    });
  }
  return rule.backendRefs.length === 0 &&
    !rule.redirect &&
    rule.directStatus === null &&
    !mayAnswer(rule, extensions)
    ? closed('failing', { code: 'NoBackends', params: { rule: rule.path } })
    : undefined;
}

/** Predicted under isolation; where the class does not promise it, the answer is said to depend on it. */
function judgeIsolation({
  listener,
  isolating,
}: OpenDoor): RouteVerdict | undefined {
  if (!isolating) {
    return undefined;
  }
  const params = { listener: listener.fact.name, by: isolating.fact.name };
  const reasons: Reason[] = [{ code: 'Shadowed', params }];
  const { features } = listener.gateway.gatewayClass;
  return {
    state: 'shadowed',
    reasons: features?.has(ISOLATION_FEATURE)
      ? reasons
      : [...reasons, { code: 'DependsOnIsolation', params }],
  };
}

function judgeShadow(winner: MatchClaim | undefined): RouteVerdict | undefined {
  return winner
    ? closed('shadowed', {
        code: 'Shadowed',
        params: {
          by: `${winner.kind} ${winner.namespace}/${winner.name}`,
          rule: winner.ruleIndex,
        },
      })
    : undefined;
}

/** What leaves a serving rule uncertain: filters that may answer themselves. */
export function openReasons(
  { filters }: RuleFact,
  { extensions }: RuleBackends,
): Reason[] {
  const areRead = extensions.every(({ answers }) => answers !== null);
  return filters.flatMap(({ type, interpreted }) =>
    interpreted || (type === 'ExtensionRef' && areRead)
      ? []
      : { code: 'FilterNotInterpreted', params: { type } },
  );
}

/** Whether a filter answers, or may, where there is no backend. */
function mayAnswer(
  { filters }: RuleFact,
  extensions: RuleBackends['extensions'],
): boolean {
  return (
    extensions.some(({ answers }) => answers !== false) ||
    filters.some(
      ({ type, interpreted }) => !interpreted && type !== 'ExtensionRef',
    )
  );
}

function closed(state: RouteVerdict['state'], reason: Reason): RouteVerdict {
  return { state, reasons: [reason] };
}
