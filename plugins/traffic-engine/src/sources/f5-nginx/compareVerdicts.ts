import type { RouteDraft } from '../../model/drafts';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';

/**
 * The controller's state is of a whole object: it serves an object of which we find one rule served, and refuses one of which we
 * find all refused. Where we are not sure of all of them, there is nothing to compare.
 */
export function compareVerdicts(
  drafts: readonly RouteDraft[],
): readonly RouteDraft[] {
  const agreements = new Map(
    [...groupBy(drafts, ({ object }) => refKey(object))].map(([key, own]) => [
      key,
      agreementOf(own),
    ]),
  );
  return drafts.map(draft => ({
    ...draft,
    agreement: agreements.get(refKey(draft.object)) ?? 'not-comparable',
  }));
}

function agreementOf(
  drafts: readonly RouteDraft[],
): NonNullable<RouteDraft['agreement']> {
  const [{ reported }] = drafts;
  const said =
    reported.state === 'reported' ? reported.conditions[0]?.status : undefined;
  if (
    said === undefined ||
    drafts.some(({ door }) => door.state === 'unknown')
  ) {
    return 'not-comparable';
  }
  const isServed = drafts.some(({ door }) => door.state !== 'detached');
  return isServed === (said === 'True') ? 'agree' : 'disagree';
}
