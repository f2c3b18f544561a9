import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import { answerOfClass } from '../__testUtils__/answerOfClass';

const key = (name: string) => `alb.ingress.kubernetes.io/${name}`;
const conditions = (...list: readonly object[]) => ({
  [key('conditions.a')]: JSON.stringify(list),
});
const HEADER = {
  field: 'http-header',
  httpHeaderConfig: { httpHeaderName: 'X-Team', values: ['blue*', 'red'] },
};
const TO_HTTPS = {
  [key('listen-ports')]: '[{"HTTP": 80}, {"HTTPS": 443}]',
  [key('certificate-arn')]: 'arn:aws:acm:eu-west-1:1:certificate/1',
  [key('actions.ssl-redirect')]:
    '{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}',
};
/** Two rules of which the first has the conditions. */
const BOTH = { '': ['/p Exact a', '/p ImplementationSpecific b'] };

describe('the rules of an AWS load balancer', () => {
  it.each<{
    name: string;
    annotations: Record<string, string>;
    rules: Readonly<Record<string, readonly string[]>>;
    asked: Partial<RequestQuestion> & { url: string };
    expected: string;
  }>([
    {
      name: 'a further host',
      annotations: conditions({
        field: 'host-header',
        hostHeaderConfig: { values: ['*.example.org'] },
      }),
      rules: { 'www.example.com': ['/ Prefix a'] },
      asked: { url: 'http://API.example.org/' },
      expected: 'a',
    },
    {
      name: 'a host where the rule has none is the only one',
      annotations: conditions({
        field: 'host-header',
        hostHeaderConfig: { values: ['www.example.org'] },
      }),
      rules: { '': ['/ Prefix a'] },
      asked: { url: 'http://other.example.org/' },
      expected: '404',
    },
    {
      name: 'a further path',
      annotations: conditions({
        field: 'path-pattern',
        pathPatternConfig: { values: ['/img/*'] },
      }),
      rules: { '': ['/p Exact a'] },
      asked: { url: 'http://example.org/img/x' },
      expected: 'a',
    },
    {
      name: 'a header without regard to case, with wildcards',
      annotations: conditions(HEADER),
      rules: BOTH,
      asked: { url: 'http://example.org/p', headers: { 'x-team': 'Blue1' } },
      expected: 'a',
    },
    {
      name: 'a header that is not there',
      annotations: conditions(HEADER),
      rules: BOTH,
      asked: { url: 'http://example.org/p' },
      expected: 'b',
    },
    {
      name: 'a method',
      annotations: conditions({
        field: 'http-request-method',
        httpRequestMethodConfig: { Values: ['POST'] },
      }),
      rules: BOTH,
      asked: { url: 'http://example.org/p', method: 'POST' },
      expected: 'a',
    },
    {
      name: 'any of several values of the query',
      annotations: conditions({
        field: 'query-string',
        queryStringConfig: {
          values: [{ key: 'v', value: '1' }, { value: 'x?' }],
        },
      }),
      rules: BOTH,
      asked: { url: 'http://example.org/p?v=2&w=xy' },
      expected: 'a',
    },
    {
      name: 'all of several conditions',
      annotations: conditions(HEADER, {
        field: 'query-string',
        queryStringConfig: { values: [{ key: 'v', value: '1' }] },
      }),
      rules: BOTH,
      asked: { url: 'http://example.org/p?v=2', headers: { 'x-team': 'red' } },
      expected: 'b',
    },
    {
      name: 'a client address that is not known',
      annotations: conditions({
        field: 'source-ip',
        sourceIpConfig: { values: ['10.0.0.0/8'] },
      }),
      rules: BOTH,
      asked: { url: 'http://example.org/p' },
      expected: 'unknown',
    },
    {
      name: 'what is no list of conditions',
      annotations: { [key('conditions.a')]: '{' },
      rules: BOTH,
      asked: { url: 'http://example.org/p' },
      expected: 'unknown',
    },
    {
      name: 'a redirect to HTTPS for plain HTTP',
      annotations: TO_HTTPS,
      rules: {
        '': [
          '/* ImplementationSpecific ssl-redirect:use-annotation',
          '/ Prefix a',
        ],
      },
      asked: { url: 'http://example.org/x?y' },
      expected: 'a',
    },
    {
      name: 'a redirect to HTTPS that is written first',
      annotations: TO_HTTPS,
      rules: {
        '': ['/ Prefix ssl-redirect:use-annotation', '/ Prefix a'],
      },
      asked: { url: 'http://example.org/x?y' },
      expected: '301 https://example.org/x?y',
    },
    {
      name: 'the same redirect is left out where it would lead to itself',
      annotations: TO_HTTPS,
      rules: {
        '': ['/ Prefix ssl-redirect:use-annotation', '/ Prefix a'],
      },
      asked: { url: 'https://example.org/x?y' },
      expected: 'a',
    },
    {
      name: 'ssl-redirect for hosts that no rule names',
      annotations: { ...TO_HTTPS, [key('ssl-redirect')]: '443' },
      rules: { 'www.example.com': ['/ Prefix a'] },
      asked: { url: 'http://example.org/x' },
      expected: '301 https://example.org/x',
    },
  ])('$name', ({ annotations, rules, asked, expected }) => {
    expect(
      answerOfClass(
        'ingress.k8s.aws/alb',
        [{ name: 'shop', annotations, rules }],
        asked,
      ),
    ).toBe(expected);
  });
});
