import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionEnd,
  LayerAnswer,
  PortRange,
} from '../model/drafts';
import { refKey } from '../model/refs';
import { ALL_PORTS, PROTOCOLS } from '../match/port';
import { compareText } from '../snapshot/compareText';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { judgesOf, resultOf } from '../sources/resultOf';
import type { Source } from '../sources/Source';
import { workloadIndex, type WorkloadFact } from '../topology/workloadIndex';
import { judgeConnection } from './judgeConnection';
import { courtOf, mergeVerdicts, type Court } from './judgeDependency';

/** Ports of one protocol, both ends included. */
export interface PortSpan extends PortRange {
  readonly protocol: string;
}

/** What of the way from one workload to another, or to a range of addresses outside, is open. */
export interface ConnectivityEntry {
  readonly from: ObjectRef;
  readonly to:
    | { readonly kind: 'workload'; readonly ref: ObjectRef }
    | { readonly kind: 'cidr'; readonly cidr: string };
  /** Ports that every policy layer allows. */
  readonly allowed: readonly PortSpan[];
  /** Ports for which it is not known, or for which it depends on the pod or on the address. */
  readonly unknown: readonly PortSpan[];
}

const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0'];

/**
 * Every pair of workloads of a cluster between which something is open or not known, and what each may reach outside: the
 * whole of IPv4 and IPv6, and the ranges that its policies name where these are open in part. Pairs that are wholly
 * denied are left out. The cost grows with the square of the workloads; `from` and `to` narrow it.
 */
export function connectivity(options: {
  snapshot: ClusterSnapshot;
  sources: readonly Source[];
  from?: (workload: ObjectRef) => boolean;
  to?: (workload: ObjectRef) => boolean;
}): readonly ConnectivityEntry[] {
  const { snapshot, sources, from = always, to = always } = options;
  const court = courtOf(judgesOf(sources, snapshot), snapshot);
  const { all } = snapshot.index(workloadIndex);
  const ranges = namedRanges(snapshot, sources);
  const ask = createAsk(court);
  const targets = all.filter(({ ref }) => to(ref));
  return all
    .filter(({ ref }) => from(ref))
    .flatMap(source => [
      ...targets
        .filter(target => target !== source)
        .map(target => ({
          from: source.ref,
          to: { kind: 'workload' as const, ref: target.ref },
          ...ask(source, endsOf(target, court)),
        })),
      ...outside(source, ranges.get(refKey(source.ref)) ?? [], ask),
    ])
    .filter(({ allowed, unknown }) => allowed.length + unknown.length > 0);
}

type Ask = (
  source: WorkloadFact,
  to: readonly ConnectionEnd[],
) => Pick<ConnectivityEntry, 'allowed' | 'unknown'>;

function outside(
  source: WorkloadFact,
  named: readonly string[],
  ask: Ask,
): readonly ConnectivityEntry[] {
  const reach = (cidr: string): ConnectivityEntry => ({
    from: source.ref,
    to: { kind: 'cidr', cidr },
    ...ask(source, [{ kind: 'cidr', cidr }]),
  });
  const whole = EVERYWHERE.map(reach);
  const isPartly = whole.some(({ unknown }) => unknown.length > 0);
  return [
    ...whole,
    ...(isPartly
      ? named.filter(cidr => !EVERYWHERE.includes(cidr)).map(reach)
      : []),
  ];
}

/** The ranges of addresses that rules name for each workload. */
function namedRanges(
  snapshot: ClusterSnapshot,
  sources: readonly Source[],
): ReadonlyMap<string, readonly string[]> {
  const ranges = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const { workload, destination } of resultOf(source, snapshot)
      .dependencies) {
      if (destination.kind === 'cidr') {
        const key = refKey(workload);
        const known = ranges.get(key) ?? new Set();
        known.add(destination.cidr);
        ranges.set(key, known);
      }
    }
  }
  return new Map(
    [...ranges].map(([key, cidrs]) => [key, [...cidrs].sort(compareText)]),
  );
}

/** Asks about all ports at once, and halves the range for as long as the answer depends on the port. */
function createAsk(court: Court): Ask {
  return (source, to) => {
    const from = endsOf(source, court);
    const spans = PROTOCOLS.flatMap(protocol => {
      const judge = (range: PortRange) =>
        mergeVerdicts(
          from.flatMap(one =>
            to.map(other =>
              judgeConnection(
                connection(one, other, { ...range, protocol }),
                court.judges,
              ),
            ),
          ),
          'pods-differ',
        );
      return splitByVerdict(ALL_PORTS, judge).map(span => ({
        ...span,
        protocol,
      }));
    });
    const ofVerdict = (wanted: LayerVerdict['verdict']): PortSpan[] =>
      joinSpans(spans.filter(({ verdict }) => verdict === wanted));
    return { allowed: ofVerdict('allowed'), unknown: ofVerdict('unknown') };
  };
}

interface JudgedRange extends PortRange {
  readonly verdict: LayerVerdict['verdict'];
}

function splitByVerdict(
  range: PortRange,
  judge: (range: PortRange) => {
    verdict: LayerVerdict['verdict'];
    layers: readonly Pick<LayerAnswer, 'portsDiffer'>[];
  },
): readonly JudgedRange[] {
  const { verdict, layers } = judge(range);
  const dependsOnPort =
    verdict === 'unknown' && layers.some(({ portsDiffer }) => portsDiffer);
  if (!dependsOnPort || range.from === range.to) {
    return [{ ...range, verdict }];
  }
  const middle = Math.floor((range.from + range.to) / 2);
  return [
    ...splitByVerdict({ from: range.from, to: middle }, judge),
    ...splitByVerdict({ from: middle + 1, to: range.to }, judge),
  ];
}

/** Neighbours of one protocol become one span. */
function joinSpans(spans: readonly PortSpan[]): PortSpan[] {
  const joined: PortSpan[] = [];
  for (const { protocol, from, to } of spans) {
    const last = joined[joined.length - 1];
    if (last?.protocol === protocol && last.to + 1 === from) {
      joined[joined.length - 1] = { ...last, to };
    } else {
      joined.push({ protocol, from, to });
    }
  }
  return joined;
}

function connection(
  from: ConnectionEnd,
  to: ConnectionEnd,
  { protocol, ...port }: PortSpan,
): Connection {
  return { from, to, port, protocol };
}

function endsOf(
  workload: WorkloadFact,
  court: Court,
): readonly ConnectionEnd[] {
  return court.podGroups(workload).map(({ end }) => end);
}

function always(): boolean {
  return true;
}
