const NO_LABELS: Readonly<Record<string, string>> = {};

/** A Kubernetes LabelSelector (meta/v1); `{}` selects all, absent selects by the field that holds it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/**
 * Whether labels satisfy a selector: all requirements hold. `NotIn` and `DoesNotExist` hold for an absent key
 * (apimachinery labels.Requirement.Matches).
 */
export function matchLabels(
  selector: LabelSelector,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const own = labels ?? NO_LABELS;
  const { matchLabels: wanted, matchExpressions } = selector;
  // Asked for every pod: keys and values are not gathered in lists first.
  for (const key in wanted) {
    if (
      hasLabel(wanted, key) &&
      !(own[key] === wanted[key] && hasLabel(own, key))
    ) {
      return false;
    }
  }
  return (
    !matchExpressions ||
    matchExpressions.every(requirement => matchRequirement(requirement, own))
  );
}

/** Whether a selector asks for nothing, so that every object satisfies it. */
export function selectsAll({
  matchLabels: pairs = {},
  matchExpressions = [],
}: LabelSelector): boolean {
  return Object.keys(pairs).length === 0 && matchExpressions.length === 0;
}

function matchRequirement(
  { key, operator, values = [] }: LabelRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const present = hasLabel(labels, key);
  switch (operator) {
    case 'In':
      return present && values.includes(labels[key]);
    case 'NotIn':
      return !present || !values.includes(labels[key]);
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return !present;
    default:
      return false;
  }
}

function hasLabel(labels: Readonly<Record<string, string>>, key: string) {
  return Object.prototype.hasOwnProperty.call(labels, key);
}
