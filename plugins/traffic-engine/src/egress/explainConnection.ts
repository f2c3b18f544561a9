import type {
  LayerVerdict,
  SourceAddress,
  TlsOrigination,
  WayOut,
} from '@portolan/plugin-traffic-common';
import { joinCluster } from '../join/ClusterJoin';
import { judgeHops } from '../join/judgeHops';
import type { DependencyJudge } from '../join/joinDependency';
import type { DependencyDraft } from '../model/drafts';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import { claimTableOf } from '../ownership/ClaimTable';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { judgesOf, resultOf } from '../sources/resultOf';
import type { Source } from '../sources/Source';
import type { WorkloadFact } from '../topology/workloadIndex';
import type { AskedEnd, NotFound } from './AskedEnd';
import {
  sourcesOf,
  targetsOf,
  type AskedContext,
  type AskedSource,
  type AskedTarget,
} from './askedEnds';
import { strictest } from './judgeConnection';
import { courtOf, judgeDependency, judgeEnds } from './judgeDependency';
import { uniqueRules } from './layerAnswer';
import { createResolveWayOut, type EgressNat } from './resolveWayOut';

/** A question about one connection in one cluster; a port or protocol of null means that any may be meant. */
export interface ConnectionQuestion {
  readonly snapshot: ClusterSnapshot;
  readonly sources: readonly Source[];
  readonly from: AskedEnd;
  readonly to: AskedEnd;
  readonly port: number | null;
  readonly protocol: string | null;
  /** What ends of the catalog are looked up in. */
  readonly entities?: readonly CatalogEntityFacts[];
  readonly egressNat?: EgressNat;
  /** `straight`: as if nothing on the way sent it elsewhere; else on the way that it takes. */
  readonly way?: 'taken' | 'straight';
}

/** Whether one connection may be made, by which rules, and how it leaves; `via` is absent for what no workload makes. */
export interface ExplainedConnection {
  readonly from: AskedEnd;
  readonly to: AskedEnd;
  readonly verdict: LayerVerdict['verdict'];
  readonly layers: readonly LayerVerdict[];
  readonly via?: WayOut;
  readonly sourceAddress?: SourceAddress;
  readonly tls?: TlsOrigination;
}

/**
 * The answer, with the rules that decide in every layer and the ends that were meant (an address may be a pod's); or which end
 * cannot be looked up, and why. Where an end stands for several things (an entity of the catalog), `parts` answers for each.
 */
export type ConnectionExplanation =
  | ({
      readonly state: 'explained';
      readonly parts?: readonly ExplainedConnection[];
    } & ExplainedConnection)
  | NotFound;

const NO_ENTITIES: readonly CatalogEntityFacts[] = [];

/**
 * Whether one connection may be made, which rules decide, how it leaves and under which address. A Service means the pods
 * behind it at their own ports; the address of a pod or a Service means that pod or Service. It is decided as the
 * dependency of the same workload on the same destination is: on the way that the connection takes. Never fails: an end that
 * is not there is an answer.
 */
export function explainConnection(
  question: ConnectionQuestion,
): ConnectionExplanation {
  const { snapshot, sources, port, protocol } = question;
  const { entities = NO_ENTITIES } = question;
  const context: AskedContext = {
    join: joinCluster(snapshot, claimTableOf(entities)),
    court: courtOf(judgesOf(sources, snapshot), snapshot),
    entities,
    asked: { port, protocol },
  };
  const from = sourcesOf(question.from, context);
  if ('state' in from) {
    return from;
  }
  const to = targetsOf(question.to, context);
  if ('state' in to) {
    return to;
  }
  const parts = from.flatMap(source =>
    to.map(target => explainPart(source, target, { question, context })),
  );
  const { from: askedFrom, to: askedTo } = question;
  return parts.length === 1
    ? { state: 'explained', ...parts[0] }
    : {
        state: 'explained',
        from: askedFrom,
        to: askedTo,
        ...mergeParts(parts),
        parts,
      };
}

function explainPart(
  source: AskedSource,
  target: AskedTarget,
  options: { question: ConnectionQuestion; context: AskedContext },
): ExplainedConnection {
  const { question, context } = options;
  const ends = { from: source.end, to: target.end };
  const { workload } = source;
  return workload && question.way !== 'straight'
    ? { ...ends, ...onItsWay({ source, workload, target }, options) }
    : {
        ...ends,
        ...judgeEnds(source.origins, target.destinations, context.court),
      };
}

/** What the dependency would say: the guides tell the way, and the judges are asked about each hop of it. */
function onItsWay(
  pair: { source: AskedSource; workload: WorkloadFact; target: AskedTarget },
  options: { question: ConnectionQuestion; context: AskedContext },
): Omit<ExplainedConnection, 'from' | 'to'> {
  const { source, workload, target } = pair;
  const { question, context } = options;
  const { snapshot, sources, egressNat = {} } = question;
  const draft: DependencyDraft = {
    cluster: snapshot.cluster,
    workload: workload.ref,
    destination: target.destination,
    ...context.asked,
    evidence: [],
    declared: { answer: 'unknown' },
  };
  const { via, sourceAddress, tls, firstHop, onTheWay, mayRedirect } =
    createResolveWayOut({
      snapshot,
      sources,
      results: sources.map(each => resultOf(each, snapshot)),
      natAddresses: egressNat[snapshot.cluster] ?? [],
    })(draft, workload);
  const judge: DependencyJudge = asked =>
    asked.draft.workload === draft.workload &&
    asked.draft.destination === draft.destination
      ? judgeEnds(
          source.origins,
          target.destinations,
          courtOf(asked.judges, snapshot),
        )
      : judgeDependency(asked);
  const permitted = judgeHops({
    draft,
    join: context.join,
    judges: judgesOf(sources, snapshot),
    judge,
    firstHop,
    onTheWay,
    mayRedirect,
  });
  return { ...permitted, via, sourceAddress, ...(tls && { tls }) };
}

/** One answer for all parts: the verdict that all share; of each layer what it lets through least. */
function mergeParts(
  parts: readonly ExplainedConnection[],
): Omit<ExplainedConnection, 'from' | 'to'> {
  const [first] = parts;
  const layers = groupBy(
    parts.flatMap(part => part.layers),
    ({ layer, direction }) => `${direction} ${layer}`,
  );
  return {
    verdict: parts.every(({ verdict }) => verdict === first.verdict)
      ? first.verdict
      : 'unknown',
    layers: [...layers.values()].map(answers => {
      const verdict = strictest(answers.map(answer => answer.verdict));
      const deciding = answers.filter(answer => answer.verdict === verdict);
      return {
        ...deciding[0],
        rules: [...uniqueRules(deciding.flatMap(({ rules }) => rules))],
      };
    }),
  };
}
