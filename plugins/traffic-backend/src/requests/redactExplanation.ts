import type {
  Entry,
  RequestAnswer,
  RequestExplanation,
  RequestRule,
  Route,
} from '@portolan/plugin-traffic-common';
import { refKey } from '@portolan/plugin-traffic-engine';
import type { RefTest } from '../service/namedEntities';
import type { RuleOwners } from './ruleOwners';

/** What decides how much of an explanation a reader may see. */
export interface ReaderOfExplanation {
  /** The routes of the entity that was asked for: their doors are shown. */
  readonly routes: readonly Route[];
  readonly owners: RuleOwners;
  /** Whether the reader may read the traffic of an entity. */
  readonly isShown: RefTest;
  /** Whether the reader may read the list of all hosts, and so what nobody owns. */
  readonly readsAll: boolean;
  /** Whether the entity concerns a cluster. */
  readonly isAsked: (cluster: string) => boolean;
}

/**
 * The explanation as a reader may see it: rules of entities that the reader may read, and those that nobody owns for
 * readers of the list of all hosts. A door of the entity's own at which another rule wins stays, since the reader named
 * the host, but not whose rule it is; other doors are only counted.
 */
export function redactExplanation(
  explanation: RequestExplanation,
  reader: ReaderOfExplanation,
): RequestExplanation {
  const { owners, isShown, readsAll, isAsked } = reader;
  const doors = new Set(
    reader.routes.map(({ cluster, entry }) => doorKey(cluster, entry)),
  );
  const own = new Set(reader.routes.map(ruleKey));
  const isVisible = (rule: RequestRule) => {
    if (own.has(ruleKey(rule))) {
      return true;
    }
    const entities = owners.of(rule);
    return entities.length > 0 ? entities.some(isShown) : readsAll;
  };
  const isShownDoor = ({ cluster, entry, winner, runnersUp }: RequestAnswer) =>
    readsAll ||
    doors.has(doorKey(cluster, entry)) ||
    [...(winner ? [winner] : []), ...runnersUp].some(isVisible);
  const asked = explanation.answers.filter(({ cluster }) => isAsked(cluster));
  const shown = asked.filter(isShownDoor);
  const hiddenAnswers = asked.length - shown.length;
  return {
    ...explanation,
    answers: shown.map(answer => redactAnswer(answer, isVisible)),
    ...(hiddenAnswers > 0 && { hiddenAnswers }),
  };
}

function redactAnswer(
  answer: RequestAnswer,
  isVisible: (rule: RequestRule) => boolean,
): RequestAnswer {
  const { winner, outcome, runnersUp, moreRunnersUp = 0, ...door } = answer;
  const visible = runnersUp.filter(isVisible);
  const more = moreRunnersUp + runnersUp.length - visible.length;
  const isHidden = winner !== null && !isVisible(winner);
  return {
    ...door,
    winner: isHidden ? null : winner,
    outcome: isHidden ? { kind: 'hidden' } : outcome,
    runnersUp: visible,
    ...(more > 0 && { moreRunnersUp: more }),
  };
}

function ruleKey({
  object,
  ruleIndex,
}: Pick<RequestRule, 'object' | 'ruleIndex'>): string {
  return `${refKey(object)}|${ruleIndex}`;
}

/** Equal for the listeners of one Gateway: whoever has a route there knows it. */
function doorKey(cluster: string, entry: Entry | null): string {
  return entry?.kind === 'listener'
    ? JSON.stringify([cluster, entry.gateway])
    : JSON.stringify([cluster, entry]);
}
