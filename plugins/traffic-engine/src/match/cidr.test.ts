import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import {
  allAddresses,
  coverage,
  overlap,
  parseAddress,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from './cidr';

describe('parseCidr', () => {
  it.each([
    {
      text: '10.0.0.0/8',
      version: 4,
      first: '10.0.0.0',
      last: '10.255.255.255',
    },
    {
      text: '10.1.2.3/8',
      version: 4,
      first: '10.0.0.0',
      last: '10.255.255.255',
    },
    { text: '192.0.2.7/32', version: 4, first: '192.0.2.7', last: '192.0.2.7' },
    {
      text: '0.0.0.0/0',
      version: 4,
      first: '0.0.0.0',
      last: '255.255.255.255',
    },
    {
      text: '2001:db8::/127',
      version: 6,
      first: '2001:db8::',
      last: '2001:db8::1',
    },
    {
      text: '::/0',
      version: 6,
      first: '::',
      last: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    },
    {
      text: '::ffff:10.0.0.0/104',
      version: 4,
      first: '10.0.0.0',
      last: '10.255.255.255',
    },
  ])('$text', ({ text, version, first, last }) => {
    expect(parseCidr(text)).toEqual({
      version,
      first: parseAddress(first)?.first,
      last: parseAddress(last)?.first,
    });
  });

  it.each([
    { text: '10.0.0.0' },
    { text: '10.0.0.0/33' },
    { text: '10.0.0/8' },
    { text: '010.0.0.0/8' },
    { text: '0x0a.0.0.0/8' },
    { text: '256.0.0.0/8' },
    { text: '2001:db8::/129' },
    { text: 'fe80::1%eth0/64' },
    { text: '::ffff:10.0.0.0/64' },
    { text: 'shop.example/8' },
    { text: '/8' },
    { text: '' },
  ])('$text is none', ({ text }) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

it('reads IPv4 addresses as the address library does', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), fc.stringMatching(/^[0-9.]{0,16}$/)),
      text => {
        const expected = ipaddr.IPv4.isValidFourPartDecimal(text)
          ? ipaddr.IPv4.parse(text)
              .toByteArray()
              .reduce((sum, byte) => sum * 256 + byte, 0)
          : undefined;
        expect(parseAddress(text)?.first).toBe(
          expected === undefined ? undefined : BigInt(expected),
        );
      },
    ),
  );
});

/** The lowest 16 addresses of a version, small enough to look at each. */
const SIZE = 16;
const cidrIn = (version: 4 | 6) =>
  fc
    .record({
      start: fc.nat(SIZE - 1),
      hostBits: fc.integer({ min: 0, max: 4 }),
    })
    .map(({ start, hostBits }): AddressRange => {
      const text =
        version === 4
          ? `0.0.0.${start}/${32 - hostBits}`
          : `::${start.toString(16)}/${128 - hostBits}`;
      const range = parseCidr(text);
      if (!range) {
        throw new Error(`${text} must be readable.`);
      }
      return range;
    });
const members = (ranges: readonly AddressRange[]): Set<number> =>
  new Set(
    Array.from({ length: SIZE }, (_, i) => i).filter(i =>
      ranges.some(range => range.first <= BigInt(i) && BigInt(i) <= range.last),
    ),
  );

describe.each([{ version: 4 as const }, { version: 6 as const }])(
  'the algebra of ranges, IPv$version, against looking at each address',
  ({ version }) => {
    const cidr = cidrIn(version);

    it('subtracts', () => {
      fc.assert(
        fc.property(cidr, fc.array(cidr, { maxLength: 5 }), (range, holes) => {
          const without = members(holes);
          const expected = [...members([range])].filter(i => !without.has(i));
          expect([...members(subtractRanges(range, holes))]).toEqual(expected);
        }),
      );
    });

    it('tells the whole from a part and from none', () => {
      fc.assert(
        fc.property(
          fc.array(cidr, { minLength: 1, maxLength: 3 }),
          fc.array(cidr, { maxLength: 5 }),
          (ranges, covers) => {
            const asked = [...members(ranges)];
            const covered = asked.filter(i => members(covers).has(i)).length;
            const some = covered === asked.length ? 'whole' : 'part';
            expect(coverage(ranges, covers)).toBe(
              covered === 0 ? 'none' : some,
            );
          },
        ),
      );
    });

    it('overlaps exactly where an address is in both', () => {
      fc.assert(
        fc.property(cidr, cidr, (a, b) => {
          expect(overlap(a, b)).toBe(
            [...members([a])].some(i => members([b]).has(i)),
          );
        }),
      );
    });
  },
);

it('keeps the two versions apart', () => {
  expect(coverage([allAddresses(6)], [allAddresses(4)])).toBe('none');
  expect(subtractRanges(allAddresses(6), [allAddresses(4)])).toEqual([
    allAddresses(6),
  ]);
});
