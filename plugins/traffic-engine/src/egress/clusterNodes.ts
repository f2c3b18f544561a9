import { NODE } from '../kinds/coreKinds';
import { coverage, parseAddress, type AddressRange } from '../match/cidr';
import { matchLabels, selectsAll, type LabelSelector } from '../match/labels';
import type { Match } from '../match/Match';
import type { ConnectionEnd } from '../model/drafts';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { readList, readText } from '../snapshot/read';
import { addressesOfEnd } from './addressesOfEnd';

/** An end that may be a node: pods of the pods' own network are none, and names outside the cluster hardly are. */
export type MaybeNode = Exclude<ConnectionEnd, { kind: 'host' | 'any-pod' }>;

export interface ClusterNodes {
  /** Whether nodes are seen; where not, any address may be one's. */
  readonly areSeen: boolean;
  /** Whether an end is, with all of its addresses, a node that the selector means. */
  match(selector: LabelSelector, end: MaybeNode): Match;
}

interface NodeFact {
  readonly labels: Readonly<Record<string, string>>;
  readonly inside: readonly AddressRange[];
  readonly outside: readonly AddressRange[];
}

/** The nodes of a cluster by their addresses, as policies mean them. */
export const clusterNodes: SnapshotIndex<ClusterNodes> = {
  name: 'cluster nodes',
  reads: [NODE],
  build: snapshot => {
    const { state } = snapshot.statusOf(NODE);
    const nodes = snapshot.list(NODE).map(
      ({ metadata, status }): NodeFact => ({
        labels: metadata.labels ?? {},
        inside: addressesOf(status, 'InternalIP'),
        outside: addressesOf(status, 'ExternalIP'),
      }),
    );
    // A cluster has nodes: where none is there, they were left out.
    const areSeen =
      (state === 'synced' || state === 'stale') && nodes.length > 0;
    return {
      areSeen,
      match: (selector, end) => {
        if (end.kind === 'pod' && !end.hostNetwork) {
          return 'no';
        }
        if (end.kind === 'pod' && selectsAll(selector)) {
          return 'yes';
        }
        const asked = addressesOfEnd(end);
        return areSeen && asked.length > 0
          ? matchAddresses(asked, chooseNodes(nodes, selector), {
              isNode: end.kind === 'pod',
              all: nodes,
            })
          : 'depends-on-address';
      },
    };
  },
};

function chooseNodes(
  nodes: readonly NodeFact[],
  selector: LabelSelector,
): readonly NodeFact[] {
  return nodes.filter(({ labels }) => matchLabels(selector, labels));
}

/**
 * Policies mean a node by the addresses that it has inside. Whether they mean those under which it is known outside
 * (ExternalIP) is left to who enforces them.
 */
function matchAddresses(
  asked: readonly AddressRange[],
  chosen: readonly NodeFact[],
  { isNode, all }: { isNode: boolean; all: readonly NodeFact[] },
): Match {
  const covered = coverage(
    asked,
    chosen.flatMap(({ inside }) => inside),
  );
  if (covered !== 'none') {
    return covered === 'whole' ? 'yes' : 'depends-on-address';
  }
  const mayBeMeant =
    coverage(
      asked,
      chosen.flatMap(({ outside }) => outside),
    ) !== 'none';
  // A pod on the network of a node that is not seen is on some node all the same.
  const isOnUnseen =
    isNode &&
    coverage(
      asked,
      all.flatMap(({ inside }) => inside),
    ) !== 'whole';
  return mayBeMeant || isOnUnseen ? 'depends-on-address' : 'no';
}

function addressesOf(status: unknown, type: string): readonly AddressRange[] {
  return readList(status, 'addresses').flatMap(entry =>
    readText(entry, 'type') === type
      ? parseAddress(readText(entry, 'address') ?? '') ?? []
      : [],
  );
}
