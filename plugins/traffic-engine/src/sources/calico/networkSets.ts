import type { KindStatus } from '@portolan/plugin-traffic-common';
import { matchRanges } from '../../egress/ruleTables/peers';
import { parseAddress, parseCidr, type AddressRange } from '../../match/cidr';
import { allMatch, anyMatch, type Match } from '../../match/Match';
import type { ConnectionEnd } from '../../model/drafts';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { readList } from '../../snapshot/read';
import { matchDomain } from './domains';
import {
  GLOBAL_NETWORK_SETS,
  HOST_ENDPOINTS,
  NAMESPACE_LABEL,
  NETWORK_SETS,
} from './kinds';
import type { SelectorSubject } from './parseSelector';

const SETS = [...NETWORK_SETS, ...GLOBAL_NETWORK_SETS];
const KINDS = [...SETS, ...HOST_ENDPOINTS];

interface NetworkSet extends SelectorSubject {
  /** null: it is global. */
  readonly namespace: string | null;
  holds(end: ConnectionEnd): Match;
}

export interface NetworkSets {
  readonly all: readonly NetworkSet[];
  /** Why sets may be there that are not seen; null: all are seen. */
  readonly notKnown: KindStatus | null;
  /** Whether the HostEndpoints of nodes are among them. */
  readonly areHostsSeen: boolean;
}

/**
 * NetworkSets, GlobalNetworkSets and HostEndpoints: addresses that selectors mean by labels. A HostEndpoint is meant by the addresses
 * that it says its interface has (`expectedIPs`), and by no other.
 */
export const networkSets: SnapshotIndex<NetworkSets> = {
  name: 'calico network sets',
  reads: KINDS,
  build: snapshot => ({
    all: KINDS.flatMap(kind => snapshot.list(kind)).map(
      ({ metadata, spec }): NetworkSet => {
        const namespace = metadata.namespace ?? null;
        const labels = new Map(Object.entries(metadata.labels ?? {}));
        if (namespace !== null) {
          labels.set(NAMESPACE_LABEL, namespace);
        }
        const nets = readNets([
          ...readList(spec, 'nets'),
          ...readList(spec, 'expectedIPs'),
        ]);
        const domains = readList(spec, 'allowedEgressDomains').filter(
          (name): name is string => typeof name === 'string',
        );
        return {
          namespace,
          namespaced: namespace !== null,
          labelOf: key => labels.get(key),
          holds: end =>
            anyMatch([
              nets.ranges.length > 0 ? matchRanges(end, nets.ranges) : 'no',
              nets.allRead ? 'no' : 'policy-not-readable',
              ...domains.map(domain => matchDomain(domain, end)),
            ]),
        };
      },
    ),
    notKnown: notKnownOf(snapshot, SETS),
    areHostsSeen: notKnownOf(snapshot, HOST_ENDPOINTS) === null,
  }),
};

/** Whether one of the sets that a condition selects holds an end. */
export function matchSets(
  { all, notKnown }: NetworkSets,
  end: ConnectionEnd,
  selects: (set: NetworkSet) => Match,
): Match {
  return anyMatch([
    ...all.map(set => allMatch([selects(set), set.holds(end)])),
    notKnown ? 'kind-not-known' : 'no',
  ]);
}

/** Addresses and ranges of a list; `allRead` is false where one is neither. */
export function readNets(list: readonly unknown[]): {
  readonly ranges: readonly AddressRange[];
  readonly allRead: boolean;
} {
  const ranges = list.map(text =>
    typeof text === 'string'
      ? parseCidr(text) ?? parseAddress(text)
      : undefined,
  );
  return {
    ranges: ranges.flatMap(range => range ?? []),
    allRead: !ranges.includes(undefined),
  };
}

/** The first of some kinds that cannot be seen whole; null: all can. */
export function notKnownOf(
  snapshot: ClusterSnapshot,
  kinds: readonly Parameters<ClusterSnapshot['statusOf']>[0][],
): KindStatus | null {
  return (
    kinds
      .map(snapshot.statusOf)
      .find(({ state }) => state === 'denied' || state === 'pending') ?? null
  );
}
