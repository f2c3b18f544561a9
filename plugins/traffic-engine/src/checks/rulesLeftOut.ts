import type { Reason, Route } from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';

/** One rule of an object with the reason that keeps its routes from being served, or from being known. */
export interface RuleWithReason {
  readonly route: Route;
  readonly reason: Reason;
}

/** The rules whose prediction has a reason of the code, each object, rule and subject once, however many routes they make. */
export function listRulesWithReason(
  routes: readonly Route[],
  code: Reason['code'],
): readonly RuleWithReason[] {
  const found = new Map<string, RuleWithReason>();
  for (const route of routes) {
    for (const reason of route.predicted.reasons) {
      if (reason.code !== code) {
        continue;
      }
      const key = [
        refKey(route.object),
        route.ruleIndex,
        JSON.stringify(reason.params),
      ].join('|');
      if (!found.has(key)) {
        found.set(key, { route, reason });
      }
    }
  }
  return [...found.values()];
}

/** How the sentences of a finding call the rule. */
export function ruleParams({ object }: Route): Record<string, string> {
  return {
    kind: object.kind,
    route: `${object.namespace}/${object.name}`,
  };
}
