import type {
  Coin,
  NaiveEnd,
  NaiveQuestion,
  Written,
} from './__testUtils__/agreeOnConnections';

export interface FirewallRule {
  readonly type: string;
  readonly to: {
    readonly cidrSelector?: string;
    readonly dnsName?: string;
    readonly nodeSelector?: object;
  };
  readonly ports?: readonly {
    readonly port: number;
    readonly protocol: string;
  }[];
}

/** The ranges of the world, and which of its addresses each holds. */
export const RANGES: Readonly<Record<string, RegExp>> = {
  '0.0.0.0/0': /\./,
  '::/0': /:/,
  '203.0.113.0/24': /^203\.0\.113\./,
  '203.0.113.128/25': /^203\.0\.113\.200$/,
  '203.0.113.7/32': /^203\.0\.113\.7$/,
  '10.0.0.0/8': /^10\./,
};

/** OVN-Kubernetes' rules as its documentation tells them: the first that matches decides, and what none means is allowed. */
export function egressFirewallNaive(
  objects: readonly Written[],
  { from, to, port, protocol }: NaiveQuestion,
  coin: Coin,
): boolean {
  const firewall = objects.find(
    ({ kind, metadata }) =>
      kind === 'EgressFirewall' &&
      metadata.name === 'default' &&
      metadata.namespace === from.pod?.metadata.namespace,
  );
  const { egress = [] } = (firewall?.spec ?? {}) as {
    egress?: readonly FirewallRule[];
  };
  const deciding = egress.find(
    rule =>
      (!rule.ports?.length ||
        rule.ports.some(
          each => each.port === port && each.protocol === protocol,
        )) &&
      isMeant(rule.to, to, coin),
  );
  return deciding?.type !== 'Deny';
}

function isMeant(
  { cidrSelector, dnsName, nodeSelector }: FirewallRule['to'],
  { pod, ip, host }: NaiveEnd,
  coin: Coin,
): boolean {
  if (pod) {
    return false;
  }
  if (cidrSelector !== undefined) {
    return ip === undefined
      ? cidrSelector === '0.0.0.0/0' || coin(cidrSelector)
      : RANGES[cidrSelector].test(ip);
  }
  if (dnsName !== undefined) {
    return host === undefined
      ? coin(dnsName)
      : host === dnsName ||
          (dnsName.startsWith('*.') &&
            host.slice(host.indexOf('.')) === dnsName.slice(1));
  }
  return (
    ip !== undefined && nodeSelector !== undefined && coin('one of these nodes')
  );
}
