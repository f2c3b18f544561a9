import type {
  PolicyAspect,
  Provenance,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { IngressFact } from '../facts/IngressFact';

/** One annotation that sets something for the routes of its Ingress, without the controller's prefix. */
export interface AnnotationRule {
  readonly key: string;
  readonly aspect: PolicyAspect;
  /** What it says in words; undefined where this value sets nothing: `"false"`. */
  readonly summary: (value: string) => string | undefined;
  /** Annotations that only say more about this one; they are in its params. */
  readonly details?: readonly string[];
  readonly state?: Extract<RoutePolicy['state'], 'not-interpreted' | 'unknown'>;
  /** It holds for the whole host, and the oldest Ingress that sets it wins. */
  readonly ofHost?: true;
  /** It may change where requests go, and what it does was not read. */
  readonly mayReroute?: true;
  /** What it may change is the answer to plain HTTP alone. */
  readonly ofPlainHttp?: true;
}

/** The annotations that a controller understands, by one of its prefixes. */
export interface AnnotationTable {
  readonly prefixes: readonly string[];
  readonly rules: readonly AnnotationRule[];
  /** Annotations that the route itself shows, or that do not concern who gets a request. */
  readonly told: readonly string[];
}

/** What the annotations of one Ingress set, and which of them nobody here understands. */
export interface AnnotationFacts {
  readonly policies: readonly (RoutePolicy & {
    readonly rule: AnnotationRule;
  })[];
  readonly notInterpreted: readonly {
    readonly key: string;
    readonly at: Provenance;
  }[];
}

/** Words for annotations whose value says it all. */
export const says =
  (text: string) =>
  (value: string): string | undefined =>
    value === '' ? undefined : `${text} ${value}`;

/** Words for annotations that are either on or off. */
export const whenTrue =
  (text: string) =>
  (value: string): string | undefined =>
    isTrue(value) ? text : undefined;

/** As Go's strconv.ParseBool reads it, which the controllers use. */
export function isTrue(value: string | undefined): boolean {
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value ?? '');
}

/** The other half of the same: a value that is neither leaves the default. */
export function isFalse(value: string | undefined): boolean {
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value ?? '');
}

/** An object whose annotations are read, and where each of them stands. */
type Annotated = Pick<IngressFact, 'annotations' | 'atAnnotation'>;

/** Reads the annotations of an Ingress, or of a Service behind it, by the table of its controller. */
export function readAnnotations(
  fact: Annotated,
  table: AnnotationTable,
): AnnotationFacts {
  const policies: (RoutePolicy & { rule: AnnotationRule })[] = [];
  const notInterpreted: { key: string; at: Provenance }[] = [];
  const byKey = indexOf(table);
  for (const key of Object.keys(fact.annotations).sort()) {
    const prefix = table.prefixes.find(each => key.startsWith(each));
    if (prefix !== undefined) {
      const name = key.slice(prefix.length);
      const rule = byKey.rules.get(name);
      const summary = rule?.summary(fact.annotations[key]);
      if (rule && summary !== undefined) {
        policies.push({
          rule,
          aspect: rule.aspect,
          summary,
          params: paramsOf(fact, prefix, rule),
          state: rule.state ?? 'in-force',
          setBy: fact.atAnnotation(key),
        });
      } else if (!rule && !byKey.told.has(name)) {
        notInterpreted.push({ key, at: fact.atAnnotation(key) });
      }
    }
  }
  return { policies, notInterpreted };
}

function paramsOf(
  fact: Annotated,
  prefix: string,
  rule: AnnotationRule,
): RoutePolicy['params'] {
  return Object.fromEntries(
    [rule.key, ...(rule.details ?? [])].flatMap(name => {
      const value = fact.annotations[`${prefix}${name}`];
      return value === undefined || isFreeText(name) ? [] : [[name, value]];
    }),
  );
}

/** The controller's own configuration language, in which people write passwords: that it is there is said, and no more. */
function isFreeText(name: string): boolean {
  return /snippets?$|^config-(backend|tcp-service)/.test(name);
}

interface TableIndex {
  readonly rules: ReadonlyMap<string, AnnotationRule>;
  readonly told: ReadonlySet<string>;
}

const indexes = new WeakMap<AnnotationTable, TableIndex>();

function indexOf(table: AnnotationTable): TableIndex {
  const known = indexes.get(table);
  if (known) {
    return known;
  }
  const index = {
    rules: new Map(table.rules.map(rule => [rule.key, rule])),
    told: new Set([
      ...table.told,
      ...table.rules.flatMap(({ details }) => details ?? []),
    ]),
  };
  indexes.set(table, index);
  return index;
}
