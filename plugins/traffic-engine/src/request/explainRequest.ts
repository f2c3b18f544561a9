import type {
  RequestAnswer,
  RequestExplanation,
  RequestQuestion,
  Route,
} from '@portolan/plugin-traffic-common';
import { meshPeersOf } from '../join/meshPeers';
import { canTellAbsence } from '../references/lookUp';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { compareText } from '../snapshot/compareText';
import type { Source } from '../sources/Source';
import type { AskedRequest } from './AskedRequest';
import { readQuestion } from './readQuestion';

/** More runners-up of one answer are counted and not listed. */
export const MAX_RUNNERS_UP = 50;

/** What is asked, and of whom. */
export interface ExplainRequestOptions {
  readonly snapshots: readonly ClusterSnapshot[];
  readonly sources: readonly Source[];
  readonly question: RequestQuestion;
  /** The routes of the answer's reader; rules of other routes have no `routeId`. */
  readonly routes?: readonly Pick<Route, 'id'>[];
}

/**
 * Who would answer a request, and how: every door of every cluster that would get it, each in its controller's own order.
 * Never throws: a question that cannot be read, or that nobody answers, has a sentence in `problem`. The order of the
 * answers is total and does not depend on that of the input.
 */
export function explainRequest(
  options: ExplainRequestOptions,
): RequestExplanation {
  const { snapshots, sources, question, routes } = options;
  const read = readQuestion(question);
  if ('problem' in read) {
    return { question, answers: [], problem: read.problem };
  }
  const asked = snapshots.filter(
    ({ cluster }) =>
      question.cluster === undefined || cluster === question.cluster,
  );
  if (asked.length === 0) {
    return {
      question,
      answers: [],
      problem:
        question.cluster === undefined
          ? 'There is no cluster to ask.'
          : `There is no cluster ${question.cluster}: name one that is watched, or none to ask all.`,
    };
  }
  const mesh = meshPeersOf(snapshots, sources);
  const known = routes && new Set(routes.map(({ id }) => id));
  const answers = asked
    .flatMap(snapshot =>
      sources
        .flatMap(source => source.serve?.(snapshot, read.request, mesh) ?? [])
        .map(answer =>
          intercepted(sources, answer, { snapshot, request: read.request }),
        ),
    )
    .map(answer => limitRunnersUp(joinRoutes(answer, known)))
    .map(answer => ({ answer, key: orderOf(answer) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ answer }) => answer);
  return answers.length > 0
    ? { question, answers }
    : { question, answers, problem: nobody(read.request, asked, sources) };
}

/** An answer after all sources whose objects change the answers of others had their say. */
function intercepted(
  sources: readonly Source[],
  answer: RequestAnswer,
  { snapshot, request }: { snapshot: ClusterSnapshot; request: AskedRequest },
): RequestAnswer {
  return sources.reduce((told, source) => {
    const outcome = source.intercept?.(snapshot, request, told);
    return outcome ? { ...told, outcome } : told;
  }, answer);
}

function joinRoutes(
  answer: RequestAnswer,
  known: ReadonlySet<string> | undefined,
): RequestAnswer {
  if (!known) {
    return answer;
  }
  const join = <T extends { routeId: string | null }>(rule: T): T =>
    rule.routeId === null || known.has(rule.routeId)
      ? rule
      : { ...rule, routeId: null };
  return {
    ...answer,
    winner: answer.winner && join(answer.winner),
    runnersUp: answer.runnersUp.map(join),
  };
}

function limitRunnersUp(answer: RequestAnswer): RequestAnswer {
  const more = answer.runnersUp.length - MAX_RUNNERS_UP;
  return more > 0
    ? {
        ...answer,
        runnersUp: answer.runnersUp.slice(0, MAX_RUNNERS_UP),
        moreRunnersUp: more,
      }
    : answer;
}

/** Cluster, source and door first; the rest only makes the order total. */
function orderOf(answer: RequestAnswer): string {
  const { cluster, source, entry } = answer;
  return [cluster, source, JSON.stringify(entry), JSON.stringify(answer)].join(
    '\n',
  );
}

/** "Nobody" is only said of what was looked at. */
function nobody(
  request: AskedRequest,
  snapshots: readonly ClusterSnapshot[],
  sources: readonly Source[],
): string {
  const { scheme, host, port } = request;
  const unseen = snapshots.flatMap(snapshot => {
    const kinds = sources
      .filter(({ serve }) => serve)
      .flatMap(({ reads }) => reads)
      .filter(kind => !canTellAbsence(snapshot.statusOf(kind), ''))
      .map(({ kind }) => kind);
    return kinds.length > 0
      ? [`${snapshot.cluster}: ${[...new Set(kinds)].sort().join(', ')}`]
      : [];
  });
  const where = `${scheme}://${host}:${port}`;
  return unseen.length > 0
    ? `No door that could be looked at takes a request for ${where}; what could not be looked at, or only in part: ${unseen
        .sort()
        .join('; ')}.`
    : `No door takes a request for ${where}: no Gateway, Ingress controller or entry point listens on port ${port}.`;
}
