import { keepEqualParts } from './keepEqualParts';

describe('keepEqualParts', () => {
  it('gives back the previous value when nothing changed', () => {
    const previous = { routes: [{ id: 'a', hosts: ['x'] }], problem: null };
    const next = { routes: [{ id: 'a', hosts: ['x'] }], problem: null };
    expect(keepEqualParts(previous, next)).toBe(previous);
  });

  it('keeps the parts that did not change and takes those that did', () => {
    const previous = { routes: [{ id: 'a' }, { id: 'b' }], at: '10:00' };
    const next = { routes: [{ id: 'a' }, { id: 'c' }], at: '10:01' };
    const result = keepEqualParts(previous, next);
    expect(result).toEqual(next);
    expect(result.routes[0]).toBe(previous.routes[0]);
  });

  it('takes a value that lost a key or an item', () => {
    expect(keepEqualParts({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(keepEqualParts([1, 2], [1])).toEqual([1]);
    expect(keepEqualParts([1], { 0: 1 })).toEqual({ 0: 1 });
  });
});
