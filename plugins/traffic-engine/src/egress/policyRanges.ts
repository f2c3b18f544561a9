import { kindKey } from '../kinds/KindRef';
import { NAMESPACE } from '../kinds/coreKinds';
import { parseCidr, type AddressRange } from '../match/cidr';
import { compareText } from '../snapshot/compareText';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { isRecord } from '../snapshot/read';
import { readsOf, resultOf } from '../sources/resultOf';
import type { Source } from '../sources/Source';
import { serviceIndex } from '../topology/serviceIndex';
import { workloadIndex } from '../topology/workloadIndex';

/** A range of addresses and the ranges inside of it at which an answer may change. */
export interface RangeNode {
  readonly cidr: string;
  readonly inner: readonly RangeNode[];
}

const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0'];
const NOT_POLICIES: ReadonlySet<string> = new Set(
  [NAMESPACE, ...workloadIndex.reads, ...serviceIndex.reads].map(kindKey),
);
const MAX_DEPTH = 20;

/**
 * The whole of IPv4 and IPv6, with all ranges in them that policies of a namespace or of the cluster write down, whatever they
 * say of them: between these no answer changes.
 */
export function createPolicyRanges(
  snapshot: ClusterSnapshot,
  sources: readonly Source[],
): (namespace: string) => readonly RangeNode[] {
  const byNamespace = new Map<string, Set<string>>();
  const kinds = new Map(
    sources
      .filter(source => resultOf(source, snapshot).judges.length > 0)
      .flatMap(readsOf)
      .filter(kind => !NOT_POLICIES.has(kindKey(kind)))
      .map(kind => [kindKey(kind), kind]),
  );
  for (const object of [...kinds.values()].flatMap(kind =>
    snapshot.list(kind),
  )) {
    const namespace = object.metadata.namespace ?? '';
    const ranges = byNamespace.get(namespace) ?? new Set<string>();
    byNamespace.set(namespace, ranges);
    collect(object.spec, ranges, 0);
  }
  const known = new Map<string, readonly RangeNode[]>();
  return namespace => {
    let nodes = known.get(namespace);
    if (!nodes) {
      nodes = toTree([
        ...(byNamespace.get('') ?? []),
        ...(byNamespace.get(namespace) ?? []),
      ]);
      known.set(namespace, nodes);
    }
    return nodes;
  };
}

function collect(value: unknown, into: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('/') && parseCidr(value)) {
      into.add(value);
    }
  } else if (depth < MAX_DEPTH) {
    const fields = isRecord(value) ? Object.values(value) : [];
    const inner: readonly unknown[] = Array.isArray(value) ? value : fields;
    inner.forEach(item => collect(item, into, depth + 1));
  }
}

interface Open {
  readonly cidr: string;
  readonly range: AddressRange;
  readonly inner: Open[];
}

/** Ranges of prefixes lie in one another or apart, so in order of their beginnings one walk finds what is inside of what. */
function toTree(cidrs: readonly string[]): readonly RangeNode[] {
  const opened = [...EVERYWHERE, ...cidrs]
    .flatMap((cidr): Open[] => {
      const range = parseCidr(cidr);
      return range ? [{ cidr, range, inner: [] }] : [];
    })
    .sort(
      (a, b) =>
        a.range.version - b.range.version ||
        compareBig(a.range.first, b.range.first) ||
        compareBig(b.range.last, a.range.last) ||
        compareText(a.cidr, b.cidr),
    );
  const roots: Open[] = [];
  let path: Open[] = [];
  for (const node of opened) {
    path = path.filter(
      ({ range }) =>
        range.version === node.range.version && range.last >= node.range.last,
    );
    const parent = path[path.length - 1];
    const isSame =
      parent &&
      parent.range.first === node.range.first &&
      parent.range.last === node.range.last;
    if (!isSame) {
      (parent?.inner ?? roots).push(node);
      path.push(node);
    }
  }
  return roots;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
