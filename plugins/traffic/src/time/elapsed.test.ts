import { elapsedSince, parseMoment } from './elapsed';

const now = Date.parse('2026-09-15T10:00:00Z');

describe('elapsedSince', () => {
  it.each([
    { iso: '2026-09-15T09:59:30Z', expected: { unit: 'seconds', count: 30 } },
    { iso: '2026-09-15T09:46:00Z', expected: { unit: 'minutes', count: 14 } },
    { iso: '2026-09-14T10:00:00Z', expected: { unit: 'hours', count: 24 } },
    { iso: '2026-09-12T09:00:00Z', expected: { unit: 'days', count: 3 } },
    { iso: '2026-09-15T10:05:00Z', expected: { unit: 'seconds', count: 0 } },
  ])('says $expected.count $expected.unit since $iso', ({ iso, expected }) => {
    expect(elapsedSince(new Date(iso), now)).toEqual(expected);
  });
});

describe('parseMoment', () => {
  it.each(['', 'soon', '1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z'])(
    'does not believe %p',
    iso => {
      expect(parseMoment(iso)).toBeUndefined();
    },
  );
});
