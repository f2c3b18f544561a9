import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  Connection,
  ConnectionEnd,
  LayerAnswer,
  PortRange,
} from '../model/drafts';
import { ALL_PORTS, PROTOCOLS } from '../match/port';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { judgesOf } from '../sources/resultOf';
import type { Source } from '../sources/Source';
import { workloadIndex, type WorkloadFact } from '../topology/workloadIndex';
import { judgeConnection } from './judgeConnection';
import { createPolicyRanges, type RangeNode } from './policyRanges';
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
    | {
        readonly kind: 'cidr';
        readonly cidr: string;
        /** Ranges inside of it that have answers of their own. */
        readonly except?: readonly string[];
      };
  /** Ports that every policy layer allows. */
  readonly allowed: readonly PortSpan[];
  /** Ports for which it is not known, or for which it depends on the pod or on the address. */
  readonly unknown: readonly PortSpan[];
}

/**
 * Every pair of workloads of a cluster between which something is open or not known, and what each may reach outside: the
 * whole of IPv4 and IPv6, or, where the answer depends on the address, the ranges that policies name, each without those inside
 * of it that have answers of their own. What is wholly denied is left out. The cost grows with the square of the workloads; `from` and `to` narrow it.
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
  const rangesOf = createPolicyRanges(snapshot, sources);
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
      ...outside(source, rangesOf(source.ref.namespace), ask),
    ])
    .filter(({ allowed, unknown }) => allowed.length + unknown.length > 0);
}

type Ask = (
  source: WorkloadFact,
  to: readonly ConnectionEnd[],
) => Pick<ConnectivityEntry, 'allowed' | 'unknown'>;

function outside(
  source: WorkloadFact,
  nodes: readonly RangeNode[],
  ask: Ask,
): readonly ConnectivityEntry[] {
  return nodes.flatMap(({ cidr, inner }) => {
    const reach = (except: readonly string[]): ConnectivityEntry => ({
      from: source.ref,
      to: { kind: 'cidr', cidr, ...(except.length > 0 && { except }) },
      ...ask(source, [{ kind: 'cidr', cidr, except }]),
    });
    const whole = reach([]);
    if (whole.unknown.length === 0 || inner.length === 0) {
      return [whole];
    }
    const rest = reach(inner.map(node => node.cidr));
    const ofInner = inner.map(node => outside(source, [node], ask));
    const differs = (entries: readonly ConnectivityEntry[]) =>
      !entries.every(entry => isSameAnswer(entry, rest));
    const others = ofInner.filter(differs);
    const holes = inner.filter((_, position) => differs(ofInner[position]));
    // Ranges that get the same answer as what is around them are no holes in it.
    return [
      {
        ...rest,
        to: {
          kind: 'cidr',
          cidr,
          ...(holes.length > 0 && { except: holes.map(node => node.cidr) }),
        },
      },
      ...others.flat(),
    ];
  });
}

function isSameAnswer(a: ConnectivityEntry, b: ConnectivityEntry): boolean {
  return (
    JSON.stringify([a.allowed, a.unknown]) ===
    JSON.stringify([b.allowed, b.unknown])
  );
}

/** Asks about all ports at once, and cuts the range for as long as the answer depends on the port. */
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
    layers: readonly Pick<LayerAnswer, 'portCuts'>[];
  },
): readonly JudgedRange[] {
  const { verdict, layers } = judge(range);
  if (verdict !== 'unknown') {
    return [{ ...range, verdict }];
  }
  const starts = new Set([range.from]);
  for (const { portCuts } of layers) {
    for (const cut of portCuts ?? []) {
      if (cut > range.from && cut <= range.to) {
        starts.add(cut);
      }
    }
  }
  if (starts.size === 1) {
    return [{ ...range, verdict }];
  }
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.flatMap((from, position) =>
    splitByVerdict(
      { from, to: (sorted[position + 1] ?? range.to + 1) - 1 },
      judge,
    ),
  );
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
