import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { branchesOf } from './branches';
import type { F5Rule } from './F5Rule';
import { testLocation } from './location';

/** What NGINX does with a path in one virtual host. */
export type Selection =
  | { readonly kind: 'rule'; readonly rule: F5Rule }
  /** 301 to the path with a slash behind it. */
  | { readonly kind: 'add-slash'; readonly rule: F5Rule }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * NGINX’s order: an exact location; the longest prefix, at which it stops when that is `^~`; the first regular expression of
 * the file; that prefix again. In the file, routes with matches or splits stand before the others.
 */
export function selectLocation(
  rules: readonly F5Rule[],
  path: string,
): Selection {
  const open = rules.filter(({ door }) => door.state !== 'detached');
  const hidden = open.find(
    ({ door, location }) =>
      door.state === 'unknown' && testLocation(location, path) !== 'missed',
  );
  if (hidden) {
    return {
      kind: 'unknown',
      why: 'What stands behind a route of the VirtualServer could not be looked at.',
    };
  }
  const plain = open.filter(({ location }) => location.kind !== 'regex');
  const exact = plain.find(
    ({ location }) => location.kind === 'exact' && location.value === path,
  );
  if (exact) {
    return { kind: 'rule', rule: exact };
  }
  const [longest] = plain
    .filter(
      ({ location }) =>
        location.kind !== 'exact' && testLocation(location, path) === 'taken',
    )
    .sort((a, b) => b.location.value.length - a.location.value.length);
  if (longest?.location.value !== path) {
    const slashed = plain.find(
      rule =>
        testLocation(rule.location, path) === 'lacks-slash' && !isSwitch(rule),
    );
    if (slashed) {
      return { kind: 'add-slash', rule: slashed };
    }
  }
  if (longest?.location.kind === 'final-prefix') {
    return { kind: 'rule', rule: longest };
  }
  for (const rule of regexesInOrder(open)) {
    const answer = testLocation(rule.location, path);
    if (answer === 'taken') {
      return { kind: 'rule', rule };
    }
    if (answer === 'not-known') {
      return {
        kind: 'unknown',
        why: 'Whether a regular expression takes the path was not worked out.',
      };
    }
  }
  return longest ? { kind: 'rule', rule: longest } : { kind: 'none' };
}

/** Why a rule of the virtual host did not take the path that another took. */
export function lostBy(
  rule: F5Rule,
  { path, winner }: { path: string; winner: F5Rule | null },
): RunnerUp['lostBy'] {
  if (rule.door.state === 'detached') {
    return 'not-attached';
  }
  const answer = testLocation(rule.location, path);
  if (answer !== 'taken') {
    return answer === 'not-known' ? 'not-known' : 'path';
  }
  return rule.location.kind === 'regex' && winner?.location.kind === 'regex'
    ? 'later-in-list'
    : 'less-specific-path';
}

function regexesInOrder(rules: readonly F5Rule[]): readonly F5Rule[] {
  const regexes = rules.filter(({ location }) => location.kind === 'regex');
  return [
    ...regexes.filter(isSwitch),
    ...regexes.filter(rule => !isSwitch(rule)),
  ];
}

/** A location that only chooses another one, by matches or splits. */
function isSwitch(rule: F5Rule): boolean {
  return branchesOf(rule)[0].isInternal;
}
