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
  mayRedirect: WayOutAnswer['mayRedirect'];
}): Dependency['permitted'] {
  const { draft, join, judges, judge, firstHop, mayRedirect } = options;
  const { before, after } = splitJudges(judges);
  if (!firstHop) {
    const straight = judge({ draft, join, judges });
    const isSure =
      straight.verdict !== 'denied' ||
      !mayRedirect ||
      (before.length > 0 &&
        judge({ draft, join, judges: before }).verdict === 'denied');
    return isSure ? straight : { ...straight, verdict: 'unknown' };
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
      judges: after,
    }),
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
