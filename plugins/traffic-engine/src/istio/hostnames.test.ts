import { isExportedTo } from './exportTo';
import {
  compareSpecificity,
  coversHost,
  hostsIntersect,
  matchesHost,
  serviceOfFullName,
  toFullName,
  toNamespacedName,
} from './hostnames';

describe('toFullName', () => {
  it.each([
    { host: 'cart', expected: 'cart.shop.svc.cluster.local' },
    { host: 'Cart', expected: 'cart.shop.svc.cluster.local' },
    { host: 'cart.shop', expected: 'cart.shop' },
    { host: 'api.example.com', expected: 'api.example.com' },
    { host: '*', expected: '*' },
    { host: '*.example.com', expected: '*.example.com' },
    { host: '::1', expected: '::1' },
    { host: '', expected: '' },
  ])('$host', ({ host, expected }) => {
    expect(toFullName(host, 'shop')).toBe(expected);
  });
});

describe('serviceOfFullName', () => {
  it.each([
    {
      host: 'cart.shop.svc.cluster.local',
      expected: { namespace: 'shop', name: 'cart' },
    },
    { host: 'cart.shop', expected: undefined },
    { host: 'a.cart.shop.svc.cluster.local', expected: undefined },
    { host: '*.shop.svc.cluster.local', expected: undefined },
    { host: 'api.example.com', expected: undefined },
  ])('$host', ({ host, expected }) => {
    expect(serviceOfFullName(host)).toEqual(expected);
  });
});

describe('matchesHost', () => {
  it.each([
    { pattern: 'a.x.com', host: 'a.x.com', expected: true },
    { pattern: 'a.x.com', host: 'A.X.com', expected: true },
    { pattern: 'a.x.com', host: 'b.x.com', expected: false },
    { pattern: '*.x.com', host: 'a.x.com', expected: true },
    { pattern: '*.x.com', host: 'a.b.x.com', expected: true },
    { pattern: '*.x.com', host: 'x.com', expected: false },
    { pattern: '*.x.com', host: '.x.com', expected: false },
    { pattern: '*.x.com', host: 'ax.com', expected: false },
    { pattern: '*', host: 'anything', expected: true },
  ])('$pattern and $host', ({ pattern, host, expected }) => {
    expect(matchesHost(pattern, host)).toBe(expected);
  });
});

describe('hostsIntersect and coversHost', () => {
  it.each([
    { a: '*.x.com', b: '*.a.x.com', intersect: true, covers: true },
    { a: '*.a.x.com', b: '*.x.com', intersect: true, covers: false },
    { a: '*', b: '*.x.com', intersect: true, covers: true },
    { a: '*.x.com', b: '*.y.com', intersect: false, covers: false },
    { a: '*.x.com', b: 'x.com', intersect: false, covers: false },
    { a: 'a.x.com', b: '*.x.com', intersect: true, covers: false },
  ])('$a and $b', ({ a, b, intersect, covers }) => {
    expect(hostsIntersect(a, b)).toBe(intersect);
    expect(hostsIntersect(b, a)).toBe(intersect);
    expect(coversHost(a, b)).toBe(covers);
  });
});

describe('compareSpecificity', () => {
  it('puts exact names first, then the longest wildcard, then any', () => {
    expect(
      ['*', '*.x.com', 'a.x.com', '*.a.x.com'].sort(compareSpecificity),
    ).toEqual(['a.x.com', '*.a.x.com', '*.x.com', '*']);
  });
});

describe('toNamespacedName', () => {
  it.each([
    { reference: 'public', expected: { namespace: 'shop', name: 'public' } },
    {
      reference: 'infra/public',
      expected: { namespace: 'infra', name: 'public' },
    },
  ])('$reference', ({ reference, expected }) => {
    expect(toNamespacedName(reference, 'shop')).toEqual(expected);
  });
});

describe('isExportedTo', () => {
  it.each([
    { exportTo: [], viewer: 'infra', expected: true },
    { exportTo: ['*'], viewer: 'infra', expected: true },
    { exportTo: ['.'], viewer: 'shop', expected: true },
    { exportTo: ['.'], viewer: 'infra', expected: false },
    { exportTo: ['infra'], viewer: 'infra', expected: true },
    { exportTo: ['infra'], viewer: 'shop', expected: false },
    { exportTo: ['~'], viewer: 'shop', expected: false },
  ])('$exportTo seen from $viewer', ({ exportTo, viewer, expected }) => {
    expect(isExportedTo(exportTo, { owner: 'shop', viewer })).toBe(expected);
  });
});
