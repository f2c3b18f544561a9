import type { LabelSelector } from './labels';

/** A selector as kubectl writes one: `app=cart,tier in (a, b),!legacy`; '' when it selects all. */
export function renderSelector(selector: LabelSelector): string {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]) => `${key}=${value}`,
    ),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }) => {
      switch (operator) {
        case 'In':
          return `${key} in (${(values ?? []).join(', ')})`;
        case 'NotIn':
          return `${key} notin (${(values ?? []).join(', ')})`;
        case 'Exists':
          return key;
        default:
          return `!${key}`;
      }
    }),
  ].join(',');
}

/** The label keys that a selector looks at. */
export function labelKeysOf(selector: LabelSelector): readonly string[] {
  return [
    ...Object.keys(selector.matchLabels ?? {}),
    ...(selector.matchExpressions ?? []).map(({ key }) => key),
  ];
}
