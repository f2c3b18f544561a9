import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { matchHttpRequest, type HttpRequestFacts } from './gatewayHttpMatch';

const anything: RouteMatch = {
  path: { type: 'PathPrefix', value: '/' },
  method: null,
  headers: [],
  queryParams: [],
};
const get: HttpRequestFacts = {
  method: 'GET',
  path: '/cart',
  query: '',
  headers: {},
};
const exact = (name: string, value: string) => ({ type: 'Exact', name, value });

describe('matchHttpRequest', () => {
  it.each<{
    name: string;
    match: Partial<RouteMatch>;
    request: Partial<HttpRequestFacts>;
    expected: 'yes' | 'no' | 'uncertain';
  }>([
    { name: 'no condition', match: {}, request: {}, expected: 'yes' },
    {
      name: 'another method',
      match: { method: 'POST' },
      request: {},
      expected: 'no',
    },
    {
      name: 'header names without regard to case',
      match: { headers: [exact('Version', 'two')] },
      request: { headers: { version: 'two' } },
      expected: 'yes',
    },
    {
      name: 'header values with regard to case',
      match: { headers: [exact('version', 'two')] },
      request: { headers: { version: 'Two' } },
      expected: 'no',
    },
    {
      name: 'an absent header',
      match: { headers: [exact('version', '')] },
      request: {},
      expected: 'no',
    },
    {
      name: 'all headers must fit',
      match: { headers: [exact('a', '1'), exact('b', '2')] },
      request: { headers: { a: '1' } },
      expected: 'no',
    },
    {
      name: 'a query parameter',
      match: { queryParams: [exact('animal', 'whale')] },
      request: { query: 'x=1&animal=whale' },
      expected: 'yes',
    },
    {
      name: 'parameter names with regard to case',
      match: { queryParams: [exact('Animal', 'whale')] },
      request: { query: 'animal=whale' },
      expected: 'no',
    },
    {
      name: 'the first of a repeated parameter',
      match: { queryParams: [exact('animal', 'whale')] },
      request: { query: 'animal=shark&animal=whale' },
      expected: 'no',
    },
    {
      name: 'an encoded parameter',
      match: { queryParams: [exact('q', 'a b&c')] },
      request: { query: 'q=a+b%26c' },
      expected: 'yes',
    },
    {
      name: 'a broken encoding is taken as it is',
      match: { queryParams: [exact('q', '%zz')] },
      request: { query: 'q=%zz' },
      expected: 'yes',
    },
    {
      name: 'a regular expression that takes a part is the implementation’s',
      match: {
        headers: [{ type: 'RegularExpression', name: 'a', value: '1' }],
      },
      request: { headers: { a: '12' } },
      expected: 'uncertain',
    },
    {
      name: 'a regular expression of a query parameter',
      match: {
        queryParams: [
          { type: 'RegularExpression', name: 'a', value: '[0-9]+' },
        ],
      },
      request: { query: 'a=12' },
      expected: 'yes',
    },
    {
      name: 'what cannot fit is certain, whatever an expression says',
      match: {
        method: 'POST',
        headers: [{ type: 'RegularExpression', name: 'a', value: '.*' }],
      },
      request: { headers: { a: '1' } },
      expected: 'no',
    },
  ])('$name', ({ match, request, expected }) => {
    expect(
      matchHttpRequest({ ...anything, ...match }, { ...get, ...request }),
    ).toBe(expected);
  });
});
