import type { RouteDraft } from '../../model/drafts';
import { refKey } from '../../model/refs';
import type { SentOn } from './sentOnOnly';
import type { ContourView } from './translate';

/**
 * Contour's `Valid` is of a whole HTTPProxy, and False also where most of it is served: we agree when we find something wrong
 * with it, too.
 */
export function compareVerdicts(
  drafts: readonly RouteDraft[],
  { rules, faults, sentOn }: ContourView & { sentOn: readonly SentOn[] },
): readonly RouteDraft[] {
  const wrong = new Set([
    ...faults.map(({ proxy }) => refKey(proxy.object)),
    // What another one on the way takes with it stays valid.
    ...rules.flatMap(({ root, proxy, door }) =>
      door.state === 'detached' && (root === null || root === proxy)
        ? [refKey(proxy.object)]
        : [],
    ),
    ...drafts.flatMap(({ object, backends }) =>
      backends.some(({ reason }) => reason) ? [refKey(object)] : [],
    ),
  ]);
  const open = new Set([
    ...sentOn.flatMap(({ rule, backends }) =>
      backends.some(({ target }) => target.state === 'unknown')
        ? [refKey(rule.proxy.object)]
        : [],
    ),
    ...drafts.flatMap(({ object, door, backends }) =>
      door.state === 'unknown' ||
      backends.some(({ target }) => target.state === 'unknown')
        ? [refKey(object)]
        : [],
    ),
  ]);
  return drafts.map(draft => {
    const key = refKey(draft.object);
    const { reported } = draft;
    const said =
      reported.state === 'reported'
        ? reported.conditions[0]?.status
        : undefined;
    if (
      said === undefined ||
      said === 'Unknown' ||
      (open.has(key) && !wrong.has(key))
    ) {
      return { ...draft, agreement: 'not-comparable' as const };
    }
    const agrees = wrong.has(key) === (said === 'False');
    return { ...draft, agreement: agrees ? 'agree' : 'disagree' };
  });
}
