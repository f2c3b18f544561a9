import type { KubeObject } from '../model/KubeObject';

/** Decides whether an object belongs to a list or watch. */
export type ObjectFilter = (object: KubeObject) => boolean;

/** A selector that cannot be read; the message is what the server answers with 400. */
export class SelectorError extends Error {
  readonly name = 'SelectorError';
}

type Labels = Record<string, string>;

const REQUIREMENT =
  /^\s*(!)?\s*([A-Za-z0-9][-A-Za-z0-9_.]*(?:\/[A-Za-z0-9][-A-Za-z0-9_.]*)?)\s*(?:(==|=|!=)\s*([-A-Za-z0-9_.]*)|(in|notin)\s*\(([^)]*)\))?\s*$/;

/** Splits at commas that are not inside the parentheses of `in (a,b)`. */
function splitRequirements(selector: string): string[] {
  return selector.split(/,(?![^(]*\))/);
}

function compileRequirement(text: string): (labels: Labels) => boolean {
  const match = REQUIREMENT.exec(text);
  if (!match) {
    throw new SelectorError(
      `unable to parse requirement: found '${text.trim()}', expected: !, identifier, or a comparison`,
    );
  }
  const [, negated, key, operator, value, setOperator, setValues] = match;
  if (setOperator) {
    const values = new Set(setValues.split(',').map(item => item.trim()));
    return setOperator === 'in'
      ? labels => key in labels && values.has(labels[key])
      : labels => !(key in labels) || !values.has(labels[key]);
  }
  if (operator === '!=') return labels => labels[key] !== value;
  if (operator) return labels => labels[key] === value;
  return negated ? labels => !(key in labels) : labels => key in labels;
}

/** Compiles a `labelSelector`: equality, set-based and existence requirements. */
export function compileLabelSelector(selector: string): ObjectFilter {
  if (selector.trim() === '') return () => true;
  const requirements = splitRequirements(selector).map(compileRequirement);
  return object => {
    const labels = object.metadata.labels ?? {};
    return requirements.every(matches => matches(labels));
  };
}

function readString(object: KubeObject, path: string): string {
  let current: unknown = object;
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null) return '';
    current = Object.entries(current).find(([name]) => name === key)?.[1];
  }
  return typeof current === 'string' ? current : '';
}

const FIELDS_OF_KIND: Readonly<Record<string, readonly string[]>> = {
  Secret: ['type'],
  Pod: [
    'spec.nodeName',
    'status.phase',
    'status.podIP',
    'spec.serviceAccountName',
  ],
  Namespace: ['status.phase'],
  Event: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
};

/**
 * Compiles a `fieldSelector`. Every kind has metadata.name and metadata.namespace; a few have more, as on a real server;
 * anything else is refused with the real server's words.
 */
export function compileFieldSelector(
  selector: string,
  kind: string,
): ObjectFilter {
  if (selector.trim() === '') return () => true;
  const supported = [
    'metadata.name',
    'metadata.namespace',
    ...(FIELDS_OF_KIND[kind] ?? []),
  ];
  const terms = selector.split(',').map(term => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term.trim());
    if (!match) {
      throw new SelectorError(
        `invalid selector: '${term}'; can't understand '${term}'`,
      );
    }
    const [, field, operator, value] = match;
    if (!supported.includes(field)) {
      throw new SelectorError(`field label not supported: ${field}`);
    }
    return { field, wanted: operator !== '!=', value };
  });
  return object =>
    terms.every(
      ({ field, wanted, value }) =>
        (readString(object, field) === value) === wanted,
    );
}
