import type { LabelRequirement, LabelSelector } from '../match/labels';

/** A selector text that was understood, or a sentence that says which part was not. */
export type ParsedSelector =
  | { ok: true; selector: LabelSelector }
  | { ok: false; message: string };

const NAME = String.raw`[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?`;
const KEY = String.raw`(?<key>([-a-z0-9.]+\/)?${NAME})`;
const SET = new RegExp(
  String.raw`^${KEY}\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)$`,
);
const EQUALITY = new RegExp(
  String.raw`^${KEY}\s*(?<operator>==|=|!=)\s*(?<value>(${NAME})?)$`,
);
const EXISTS = new RegExp(String.raw`^(?<not>!\s*)?${KEY}$`);

/**
 * Reads the text form of a label selector as the API server does for `labelSelector=`: `a=b,c!=d,e in (f,g),h,!i`
 * (apimachinery labels.Parse, without the numeric gt/lt that LabelSelector cannot say).
 */
export function parseLabelSelector(text: string): ParsedSelector {
  const parts = splitOutsideParentheses(text);
  if (parts.length === 0) {
    return { ok: false, message: 'The label selector is empty.' };
  }
  const requirements: LabelRequirement[] = [];
  for (const part of parts) {
    const requirement = parseRequirement(part);
    if (!requirement) {
      return {
        ok: false,
        message: `The label selector part "${part}" is not understood; write key=value, key in (a,b), key or !key.`,
      };
    }
    requirements.push(requirement);
  }
  return { ok: true, selector: { matchExpressions: requirements } };
}

function parseRequirement(part: string): LabelRequirement | undefined {
  const set = SET.exec(part)?.groups;
  if (set) {
    return {
      key: set.key,
      operator: set.operator === 'in' ? 'In' : 'NotIn',
      values: set.values.split(',').map(value => value.trim()),
    };
  }
  const equality = EQUALITY.exec(part)?.groups;
  if (equality) {
    return {
      key: equality.key,
      operator: equality.operator === '!=' ? 'NotIn' : 'In',
      values: [equality.value],
    };
  }
  const exists = EXISTS.exec(part)?.groups;
  return exists
    ? { key: exists.key, operator: exists.not ? 'DoesNotExist' : 'Exists' }
    : undefined;
}

function splitOutsideParentheses(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '');
}
