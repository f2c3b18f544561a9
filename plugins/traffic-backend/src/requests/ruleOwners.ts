import type {
  RequestExplanation,
  RequestRule,
  Route,
} from '@portolan/plugin-traffic-common';
import { refKey } from '@portolan/plugin-traffic-engine';

/** Whose the rules of an explanation are. */
export interface RuleOwners {
  /** Every entity that owns one of the rules, each once. */
  readonly entities: readonly string[];
  /**
   * The entities behind the backends of a rule. One without backends, such as a redirect, is theirs who own the other rules
   * of its object.
   */
  of(rule: RequestRule): readonly string[];
}

/** Looks the rules up among the routes of the model, by object and position. */
export function createRuleOwners(
  explanation: RequestExplanation,
  routes: readonly Route[],
): RuleOwners {
  const rules = explanation.answers.flatMap(({ winner, runnersUp }) => [
    ...(winner ? [winner] : []),
    ...runnersUp,
  ]);
  const objects = new Set(rules.map(({ object }) => refKey(object)));
  const ofObject = new Map<string, Set<string>>();
  const ofRule = new Map<string, Set<string>>();
  const withBackends = new Set<string>();
  for (const route of routes) {
    const object = refKey(route.object);
    if (objects.has(object)) {
      const key = `${object}|${route.ruleIndex}`;
      if (route.backends.length > 0) {
        withBackends.add(key);
      }
      for (const entity of route.backends.flatMap(({ entities }) => entities)) {
        put(ofObject, object, entity);
        put(ofRule, key, entity);
      }
    }
  }
  const of = ({ object, ruleIndex }: RequestRule) => {
    const key = `${refKey(object)}|${ruleIndex}`;
    const owners = withBackends.has(key)
      ? ofRule.get(key)
      : ofObject.get(refKey(object));
    return [...(owners ?? [])];
  };
  return { of, entities: [...new Set(rules.flatMap(of))].sort() };
}

function put(
  owners: Map<string, Set<string>>,
  key: string,
  entity: string,
): void {
  const known = owners.get(key);
  if (known) {
    known.add(entity);
  } else {
    owners.set(key, new Set([entity]));
  }
}
