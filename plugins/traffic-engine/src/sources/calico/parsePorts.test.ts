import { parsePorts } from './parsePorts';

const port = (protocol: string, from: number, to: number) => ({
  protocol,
  port: { kind: 'range', from, to },
});

describe('parsePorts', () => {
  it.each([
    { name: 'any', rule: {}, expected: [] },
    {
      name: 'a protocol without ports',
      rule: { protocol: 'tcp' },
      expected: [{ protocol: 'TCP', port: { kind: 'any' } }],
    },
    {
      name: 'a protocol by number',
      rule: { protocol: 132, destination: { ports: ['80'] } },
      expected: [port('SCTP', 80, 80)],
    },
    {
      name: 'ranges and names',
      rule: { protocol: 'UDP', destination: { ports: ['0:99', 'dns', 7] } },
      expected: [
        port('UDP', 1, 99),
        { protocol: 'UDP', port: { kind: 'named', name: 'dns' } },
        port('UDP', 7, 7),
      ],
    },
    {
      name: 'excluded ports',
      rule: {
        protocol: 'TCP',
        destination: { notPorts: ['100:200', 1, '150:300'] },
      },
      expected: [port('TCP', 2, 99), port('TCP', 301, 65535)],
    },
    {
      name: 'ports together with excluded ones',
      rule: {
        protocol: 'TCP',
        destination: { ports: ['80:90', 443], notPorts: ['70:81', 85, 443] },
      },
      expected: [port('TCP', 82, 84), port('TCP', 86, 90)],
    },
    {
      name: 'ports that are all excluded',
      rule: { destination: { ports: [80], notPorts: ['1:100'] } },
      expected: null,
    },
    {
      name: 'an excluded protocol',
      rule: { notProtocol: 'TCP', destination: { ports: [53] } },
      expected: [port('UDP', 53, 53), port('SCTP', 53, 53)],
    },
    { name: 'ICMP', rule: { protocol: 'ICMP' }, expected: null },
    { name: 'ICMP by number', rule: { protocol: 1 }, expected: null },
  ])('reads $name', ({ rule, expected }) => {
    const report = jest.fn();
    const { destination = {}, ...rest }: Record<string, unknown> = rule;
    expect(parsePorts(rest, Object(destination), 'spec', report)).toEqual(
      expected,
    );
    expect(report).not.toHaveBeenCalled();
  });

  it.each([
    { name: 'a protocol', rule: { protocol: 'QUIC' }, ports: {} },
    { name: 'a protocol number', rule: { protocol: 256 }, ports: {} },
    { name: 'a number', rule: {}, ports: { ports: [65536] } },
    { name: 'a range', rule: {}, ports: { ports: ['9:8'] } },
    { name: 'a shape', rule: {}, ports: { ports: [{}] } },
    { name: 'no list', rule: {}, ports: { notPorts: '80' } },
    { name: 'an excluded name', rule: {}, ports: { notPorts: ['http'] } },
    {
      name: 'a name of which some are excluded',
      rule: {},
      ports: { ports: ['http'], notPorts: [2] },
    },
  ])(
    'leaves open, and says so, what is unreadable: $name',
    ({ rule, ports }) => {
      const report = jest.fn();
      expect(parsePorts(rule, ports, 'spec', report)).toEqual(['unreadable']);
      expect(report).toHaveBeenCalledTimes(1);
    },
  );
});
