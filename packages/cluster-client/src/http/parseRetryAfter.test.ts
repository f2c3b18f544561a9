import { parseRetryAfter } from './parseRetryAfter';

describe('parseRetryAfter', () => {
  it.each([
    { header: undefined, expected: undefined },
    { header: '', expected: undefined },
    { header: 'soon', expected: undefined },
    { header: '5', expected: 5_000 },
    { header: '0', expected: 0 },
    { header: '-3', expected: 0 },
    { header: '86400', expected: 120_000 },
    { header: 'Sat, 21 Nov 2026 10:00:07 GMT', expected: 7_000 },
    { header: 'Sat, 21 Nov 2026 09:00:00 GMT', expected: 0 },
  ])('$header → $expected', ({ header, expected }) => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
