import { isJsonObject } from '../model/KubeObject';

type Step =
  | { field: string }
  | { every: true }
  | { index: number }
  | { filter: { field: string; equals: string } };

const STEP =
  /\.([A-Za-z0-9_$-]+(?:\\\.[A-Za-z0-9_$-]+)*)|\[\*\]|\[(\d+)\]|\['([^']+)'\]|\[\?\(@\.([A-Za-z0-9_-]+)\s*==\s*["']([^"']*)["']\)\]/y;

function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) return [];
    const [whole, field, index, quoted, filterField, equals] = match;
    if (field !== undefined) steps.push({ field: field.replace(/\\\./g, '.') });
    else if (quoted !== undefined) steps.push({ field: quoted });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (whole === '[*]') steps.push({ every: true });
    else steps.push({ filter: { field: filterField, equals } });
  }
  return steps;
}

function takeStep(value: unknown, step: Step): unknown[] {
  if ('field' in step) {
    return isJsonObject(value) && value[step.field] !== undefined
      ? [value[step.field]]
      : [];
  }
  if (!Array.isArray(value)) return [];
  if ('every' in step) return value;
  if ('index' in step) return value.slice(step.index, step.index + 1);
  const { field, equals } = step.filter;
  return value.filter(item => isJsonObject(item) && item[field] === equals);
}

/** The values that a JSONPath of a printer column points at: fields, `[n]`, `[*]` and `[?(@.field=="text")]`. */
export function readJsonPath(root: unknown, path: string): unknown[] {
  return parsePath(path).reduce<unknown[]>(
    (values, step) => values.flatMap(value => takeStep(value, step)),
    [root],
  );
}
