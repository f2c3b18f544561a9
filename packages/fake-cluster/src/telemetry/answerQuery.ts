import { parseQuery, QueryError } from './parseQuery';
import type { LabelMatcher, QueryPart } from './parseQuery';
import type { Series } from './readSeries';

/** One sample of an instant vector, as Prometheus' HTTP API writes it. */
export interface VectorSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [seconds: number, text: string];
}

/**
 * The instant vector that a Prometheus with these series would answer at that time: only series whose metric and labels a
 * part of the query asks for, folded by the labels that it names.
 *
 * @throws QueryError
 */
export function answerQuery(
  query: string,
  series: readonly Series[],
  atSeconds: number,
): VectorSample[] {
  const seen = new Map<string, VectorSample>();
  for (const part of parseQuery(query)) {
    for (const [metric, value] of foldPart(part, series)) {
      const key = JSON.stringify(metric);
      // `or` keeps what the left side has.
      if (!seen.has(key)) {
        seen.set(key, { metric, value: [atSeconds, String(value)] });
      }
    }
  }
  return [...seen.values()];
}

type Folded = [metric: Record<string, string>, value: number];

function foldPart(part: QueryPart, series: readonly Series[]): Folded[] {
  const groups = new Map<string, Folded>();
  for (const { metric, labels, rate } of series) {
    const fits =
      metric === part.metric &&
      part.matchers.every(matcher => matches(matcher, labels));
    if (!fits) continue;
    const kept = Object.fromEntries(
      [...part.by]
        .sort()
        .filter(name => labels[name])
        .map(name => [name, labels[name]]),
    );
    const all = { ...kept, ...part.added };
    const key = JSON.stringify(all);
    const group = groups.get(key) ?? [all, 0];
    group[1] += part.fold === 'sum' ? rate : 1;
    groups.set(key, group);
  }
  return [...groups.values()].filter(
    ([, value]) => !part.isAboveZero || value > 0,
  );
}

function matches(
  { label, operator, value }: LabelMatcher,
  labels: Series['labels'],
): boolean {
  const actual = labels[label] ?? '';
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case '=~':
      return wholly(value).test(actual);
    default:
      return !wholly(value).test(actual);
  }
}

function wholly(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new QueryError(`"${pattern}" is no regular expression.`);
  }
}
