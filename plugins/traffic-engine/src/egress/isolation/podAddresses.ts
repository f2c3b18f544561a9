import { parseAddress, parseCidr, type AddressRange } from '../../match/cidr';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { workloadIndex } from '../../topology/workloadIndex';

/** Nodes get blocks of pod addresses of about this size, so pods of one block stand for all of it. */
const BLOCK_BITS = { 4: 8, 6: 64 } as const;

const DOT = '.'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);

/** Where clusters put their pods as a rule: ranges that no host on the internet is in. */
const PRIVATE: readonly AddressRange[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
].flatMap(text => parseCidr(text) ?? []);

/**
 * The addresses that pods of a cluster have: the blocks around those that are seen, or all private ranges where none is. A
 * range of a policy that lies elsewhere means no pod.
 */
export const podAddresses: SnapshotIndex<readonly AddressRange[]> = {
  name: 'pod addresses',
  reads: workloadIndex.reads,
  build: snapshot => {
    const blocks = new Map<string | number, AddressRange>();
    for (const { pods } of snapshot.index(workloadIndex).all) {
      for (const { ips, hostNetwork } of pods) {
        for (const ip of hostNetwork ? [] : ips) {
          const key = blockKey(ip);
          if (!blocks.has(key)) {
            const block = blockOf(ip);
            if (block) {
              blocks.set(key, block);
            }
          }
        }
      }
    }
    return blocks.size > 0 ? joinNeighbours([...blocks.values()]) : PRIVATE;
  },
};

/** Equal for addresses of one block: nearly every pod is told by this number alone, which takes no new text. */
function blockKey(ip: string): string | number {
  let block = 0;
  let byte = 0;
  for (let position = 0; position < ip.length; position++) {
    const code = ip.charCodeAt(position);
    if (code === DOT) {
      block = block * 256 + byte;
      byte = 0;
    } else {
      byte = byte * 10 + code - ZERO;
      const isByte = code >= ZERO && code <= NINE && byte <= 255;
      if (!isByte) {
        return ip;
      }
    }
  }
  return block;
}

/** Nodes get neighbouring blocks, so that few ranges are left. */
function joinNeighbours(blocks: readonly AddressRange[]): AddressRange[] {
  const sorted = [...blocks].sort(
    (a, b) => a.version - b.version || (a.first < b.first ? -1 : 1),
  );
  const joined: AddressRange[] = [];
  for (const block of sorted) {
    const last = joined[joined.length - 1];
    if (
      last?.version === block.version &&
      block.first <= last.last + BigInt(1)
    ) {
      joined[joined.length - 1] = {
        ...last,
        last: block.last > last.last ? block.last : last.last,
      };
    } else {
      joined.push(block);
    }
  }
  return joined;
}

function blockOf(ip: string): AddressRange | undefined {
  const address = parseAddress(ip);
  if (!address) {
    return undefined;
  }
  const { version } = address;
  const bits = BigInt(BLOCK_BITS[version]);
  const first = (address.first >> bits) << bits;
  return { version, first, last: first + (BigInt(1) << bits) - BigInt(1) };
}
