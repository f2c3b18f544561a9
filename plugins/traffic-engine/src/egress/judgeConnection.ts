import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionJudge,
  LayerAnswer,
  Outcome,
} from '../model/drafts';
import { compareText } from '../snapshot/compareText';

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
  const answers = judges.map(judge => judge.judge(connection));
  const layers: LayerAnswer[] = [];
  const judgeDirection = (direction: LayerVerdict['direction']) => {
    const verdicts: LayerVerdict['verdict'][] = [];
    let chain: { id: string; answers: LayerAnswer[] } | undefined;
    const closeChain = () => {
      if (chain) {
        verdicts.push(askInTurn(chain.answers, layers));
      }
    };
    for (const [position, { chain: place }] of judges.entries()) {
      for (const answer of answers[position]) {
        if (answer.direction !== direction) {
          continue;
        }
        if (chain?.id !== place.id) {
          closeChain();
          chain = { id: place.id, answers: [] };
        }
        chain.answers.push(answer);
      }
    }
    closeChain();
    return strictest(verdicts);
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

/** The verdict of one chain; the answers that it rests on are added to the layers. */
function askInTurn(
  answers: readonly LayerAnswer[],
  layers: LayerAnswer[],
): LayerVerdict['verdict'] {
  const possible = new Set<Outcome>();
  for (const answer of answers) {
    layers.push(answer);
    for (const outcome of answer.outcomes) {
      if (outcome !== 'pass') {
        possible.add(outcome);
      }
    }
    if (!answer.outcomes.has('pass')) {
      return settled(possible);
    }
  }
  possible.add('allow');
  return settled(possible);
}

function settled(possible: ReadonlySet<Outcome>): LayerVerdict['verdict'] {
  if (possible.size > 1) {
    return 'unknown';
  }
  return possible.has('deny') ? 'denied' : 'allowed';
}
