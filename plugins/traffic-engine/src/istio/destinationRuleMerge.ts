import { matchLabels } from '../match/labels';
import type { DestinationRule } from './facts/destinationRules';

/** What holds for one client; `isKnown` is false where another rule may hold for it instead. */
export interface FoundRules {
  /** Oldest first: the first that sets something decides, and subsets of all count. */
  readonly rules: readonly DestinationRule[];
  readonly isKnown: boolean;
}

/** Labels of the proxies that call; undefined where they are not one kind of proxy, as the callers of the mesh. */
export type Proxies = readonly Readonly<Record<string, string>>[] | undefined;

/** DestinationRules for one host in one namespace that istiod made one of. */
export interface MergedRules {
  readonly exportTo: ReadonlySet<string>;
  readonly selector: Readonly<Record<string, string>> | null;
  readonly rules: DestinationRule[];
  /** Whether versions of istiod differ in what was merged here. */
  isDisputed: boolean;
}

/** What a rule is exported to; one with a `workloadSelector` is for its own namespace, whatever it says. */
export function exportsOf({ spec }: DestinationRule): ReadonlySet<string> {
  return new Set(spec.workloadSelector ? ['.'] : spec.exportTo);
}

/**
 * Adds a rule to those for its host: to those with the same `exportTo` and the same selector, or none. One that is exported
 * further than an older one is merged into that and holds by itself too (istiod, mergeDestinationRule with
 * ENABLE_ENHANCED_DESTINATIONRULE_MERGE).
 */
export function mergeRule(merged: MergedRules[], rule: DestinationRule): void {
  const exportTo = exportsOf(rule);
  const selector = rule.spec.workloadSelector?.matchLabels ?? null;
  let isOwn = true;
  for (const older of merged) {
    const isSame = isEqual(exportTo, older.exportTo);
    isOwn = true;
    const isWider =
      older.exportTo.size > 0 &&
      [...older.exportTo].every(entry => exportTo.has(entry));
    const isOtherSelector =
      selector !== null &&
      older.selector !== null &&
      !isEqual(pairsOf(selector), pairsOf(older.selector));
    if ((!isSame && !isWider) || isOtherSelector) {
      continue;
    }
    const isAlike = (selector === null) === (older.selector === null);
    older.rules.push(rule);
    older.isDisputed ||= !isAlike;
    isOwn = !(isSame && isAlike);
  }
  if (isOwn) {
    merged.push({
      exportTo,
      selector,
      rules: [rule],
      isDisputed: merged.some(({ isDisputed }) => isDisputed),
    });
  }
}

/**
 * Of the rules for one host those that hold for a client: the oldest whose `workloadSelector` takes the proxy in, else the
 * youngest without one (istiod, SidecarScope.DestinationRule). Callers that differ get what holds for those not selected.
 */
export function chooseRules(
  merged: readonly MergedRules[],
  proxies: Proxies,
): FoundRules {
  const whole = merged.filter(({ selector }) => selector === null).at(-1);
  const isPlain = merged.every(({ selector }) => selector === null);
  const chosen = isPlain
    ? [whole]
    : (proxies ?? [{}]).map(
        labels =>
          merged.find(
            ({ selector }) =>
              selector && matchLabels({ matchLabels: selector }, labels),
          ) ?? whole,
      );
  const [first = whole] = chosen;
  return {
    rules: first?.rules ?? [],
    isKnown:
      isPlain ||
      (proxies !== undefined &&
        proxies.length > 0 &&
        chosen.every(each => each === first && !each?.isDisputed)),
  };
}

function pairsOf(labels: Readonly<Record<string, string>>) {
  return new Set(
    Object.entries(labels).map(([key, value]) => `${key}=${value}`),
  );
}

function isEqual(one: ReadonlySet<string>, other: ReadonlySet<string>) {
  return one.size === other.size && [...one].every(entry => other.has(entry));
}
