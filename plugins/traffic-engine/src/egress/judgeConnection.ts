import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import type { Connection, ConnectionJudge, LayerAnswer } from '../model/drafts';
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
  const directions = {
    egress: judgeDirection('egress', { judges, answers, layers }),
    ingress: judgeDirection('ingress', { judges, answers, layers }),
  };
  return {
    verdict: strictest([directions.egress, directions.ingress]),
    directions,
    layers,
  };
}

/** The same of one direction alone, with the answers that were given for it. */
export function judgeOneWay(
  connection: Connection,
  direction: LayerVerdict['direction'],
  judges: readonly ConnectionJudge[],
): Pick<ConnectionVerdict, 'verdict' | 'layers'> {
  if (judges.length === 0) {
    return { verdict: 'unknown', layers: [] };
  }
  const answers = judges.map(judge => judge.judge(connection));
  const layers: LayerAnswer[] = [];
  return {
    verdict: judgeDirection(direction, { judges, answers, layers }),
    layers,
  };
}

/** What became of a chain so far: `isOpen` while all that were asked have passed, or may have. */
interface Turn {
  readonly chain: string;
  mayAllow: boolean;
  mayDeny: boolean;
  isOpen: boolean;
}

/**
 * The verdict of all chains in one direction; the answers that it rests on are added to the layers. Asked for every pair and
 * every port of it, so nothing is gathered that is not kept.
 */
function judgeDirection(
  direction: LayerVerdict['direction'],
  {
    judges,
    answers,
    layers,
  }: {
    judges: readonly ConnectionJudge[];
    answers: readonly (readonly LayerAnswer[])[];
    layers: LayerAnswer[];
  },
): LayerVerdict['verdict'] {
  const verdicts: LayerVerdict['verdict'][] = [];
  let turn: Turn | undefined;
  for (let position = 0; position < judges.length; position++) {
    for (const answer of answers[position]) {
      if (answer.direction === direction) {
        const chain = judges[position].chain.id;
        if (turn?.chain !== chain) {
          if (turn) {
            verdicts.push(settled(turn));
          }
          turn = { chain, mayAllow: false, mayDeny: false, isOpen: true };
        }
        if (turn.isOpen) {
          layers.push(answer);
          take(turn, answer);
        }
      }
    }
  }
  if (turn) {
    verdicts.push(settled(turn));
  }
  return strictest(verdicts);
}

/** A chain goes on for as long as an answer may be to pass. */
function take(turn: Turn, { outcomes }: LayerAnswer): void {
  turn.mayAllow ||= outcomes.has('allow');
  turn.mayDeny ||= outcomes.has('deny');
  turn.isOpen = outcomes.has('pass');
}

/** A chain where all pass allows. */
function settled({ mayAllow, mayDeny, isOpen }: Turn): LayerVerdict['verdict'] {
  if (!mayDeny) {
    return 'allowed';
  }
  return mayAllow || isOpen ? 'unknown' : 'denied';
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
