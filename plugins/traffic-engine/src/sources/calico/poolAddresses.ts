import type { SourceAddress } from '@portolan/plugin-traffic-common';
import { addressesOfEnd } from '../../egress/addressesOfEnd';
import { outsideEndOf } from '../../egress/ruleTables/outsideEnd';
import { POD } from '../../kinds/coreKinds';
import {
  coverage,
  overlap,
  parseAddress,
  parseCidr,
  type AddressRange,
} from '../../match/cidr';
import type { ConnectionEnd, WayOutGuide } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { compareText } from '../../snapshot/compareText';
import { readText } from '../../snapshot/read';
import { readOnce } from '../../snapshot/readOnce';
import type { WorkloadFact } from '../../topology/workloadIndex';
import { ipPools, type IpPool } from './ipPools';

/** After the guides that lead connections elsewhere. */
const ORDER = 200;

/** Addresses that no one outside sees: what reaches the Internet from them is translated by something behind the cluster. */
const INTERNAL = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].flatMap(cidr => parseCidr(cidr) ?? []);

/** An address of a pod, and that of its node, where they are known. */
interface PooledAddress {
  readonly ip: string;
  readonly range: AddressRange;
  readonly nodeIp: string | undefined;
  readonly pool: IpPool;
}

/**
 * Under which address connections that leave straight from a pod are seen: "traffic from pods in that pool going to a
 * destination outside all Calico pools" has the address of the node where `natOutgoing` is set, else the pod's own
 * (docs.tigera.io, Configure outgoing NAT). Says nothing of what leaves the network under an address that is not public.
 */
export function createPoolGuide(snapshot: ClusterSnapshot): WayOutGuide {
  const { pools } = snapshot.index(ipPools);
  const ranges = (pools ?? []).map(({ range }) => range);
  const addressesOf = readOnce((workload: WorkloadFact) => ({
    all: readAddresses(snapshot, workload, pools ?? []),
    seen: new Map<string, SeenAs | undefined>(),
  }));
  return {
    order: ORDER,
    reads: [],
    guide: (workload, dependency) => {
      const end = outsideEndOf(dependency);
      if (!end || ranges.length === 0 || workload.hostNetwork) {
        return undefined;
      }
      const target = rangesOf(end);
      const inPools = target ? coverage(target, ranges) : 'none';
      const { all, seen } = addressesOf(workload);
      if (!all || inPools === 'part') {
        return undefined;
      }
      const version = target?.[0]?.version;
      const key = `${inPools} ${version}`;
      if (!seen.has(key)) {
        seen.set(
          key,
          seenAs(
            all.filter(({ range }) => !version || range.version === version),
            inPools === 'none',
          ),
        );
      }
      const address = seen.get(key);
      const isInternal =
        target !== undefined && coverage(target, INTERNAL) === 'whole';
      return address && (isInternal || address.isPublic)
        ? { sourceAddressIfDirect: address.source }
        : undefined;
    },
  };
}

/** undefined: a name, of which no address is known. */
function rangesOf(end: ConnectionEnd): readonly AddressRange[] | undefined {
  if (end.kind !== 'host') {
    return addressesOfEnd(end);
  }
  const address = parseAddress(end.host);
  return address && [address];
}

/** undefined where a pod has an address of no pool: something else gave it. */
function readAddresses(
  snapshot: ClusterSnapshot,
  { pods }: WorkloadFact,
  pools: readonly IpPool[],
): readonly PooledAddress[] | undefined {
  const read = pods.flatMap(({ namespace, name, ips }) => {
    const nodeIp = readText(
      snapshot.get(POD, namespace, name)?.status,
      'hostIP',
    );
    return ips.map(ip => {
      const range = parseAddress(ip);
      const pool = range && pools.find(each => overlap(each.range, range));
      return range && pool ? { ip, range, nodeIp, pool } : undefined;
    });
  });
  const known = read.flatMap(each => each ?? []);
  return known.length === read.length ? known : undefined;
}

interface SeenAs {
  readonly source: SourceAddress;
  readonly isPublic: boolean;
}

/** undefined where an address is not known. */
function seenAs(
  all: readonly PooledAddress[],
  leavesPools: boolean,
): SeenAs | undefined {
  const seen = all.map(({ ip, range, nodeIp, pool }) => {
    const address = leavesPools && pool.natOutgoing ? nodeIp ?? '' : ip;
    return { address, own: range.version, range: parseAddress(address), pool };
  });
  if (
    seen.length === 0 ||
    seen.some(({ range, own }) => range?.version !== own)
  ) {
    return undefined;
  }
  return {
    source: {
      state: 'known',
      addresses: [...new Set(seen.map(({ address }) => address))].sort(
        compareText,
      ),
      provenance: [...new Set(seen.map(({ pool }) => pool.provenance))],
    },
    isPublic:
      coverage(
        seen.flatMap(({ range }) => range ?? []),
        INTERNAL,
      ) === 'none',
  };
}
