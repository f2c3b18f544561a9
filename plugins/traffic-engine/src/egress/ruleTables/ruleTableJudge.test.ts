import type { KindStatus } from '@portolan/plugin-traffic-common';
import { POD } from '../../kinds/coreKinds';
import type { ConnectionEnd } from '../../model/drafts';
import { antrea } from '../../sources/antrea';
import { calico } from '../../sources/calico';
import { cilium } from '../../sources/cilium';
import { ovnKubernetes } from '../../sources/ovn-kubernetes';
import type { Source } from '../../sources/Source';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { inAskingOrder, judgeConnection } from '../judgeConnection';

const pod = (namespace: string, hostNetwork = false): ConnectionEnd => ({
  kind: 'pod',
  namespace,
  labels: {},
  ips: [],
  hostNetwork,
  namedPorts: [],
});

function judge(
  source: Source,
  ends: { readonly from: ConnectionEnd; readonly to: ConnectionEnd },
  options: {
    readonly policies?: string;
    readonly statuses?: Readonly<Record<string, KindStatus>>;
  },
) {
  const snapshot = snapshotFrom(options.policies ?? '', {
    kinds: [...source.reads, POD],
    statuses: options.statuses,
  });
  return judgeConnection(
    { ...ends, port: 80, protocol: 'TCP' },
    inAskingOrder(source.resolve(snapshot).judges),
  ).verdict;
}

describe('policies of namespaces, readable in one of them', () => {
  const synced = (namespaces: string[]): KindStatus => ({
    state: 'synced',
    at: '2026-01-01T00:00:00Z',
    namespaces,
  });

  it.each([
    { source: cilium, kind: 'CiliumNetworkPolicy' },
    { source: calico, kind: 'NetworkPolicy' },
    { source: antrea, kind: 'NetworkPolicy' },
    { source: ovnKubernetes, kind: 'EgressFirewall' },
  ])('$source.id: knows of that one alone', ({ source, kind }) => {
    const to: ConnectionEnd = { kind: 'address', ip: '203.0.113.7' };
    const statuses = { [kind]: synced(['a']) };
    expect(judge(source, { from: pod('a'), to }, { statuses })).toBe('allowed');
    expect(judge(source, { from: pod('b'), to }, { statuses })).toBe('unknown');
  });
});

describe('what comes from the network of a node', () => {
  const closed = `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: closed, namespace: a }
spec: { endpointSelector: {}, ingress: [{}] }
`;

  it('may be the node of the pod itself, which is always let in', () => {
    const ask = (from: ConnectionEnd) =>
      judge(cilium, { from, to: pod('a') }, { policies: closed });
    expect(ask(pod('b'))).toBe('denied');
    expect(ask(pod('b', true))).toBe('unknown');
  });
});
