import ipaddr from 'ipaddr.js';

/** All addresses from `first` to `last`, both included, of one IP version. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;
const ONE = BigInt(1);

/** The addresses of an IP version, all of them. */
export function allAddresses(version: 4 | 6): AddressRange {
  return {
    version,
    first: BigInt(0),
    last: (ONE << BigInt(BITS[version])) - ONE,
  };
}

/**
 * The range of one address in its usual notation; undefined for anything else. An IPv6 address that carries an IPv4 one
 * (`::ffff:10.0.0.1`) means the IPv4 address, as Go's net package reads it.
 */
export function parseAddress(text: string): AddressRange | undefined {
  const four = parseIpv4(text);
  if (four !== undefined) {
    const value = BigInt(four);
    return { version: 4, first: value, last: value };
  }
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) {
    return undefined;
  }
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress()
    ? single(4, address.toIPv4Address().toByteArray())
    : single(6, address.toByteArray());
}

/** The range of `10.0.0.0/8` or `2001:db8::/32`; bits after the prefix are ignored; undefined when it is no CIDR. */
export function parseCidr(text: string): AddressRange | undefined {
  const [, addressText, prefixText] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address =
    addressText === undefined ? undefined : parseAddress(addressText);
  if (!address) {
    return undefined;
  }
  const mapped = address.version === 4 && addressText.includes(':');
  const prefix = Number(prefixText) - (mapped ? 96 : 0);
  const bits = BITS[address.version];
  if (prefix < 0 || prefix > bits) {
    return undefined;
  }
  const hostBits = BigInt(bits - prefix);
  const first = (address.first >> hostBits) << hostBits;
  return {
    version: address.version,
    first,
    last: first + (ONE << hostBits) - ONE,
  };
}

/** What is left of a range without others, in order. */
export function subtractRanges(
  range: AddressRange,
  holes: readonly AddressRange[],
): readonly AddressRange[] {
  const left: AddressRange[] = [];
  let next = range.first;
  for (const hole of inOrder(holes.filter(other => overlap(range, other)))) {
    if (hole.first > next) {
      left.push({ ...range, first: next, last: hole.first - ONE });
    }
    next = hole.last + ONE > next ? hole.last + ONE : next;
  }
  return next > range.last
    ? left
    : [...left, { ...range, first: next, last: range.last }];
}

/** How much of some ranges others cover together. */
export function coverage(
  ranges: readonly AddressRange[],
  covers: readonly AddressRange[],
): 'whole' | 'part' | 'none' {
  if (!ranges.some(range => covers.some(cover => overlap(range, cover)))) {
    return 'none';
  }
  return ranges.every(range => subtractRanges(range, covers).length === 0)
    ? 'whole'
    : 'part';
}

export function overlap(a: AddressRange, b: AddressRange): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

const DECIMAL = '(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const IPV4 = new RegExp(
  `^${[DECIMAL, DECIMAL, DECIMAL, DECIMAL].join('\\.')}$`,
);

/** An IPv4 address as a number. Written out because every pod has one; leading zeros are refused, as Go refuses them. */
function parseIpv4(text: string): number | undefined {
  const [, a, b, c, d] = IPV4.exec(text) ?? [];
  return d === undefined
    ? undefined
    : ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
}

function inOrder(ranges: readonly AddressRange[]): readonly AddressRange[] {
  return [...ranges].sort((a, b) => {
    if (a.first === b.first) {
      return 0;
    }
    return a.first < b.first ? -1 : 1;
  });
}

function single(version: 4 | 6, bytes: readonly number[]): AddressRange {
  const value = bytes.reduce(
    (sum, byte) => sum * BigInt(256) + BigInt(byte),
    BigInt(0),
  );
  return { version, first: value, last: value };
}
