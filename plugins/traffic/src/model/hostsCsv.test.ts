import type { HostRow } from '@portolan/plugin-traffic-common';
import { hostsCsv } from './hostsCsv';

const row = (host: string): HostRow => ({
  host: { kind: 'exact', value: host },
  entities: ['component:default/cart'],
  owners: ['group:default/web'],
  unowned: null,
  clusters: ['eu', 'us'],
  routes: [
    {
      cluster: 'eu',
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      namespace: 'shop',
      name: 'cart',
    },
  ],
  verdict: 'serving',
});

describe('hostsCsv', () => {
  it('writes one line per host', () => {
    expect(hostsCsv([row('cart.example.com')]).split('\r\n')).toEqual([
      '"host","owners","entities","clusters","routes","verdict","unowned"',
      '"cart.example.com","group:default/web","component:default/cart","eu us","eu/HTTPRoute/shop/cart","serving",""',
      '',
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'does not let a spreadsheet run %j',
    host => {
      expect(hostsCsv([row(host)])).toContain(`"'${host}"`);
    },
  );

  it('keeps quotes and line breaks inside their cell', () => {
    expect(hostsCsv([row('a"b\nc')])).toContain('"a""b\nc"');
  });

  it('writes a wildcard and a route for any host without an apostrophe', () => {
    expect(hostsCsv([row('*.example.com')])).toContain('"*.example.com"');
    expect(hostsCsv([row('')])).toContain('"*"');
  });
});
