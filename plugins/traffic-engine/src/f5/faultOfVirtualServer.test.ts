import { faultOfVirtualServer } from './faultOfVirtualServer';

const WEB = { name: 'web', service: 'web', port: 80 };
const PASS = { path: '/', action: { pass: 'web' } };

const matching = (condition: object) => ({
  ...PASS,
  matches: [
    { conditions: [{ value: 'x', ...condition }], action: { pass: 'web' } },
  ],
});

describe('faultOfVirtualServer', () => {
  it.each([
    { name: 'nothing', upstream: WEB, route: PASS, at: null },
    {
      name: 'a name that is no label',
      upstream: { ...WEB, name: 'Web_1' },
      route: PASS,
      at: 'spec.upstreams[0].name',
    },
    {
      name: 'a type that is not HTTP',
      upstream: { ...WEB, type: 'tcp' },
      route: PASS,
      at: 'spec.upstreams[0].type',
    },
    {
      name: 'some pods of an address that stands for all',
      upstream: { ...WEB, 'use-cluster-ip': true, subselector: { v: '1' } },
      route: PASS,
      at: 'spec.upstreams[0].subselector',
    },
    {
      name: 'a backup without a port',
      upstream: { ...WEB, backup: 'spare' },
      route: PASS,
      at: 'spec.upstreams[0].backup',
    },
    {
      name: 'a backup beside a choice at random',
      upstream: {
        ...WEB,
        backup: 'spare',
        backupPort: 80,
        'lb-method': 'random two least_conn',
      },
      route: PASS,
      at: 'spec.upstreams[0].backup',
    },
    {
      name: 'a backup beside least_conn',
      upstream: {
        ...WEB,
        backup: 'spare',
        backupPort: 80,
        'lb-method': 'least_conn',
      },
      route: PASS,
      at: null,
    },
    {
      name: 'a header with a hyphen',
      upstream: WEB,
      route: matching({ header: 'x-beta' }),
      at: null,
    },
    {
      name: 'a cookie with a hyphen',
      upstream: WEB,
      route: matching({ cookie: 'x-beta' }),
      at: 'spec.routes[0].matches[0].conditions[0].cookie',
    },
    {
      name: 'an argument with a hyphen',
      upstream: WEB,
      route: matching({ argument: 'x-beta' }),
      at: 'spec.routes[0].matches[0].conditions[0].argument',
    },
    {
      name: 'a header with a space',
      upstream: WEB,
      route: matching({ header: 'x beta' }),
      at: 'spec.routes[0].matches[0].conditions[0].header',
    },
    {
      name: 'a label without a value',
      upstream: WEB,
      route: { path: '/', routeSelector: { matchLabels: { team: '' } } },
      at: 'spec.routes[0].routeSelector.matchLabels',
    },
  ])('$name', ({ upstream, route, at }) => {
    const found = faultOfVirtualServer({
      host: 'shop.example.com',
      upstreams: [upstream],
      routes: [route],
    });
    expect(found?.path ?? null).toBe(at);
  });
});
