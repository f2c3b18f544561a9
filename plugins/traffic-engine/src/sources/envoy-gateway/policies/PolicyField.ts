import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import { isRecord } from '../../../snapshot/read';

/** One thing that a field sets; `path` is added to the field's own. */
export interface Setting
  extends Pick<RoutePolicy, 'aspect' | 'summary' | 'params'> {
  readonly path?: string;
}

/** How one field of a policy's spec is translated. Parts of it that `reads` does not name are shown as not interpreted. */
export interface PolicyField {
  readonly reads: readonly string[];
  readonly describe: (value: unknown) => readonly Setting[];
}

/** A whole policy: its fields by name. */
export type PolicyFields = Readonly<Record<string, PolicyField>>;

/** Fields that say where and how a policy is attached, and nothing about requests. */
const ATTACHMENT_FIELDS: readonly string[] = [
  'targetRef',
  'targetRefs',
  'targetSelectors',
  'mergeType',
  'defaultChildMergeType',
];

/** What a spec sets, field by field in the order of their names; `path` of each starts with `spec.`. */
export function describeSpec(
  spec: unknown,
  fields: PolicyFields,
): readonly (Setting & { readonly path: string })[] {
  return Object.entries(isRecord(spec) ? spec : {})
    .filter(
      ([name, value]) =>
        !ATTACHMENT_FIELDS.includes(name) &&
        value !== undefined &&
        value !== null,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const path = `spec.${name}`;
      if (!Object.prototype.hasOwnProperty.call(fields, name)) {
        return [notInterpreted(name, path)];
      }
      const field = fields[name];
      return [
        ...field.describe(value).map(setting => ({
          ...setting,
          path: pathOf(path, setting.path),
        })),
        ...restOf(value, field.reads).map(key =>
          notInterpreted(`${name}.${key}`, `${path}.${key}`),
        ),
      ];
    });
}

function restOf(value: unknown, reads: readonly string[]): readonly string[] {
  return isRecord(value)
    ? Object.keys(value)
        .filter(
          key =>
            !reads.includes(key) &&
            value[key] !== undefined &&
            value[key] !== null,
        )
        .sort()
    : [];
}

function notInterpreted(name: string, path: string) {
  return { aspect: 'other' as const, summary: name, params: {}, path };
}

function pathOf(field: string, part: string | undefined): string {
  if (!part) {
    return field;
  }
  return part.startsWith('[') ? `${field}${part}` : `${field}.${part}`;
}
