import type { KindStatus } from '@portolan/plugin-traffic-common';
import { NAMESPACE } from '../../../kinds/coreKinds';
import type { Connection, ConnectionEnd } from '../../../model/drafts';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { NETWORK_POLICY } from '../kinds';
import { createNetworkPolicyJudge } from '../networkPolicyJudge';

export const policy = (spec: object, name = 'p', namespace = 'shop') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
export const judgeOf = (
  policies: readonly object[],
  statuses: Record<string, KindStatus> = {},
) =>
  createNetworkPolicyJudge(
    snapshotFrom(
      [
        ...['shop', 'data'].map(name => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name, labels: { team: name } },
        })),
        ...policies,
      ],
      { kinds: [NETWORK_POLICY, NAMESPACE], statuses },
    ),
  );

export const pod = (
  namespace: string,
  app: string,
  more: Partial<Extract<ConnectionEnd, { kind: 'pod' }>> = {},
): ConnectionEnd => ({
  kind: 'pod',
  namespace,
  labels: { app },
  ips: ['10.1.0.7'],
  hostNetwork: false,
  namedPorts: [{ name: 'web', port: 8080, protocol: 'TCP' }],
  ...more,
});
export const cart = pod('shop', 'cart');
export const database = pod('data', 'db');
export const host: ConnectionEnd = { kind: 'host', host: 'api.example' };
export const address = (ip: string): ConnectionEnd => ({ kind: 'address', ip });
export const cidr = (text: string): ConnectionEnd => ({
  kind: 'cidr',
  cidr: text,
});
export const denied: KindStatus = {
  state: 'denied',
  problem: { reason: 'forbidden', message: 'May not be read.' },
};

/** The first answer: the egress of `from` when it is a pod, else the ingress of `to`. */
export function ask(
  policies: readonly object[],
  connection: Partial<Connection>,
  statuses?: Record<string, KindStatus>,
): string {
  const [answer] = judgeOf(policies, statuses).judge({
    from: cart,
    to: database,
    port: 443,
    protocol: 'TCP',
    ...connection,
  });
  return [
    answer.verdict,
    answer.code,
    ...answer.rules.map(rule => rule.path),
  ].join(' ');
}

export const egress = (...rules: object[]) =>
  policy({ podSelector: {}, policyTypes: ['Egress'], egress: rules });
export const to = (...peers: object[]) => egress({ to: peers });
