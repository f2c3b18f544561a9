import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import type { F5Rule } from './F5Rule';

/** One condition of a match; `subject` is a name of a header, cookie or argument, or a variable of NGINX. */
export interface Condition {
  readonly kind: 'header' | 'cookie' | 'argument' | 'variable';
  readonly subject: string;
  readonly value: string;
}

/** What is done with all requests of a branch, or with the part of one split. */
export interface WeightedAction {
  readonly action: UnknownRecord;
  /** Of 100. */
  readonly weight: number;
  /** `spec.routes[0].splits[1].action`. */
  readonly path: string;
}

/** One match of a route, or what is left when none holds. */
export interface Branch {
  readonly index: number;
  readonly path: string;
  readonly conditions: readonly Condition[];
  readonly actions: readonly WeightedAction[];
  /** The request goes through an internal location, as with matches and splits. */
  readonly isInternal: boolean;
}

/** The branches of a route in their order: the first whose conditions all hold takes the request, the last takes the rest. */
export function branchesOf({ route, path }: F5Rule): readonly Branch[] {
  const matches = readList(route, 'matches');
  const isInternal = matches.length > 0 || readList(route, 'splits').length > 0;
  return [
    ...matches.map((match, index): Branch => {
      const own = `${path}.matches[${index}]`;
      return {
        index,
        path: own,
        conditions: readList(match, 'conditions').flatMap(readCondition),
        actions: actionsOf(isRecord(match) ? match : {}, own),
        isInternal,
      };
    }),
    {
      index: matches.length,
      path,
      conditions: [],
      actions: actionsOf(route, path),
      isInternal,
    },
  ];
}

export function renderCondition({ kind, subject, value }: Condition): string {
  return `${kind} ${subject}: ${value}`;
}

/** The upstream that an action proxies to; undefined for one that answers by itself. */
export function upstreamOf(action: UnknownRecord): string | undefined {
  return (
    readText(action, 'pass') ||
    readText(readRecord(action, 'proxy'), 'upstream')
  );
}

const KINDS = ['header', 'cookie', 'argument', 'variable'] as const;

function readCondition(condition: unknown): readonly Condition[] {
  const kind = KINDS.find(each => Boolean(readText(condition, each)));
  return kind
    ? [
        {
          kind,
          subject: readText(condition, kind) ?? '',
          value: readText(condition, 'value') ?? '',
        },
      ]
    : [];
}

function actionsOf(
  holder: UnknownRecord,
  path: string,
): readonly WeightedAction[] {
  const splits = readList(holder, 'splits');
  if (splits.length === 0) {
    return isRecord(holder.action)
      ? [{ action: holder.action, weight: 100, path: `${path}.action` }]
      : [];
  }
  return splits.map((split, index) => ({
    action: readRecord(split, 'action'),
    weight: Math.min(100, Math.max(0, readNumber(split, 'weight') ?? 0)),
    path: `${path}.splits[${index}].action`,
  }));
}
