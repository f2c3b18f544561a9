import type {
  Connection,
  ConnectionJudge,
  LayerAnswer,
  Tunnel,
} from '../model/drafts';
import { mergeAnswers } from './layerAnswer';

/**
 * Judges as they are where tunnels carry connections: those that stand outside of a tunnel are asked about its port instead of the
 * one that is called. What is denied for that alone says so (`tunnel-port-closed`).
 */
export function throughTunnels(
  judges: readonly ConnectionJudge[],
  tunnels: readonly Tunnel[],
): readonly ConnectionJudge[] {
  return tunnels.length === 0
    ? judges
    : judges.map(judge =>
        judge.isInsideTunnel ? judge : outside(judge, tunnels),
      );
}

function outside(
  judge: ConnectionJudge,
  tunnels: readonly Tunnel[],
): ConnectionJudge {
  return {
    ...judge,
    labelKeys: new Set([
      ...judge.labelKeys,
      ...tunnels.flatMap(({ labelKeys }) => [...labelKeys]),
    ]),
    judge: connection => {
      const carried = carriage(connection, tunnels);
      const called = judge.judge(connection);
      return carried === undefined || called.length === 0
        ? called
        : judge
            .judge({ ...connection, port: carried.port, protocol: 'TCP' })
            .map(answer => combine(answer, called, carried.isSure));
    },
  };
}

/** The port at which a connection goes, if it is not its own; not sure where it may be of another protocol too. */
function carriage(
  connection: Connection,
  tunnels: readonly Tunnel[],
): { port: number; isSure: boolean } | undefined {
  const { from, to, protocol } = connection;
  if (
    from.kind !== 'pod' ||
    to.kind !== 'pod' ||
    (protocol !== null && protocol !== 'TCP')
  ) {
    return undefined;
  }
  for (const tunnel of tunnels) {
    const answer = tunnel.carries(connection);
    if (answer !== 'no') {
      return {
        port: tunnel.port,
        isSure: answer === 'yes' && protocol !== null,
      };
    }
  }
  return undefined;
}

function combine(
  answer: LayerAnswer,
  called: readonly LayerAnswer[],
  isSure: boolean,
): LayerAnswer {
  const own = called.find(({ direction }) => direction === answer.direction);
  if (own && !isSure) {
    return mergeAnswers([answer, own], 'depends-on-port');
  }
  return answer.verdict === 'denied' && own?.verdict !== 'denied'
    ? { ...answer, code: 'tunnel-port-closed' }
    : answer;
}
