import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import {
  answerOfClass,
  type IngressInput,
} from '../__testUtils__/answerOfClass';

const HOST = 'shop.example.com';
const of = (
  name: string,
  rules: IngressInput['rules'],
  annotations: Readonly<Record<string, string>> = {},
): IngressInput => ({
  name,
  rules,
  annotations: Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [
      `konghq.com/${key}`,
      value,
    ]),
  ),
});

describe("the order of Kong's router", () => {
  it.each<{
    name: string;
    ingresses: readonly IngressInput[];
    asked: Partial<RequestQuestion> & { url: string };
    expected: string;
  }>([
    {
      name: 'more fields before a longer path',
      ingresses: [
        of('long', { [HOST]: ['/foo/bar Prefix a'] }),
        of('post', { [HOST]: ['/foo Prefix b'] }, { methods: 'POST, PUT' }),
      ],
      asked: { url: `http://${HOST}/foo/bar`, method: 'POST' },
      expected: 'b',
    },
    {
      name: 'a method that is not asked with',
      ingresses: [
        of('post', { [HOST]: ['/foo Prefix b'] }, { methods: 'POST' }),
      ],
      asked: { url: `http://${HOST}/foo` },
      expected: '404',
    },
    {
      name: 'one of the values of a header',
      ingresses: [
        of('all', { [HOST]: ['/ Prefix a'] }),
        of(
          'some',
          { [HOST]: ['/ Prefix b'] },
          { 'headers.X-Team': 'blue,red' },
        ),
      ],
      asked: { url: `http://${HOST}/`, headers: { 'x-team': 'red' } },
      expected: 'b',
    },
    {
      name: 'a header by an expression',
      ingresses: [
        of('some', { [HOST]: ['/ Prefix b'] }, { 'headers.x-team': '~*b.*' }),
      ],
      asked: { url: `http://${HOST}/`, headers: { 'x-team': 'red' } },
      expected: 'unknown',
    },
    {
      name: 'a regular expression before a longer beginning',
      ingresses: [
        of('shop', {
          [HOST]: [
            '/~/item/[0-9]+ ImplementationSpecific a',
            '/item/12/x ImplementationSpecific b',
          ],
        }),
      ],
      asked: { url: `http://${HOST}/item/12/x/y` },
      expected: 'a',
    },
    {
      name: 'of two regular expressions that with the higher priority',
      ingresses: [
        of('low', { [HOST]: ['/~/item/.* ImplementationSpecific a'] }),
        of(
          'high',
          { [HOST]: ['/~/item/[0-9]+ ImplementationSpecific b'] },
          { 'regex-priority': '5' },
        ),
      ],
      asked: { url: `http://${HOST}/item/12` },
      expected: 'b',
    },
    {
      name: 'an alias of a host',
      ingresses: [
        of(
          'shop',
          { [HOST]: ['/ Prefix a'] },
          { 'host-aliases': 'alias.example.org, *.example.net' },
        ),
      ],
      asked: { url: 'http://x.y.example.net/' },
      expected: 'a',
    },
    {
      name: 'plugins may answer themselves',
      ingresses: [of('shop', { [HOST]: ['/ Prefix a'] }, { plugins: 'auth' })],
      asked: { url: `http://${HOST}/` },
      expected: 'unknown',
    },
  ])('$name', ({ ingresses, asked, expected }) => {
    expect(
      answerOfClass('ingress-controllers.konghq.com/kong', ingresses, asked),
    ).toBe(expected);
  });
});
