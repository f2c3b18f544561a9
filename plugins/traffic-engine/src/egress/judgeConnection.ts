import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionJudge,
  LayerAnswer,
  Outcome,
} from '../model/drafts';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';

/** The verdict on one connection and the answers of the layers that were asked, in the order of asking. */
export interface ConnectionVerdict {
  readonly verdict: LayerVerdict['verdict'];
  readonly directions: Readonly<
    Record<LayerVerdict['direction'], LayerVerdict['verdict']>
  >;
  readonly layers: readonly LayerAnswer[];
}

/** The judges of a cluster in the order in which they are asked, chain by chain. */
export function inAskingOrder(
  judges: readonly ConnectionJudge[],
): readonly ConnectionJudge[] {
  return [...judges].sort(
    (a, b) =>
      compareText(a.chain.id, b.chain.id) ||
      a.chain.order - b.chain.order ||
      compareText(a.layer, b.layer),
  );
}

/**
 * Whether a connection may be made: both directions of every chain must allow it. Judges are given in asking order. No
 * judge at all is no knowledge.
 */
export function judgeConnection(
  connection: Connection,
  judges: readonly ConnectionJudge[],
): ConnectionVerdict {
  if (judges.length === 0) {
    return {
      verdict: 'unknown',
      directions: { egress: 'unknown', ingress: 'unknown' },
      layers: [],
    };
  }
  const answers = judges.map(judge => ({
    chain: judge.chain.id,
    answers: judge.judge(connection),
  }));
  const layers: LayerAnswer[] = [];
  const judgeDirection = (direction: LayerVerdict['direction']) => {
    const asked = answers.flatMap(({ chain, answers: all }) =>
      all
        .filter(answer => answer.direction === direction)
        .map(answer => ({ chain, answer })),
    );
    const chains = groupBy(asked, entry => entry.chain);
    return strictest(
      [...chains.values()].map(chain => {
        const decided = askInTurn(chain.map(entry => entry.answer));
        layers.push(...decided.layers);
        return decided.verdict;
      }),
    );
  };
  const directions = {
    egress: judgeDirection('egress'),
    ingress: judgeDirection('ingress'),
  };
  return {
    verdict: strictest([directions.egress, directions.ingress]),
    directions,
    layers,
  };
}

/** All must allow; one that denies decides, whatever is not known of the others. */
export function strictest(
  verdicts: readonly LayerVerdict['verdict'][],
): LayerVerdict['verdict'] {
  if (verdicts.includes('denied')) {
    return 'denied';
  }
  return verdicts.includes('unknown') ? 'unknown' : 'allowed';
}

function askInTurn(
  answers: readonly LayerAnswer[],
): Pick<ConnectionVerdict, 'verdict' | 'layers'> {
  const possible = new Set<Outcome>();
  const layers: LayerAnswer[] = [];
  for (const answer of answers) {
    layers.push(answer);
    for (const outcome of answer.outcomes) {
      if (outcome !== 'pass') {
        possible.add(outcome);
      }
    }
    if (!answer.outcomes.has('pass')) {
      return { verdict: settled(possible), layers };
    }
  }
  possible.add('allow');
  return { verdict: settled(possible), layers };
}

function settled(possible: ReadonlySet<Outcome>): LayerVerdict['verdict'] {
  if (possible.size > 1) {
    return 'unknown';
  }
  return possible.has('deny') ? 'denied' : 'allowed';
}
