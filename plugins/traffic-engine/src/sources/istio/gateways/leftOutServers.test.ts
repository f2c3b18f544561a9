import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { istio } from '..';

const KINDS = [...istio.reads, ...(istio.readsIfGiven ?? [])];

const gateway = (name: string, created: string | null, servers: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: shop${
  created ? `, creationTimestamp: '${created}'` : ''
} }
spec: { selector: { istio: gw }, servers: [${servers}] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: ['*.io']
  gateways: [${name}]
  http: [{ directResponse: { status: ${name === 'old' ? 201 : 202} } }]
  tcp: [{ route: [{ destination: { host: ${name} } }] }]
---
`;
const OLD = '2024-01-01T00:00:00Z';
const NEW = '2025-01-01T00:00:00Z';

const HTTP = "{ port: { number: 80, name: a, protocol: HTTP }, hosts: ['*'] }";
const TCP = "{ port: { number: 80, name: a, protocol: TCP }, hosts: ['*'] }";
const redirecting =
  "{ port: { number: 80, name: a, protocol: HTTP }, hosts: ['*'], tls: { httpsRedirect: true } }";
const https = (hosts: string, port = 80) =>
  `{ port: { number: ${port}, name: a, protocol: HTTPS }, hosts: [${hosts}], tls: { mode: SIMPLE, credentialName: c } }`;
const bound = (server: string) => server.replace('{ ', '{ bind: 10.0.0.1, ');

function statesOf(old: string, young: string, ages: (string | null)[]) {
  const { routes } = istio.resolve(
    snapshotFrom(
      `${gateway('old', ages[0], old)}${gateway('young', ages[1], young)}`,
      { kinds: KINDS },
    ),
  );
  return [
    ...new Set(
      routes
        .filter(({ object }) => object.name === 'young')
        .map(({ door }) =>
          [
            door.state,
            ...door.reasons.flatMap(({ params }) => params.reason ?? []),
          ].join(' '),
        ),
    ),
  ];
}

describe('servers that istiod leaves out', () => {
  it.each([
    {
      name: 'HTTP beside HTTP',
      old: HTTP,
      young: HTTP,
      expected: ['shadowed'],
    },
    {
      name: 'TCP where HTTP is',
      old: HTTP,
      young: TCP,
      expected: ['detached PortTaken'],
    },
    {
      name: 'HTTP where TCP is',
      old: TCP,
      young: HTTP,
      expected: ['detached PortTaken'],
    },
    {
      name: 'a second TCP',
      old: TCP,
      young: TCP,
      expected: ['detached PortTaken'],
    },
    {
      name: 'TCP on another address',
      old: TCP,
      young: bound(TCP),
      expected: ['serving'],
    },
    {
      name: 'HTTPS where HTTP is',
      old: HTTP,
      young: https('b.io'),
      expected: ['detached PortTaken'],
    },
    {
      name: 'TLS for the same host',
      old: https('a.io, b.io'),
      young: https('b.io, c.io'),
      expected: ['detached HostTaken'],
    },
    {
      name: 'TLS for other hosts',
      old: https('a.io'),
      young: https('b.io'),
      expected: ['serving'],
    },
    {
      name: 'two that redirect the same host',
      old: redirecting,
      young: redirecting,
      expected: ['detached HostTaken'],
    },
    {
      name: 'plain HTTP where TLS is, which goes by the version',
      old: https('a.io'),
      young: HTTP,
      expected: ['unknown PortTaken'],
    },
    {
      name: 'another port',
      old: HTTP,
      young: https('a.io', 443),
      expected: ['serving'],
    },
    {
      name: 'one name of a port twice in a Gateway',
      old: '',
      young: `${https('a.io')}, ${https('b.io')}`,
      expected: ['serving', 'detached PortNameTaken'],
    },
  ])('$name', ({ old, young, expected }) => {
    expect(statesOf(old, young, [OLD, NEW])).toEqual(expected);
  });

  it('does not know which is the older of two that are not created yet', () => {
    expect(statesOf(HTTP, TCP, [null, null])).toEqual(['unknown PortTaken']);
  });

  it.each([
    {
      name: 'the older HTTP',
      old: HTTP,
      young: TCP,
      ages: [OLD, NEW],
      expected: [201],
    },
    {
      name: 'the younger, which is the other',
      old: TCP,
      young: HTTP,
      ages: [NEW, OLD],
      expected: [202],
    },
    {
      name: 'nobody knows',
      old: HTTP,
      young: TCP,
      ages: [null, null],
      expected: ['unknown'],
    },
  ])('asks $name', ({ old, young, ages, expected }) => {
    const { answers } = explainRequest({
      snapshots: [
        snapshotFrom(
          `${gateway('old', ages[0], old)}${gateway('young', ages[1], young)}`,
          { kinds: KINDS },
        ),
      ],
      sources: [istio],
      question: { method: 'GET', headers: {}, url: 'http://a.io/' },
    });
    expect(
      answers.map(({ outcome }) =>
        outcome.kind === 'respond' ? outcome.status : outcome.kind,
      ),
    ).toEqual(expected);
  });
});
