import type { Dependency, LayerVerdict } from '@portolan/plugin-traffic-common';
import { strictest } from '../egress/judgeConnection';
import { uniqueRules } from '../egress/layerAnswer';
import type {
  ConnectionJudge,
  DependencyDraft,
  WayOutAnswer,
} from '../model/drafts';
import { groupBy } from '../snapshot/groupBy';
import type { ClusterJoin } from './ClusterJoin';
import type { DependencyJudge } from './joinDependency';

/**
 * Whether a dependency is permitted on the way that it takes. Where a proxy sends it to a gateway, the network sees two
 * connections and never the one that the workload asked for: to the gateway, and from there to the destination. Judges that
 * stand before the redirect are asked about what the workload asked for.
 */
export function judgeHops(options: {
  draft: DependencyDraft;
  join: ClusterJoin;
  judges: readonly ConnectionJudge[];
  judge: DependencyJudge;
  firstHop: WayOutAnswer['firstHop'];
  onTheWay?: WayOutAnswer['onTheWay'];
  mayRedirect: WayOutAnswer['mayRedirect'];
}): Dependency['permitted'] {
  const { draft, join, judges, judge, firstHop, onTheWay, mayRedirect } =
    options;
  const passed = hopOf(onTheWay?.verdicts ?? []);
  const { before, after } = splitJudges(judges);
  if (!firstHop) {
    const straight = judge({ draft, join, judges });
    const isSure =
      straight.verdict !== 'denied' ||
      !mayRedirect ||
      (before.length > 0 &&
        judge({ draft, join, judges: before }).verdict === 'denied');
    return isSure || straight.verdict !== 'denied'
      ? {
          verdict: strictest([straight.verdict, passed.verdict]),
          layers: [...straight.layers, ...passed.layers],
        }
      : { ...straight, verdict: 'unknown' };
  }
  const { peers: _peers, verdicts: _verdicts, ...asked } = draft;
  const { service, port } = firstHop;
  const gateways = join.services.workloadsOf(service.namespace, service.name);
  const hops = [
    ...(before.length > 0
      ? [judge({ draft: asked, join, judges: before })]
      : []),
    judge({
      draft: { ...asked, destination: { kind: 'service', service }, port },
      join,
      judges: onTheWay ? withoutLayer(after, onTheWay.insteadOf) : after,
    }),
    passed,
    ...gateways.map(({ ref }) =>
      judge({ draft: { ...asked, workload: ref }, join, judges: after }),
    ),
  ];
  const layers = groupBy(
    hops.flatMap(hop => hop.layers),
    ({ layer, direction }) => `${direction} ${layer}`,
  );
  return {
    verdict: strictest(hops.map(({ verdict }) => verdict)),
    layers: [...layers.values()].map(narrowest),
  };
}

/** What is known already of a proxy on the way, as a hop of its own. */
function hopOf(verdicts: readonly LayerVerdict[]): Dependency['permitted'] {
  return {
    verdict: strictest(verdicts.map(({ verdict }) => verdict)),
    layers: [...verdicts],
  };
}

/** What a layer says of all hops: the answer of the hop that it lets through least. */
function narrowest(answers: readonly LayerVerdict[]): LayerVerdict {
  const verdict = strictest(answers.map(answer => answer.verdict));
  const deciding = answers.filter(answer => answer.verdict === verdict);
  return {
    ...deciding[0],
    rules: [...uniqueRules(deciding.flatMap(({ rules }) => rules))],
  };
}

interface Split {
  readonly before: readonly ConnectionJudge[];
  readonly after: readonly ConnectionJudge[];
}

const splits = new WeakMap<readonly ConnectionJudge[], Split>();

function splitJudges(judges: readonly ConnectionJudge[]): Split {
  const known = splits.get(judges) ?? {
    before: judges.filter(({ beforeRedirect }) => beforeRedirect),
    after: judges.filter(({ beforeRedirect }) => !beforeRedirect),
  };
  splits.set(judges, known);
  return known;
}

const remaining = new WeakMap<
  readonly ConnectionJudge[],
  Map<string, readonly ConnectionJudge[]>
>();

/** The same list for the same question: a court is kept for each list of judges. */
function withoutLayer(
  judges: readonly ConnectionJudge[],
  layer: string,
): readonly ConnectionJudge[] {
  const byLayer =
    remaining.get(judges) ?? new Map<string, readonly ConnectionJudge[]>();
  remaining.set(judges, byLayer);
  const known =
    byLayer.get(layer) ?? judges.filter(judge => judge.layer !== layer);
  byLayer.set(layer, known);
  return known;
}
