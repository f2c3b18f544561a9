import { matchLabels } from '../../match/labels';
import { parseAddress, parseCidr, type AddressRange } from '../../match/cidr';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { readList } from '../../snapshot/read';
import type { CiliumPeer } from './CiliumFact';
import { CILIUM_CIDR_GROUP } from './kinds';

export type GroupPeer = Extract<CiliumPeer, { kind: 'cidr-groups' }>;

/** The addresses of the groups that a rule names or chooses. */
export interface GroupRanges {
  readonly ranges: readonly AddressRange[];
  /** Whether each entry of each group is a range. */
  readonly areRead: boolean;
  /** Whether a group that is not among them is not there. */
  readonly areSeen: boolean;
}

/** Looks up the CiliumCIDRGroups of a peer, once for each; a group that is not there holds no address. */
export function createGroupRanges(
  snapshot: ClusterSnapshot,
): (peer: GroupPeer) => GroupRanges {
  const known = new Map<GroupPeer, GroupRanges>();
  const areSeen = canTellAbsence(snapshot.statusOf(CILIUM_CIDR_GROUP), '');
  const find = ({ which }: GroupPeer): GroupRanges => {
    const groups = snapshot
      .list(CILIUM_CIDR_GROUP)
      .filter(({ metadata }) =>
        typeof which === 'string'
          ? metadata.name === which
          : matchLabels(which, metadata.labels ?? {}),
      );
    const ranges = groups
      .flatMap(({ spec }) => readList(spec, 'externalCIDRs'))
      .map(text =>
        typeof text === 'string'
          ? parseCidr(text) ?? parseAddress(text)
          : undefined,
      );
    return {
      ranges: ranges.flatMap(range => range ?? []),
      areRead: !ranges.includes(undefined),
      areSeen: areSeen || (typeof which === 'string' && groups.length > 0),
    };
  };
  return peer => {
    const ranges = known.get(peer) ?? find(peer);
    known.set(peer, ranges);
    return ranges;
  };
}
