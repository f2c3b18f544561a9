import { isRecord, readLabels } from '../snapshot/read';
import type { LabelRequirement, LabelSelector } from './labels';

/** A field that could not be read, and the sentence that says why. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * A LabelSelector from a manifest; absent and null parts select all. A selector with a part that the API refuses selects
 * nothing that could be told, so it is a problem and not a guess.
 */
export function readLabelSelector(
  value: unknown,
  path: string,
):
  | { ok: true; selector: LabelSelector }
  | { ok: false; problem: FieldProblem } {
  const refuse = (where: string, message: string) => ({
    ok: false as const,
    problem: { path: where, message },
  });
  if (value === undefined || value === null) {
    return { ok: true, selector: {} };
  }
  if (!isRecord(value)) {
    return refuse(path, 'A label selector must be an object.');
  }
  const unknownField = Object.keys(value).find(
    key => key !== 'matchLabels' && key !== 'matchExpressions',
  );
  if (unknownField !== undefined) {
    return refuse(
      `${path}.${unknownField}`,
      'A label selector has only matchLabels and matchExpressions.',
    );
  }
  const matchLabels = value.matchLabels ?? {};
  if (
    !isRecord(matchLabels) ||
    !Object.values(matchLabels).every(label => typeof label === 'string')
  ) {
    return refuse(`${path}.matchLabels`, 'Labels must be a map of texts.');
  }
  const expressions = value.matchExpressions ?? [];
  if (!Array.isArray(expressions)) {
    return refuse(
      `${path}.matchExpressions`,
      'Expressions of a label selector must be a list.',
    );
  }
  const requirements: LabelRequirement[] = [];
  for (const [i, expression] of expressions.entries()) {
    const requirement = readRequirement(expression);
    if (typeof requirement === 'string') {
      return refuse(`${path}.matchExpressions[${i}]`, requirement);
    }
    requirements.push(requirement);
  }
  return {
    ok: true,
    selector: {
      matchLabels: readLabels(value, 'matchLabels'),
      matchExpressions: requirements,
    },
  };
}

/** One requirement, or the sentence that says why it is none. */
function readRequirement(value: unknown): LabelRequirement | string {
  if (!isRecord(value) || typeof value.key !== 'string' || value.key === '') {
    return 'An expression needs a key.';
  }
  const { key, operator } = value;
  const values = value.values ?? [];
  if (
    !Array.isArray(values) ||
    !values.every((text): text is string => typeof text === 'string')
  ) {
    return 'The values of an expression must be a list of texts.';
  }
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? { key, operator, values }
        : `The operator ${operator} needs at least one value.`;
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? { key, operator }
        : `The operator ${operator} takes no values.`;
    default:
      return `The operator ${JSON.stringify(
        operator,
      )} is not known; In, NotIn, Exists and DoesNotExist are.`;
  }
}
