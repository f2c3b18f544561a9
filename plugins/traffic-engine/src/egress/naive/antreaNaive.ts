import type {
  Coin,
  NaiveEnd,
  NaiveQuestion,
  Written,
} from './__testUtils__/agreeOnConnections';

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}
export interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly namespaces?: { readonly match: string };
  readonly ipBlock?: {
    readonly cidr: string;
    readonly except?: readonly string[];
  };
  readonly fqdn?: string;
}
export interface Rule {
  readonly action: string;
  readonly ports?: readonly {
    readonly protocol: string;
    readonly port?: number | string;
    readonly endPort?: number;
  }[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly appliedTo?: readonly Peer[];
}
export interface Spec {
  readonly tier?: string;
  readonly priority: number;
  readonly appliedTo?: readonly Peer[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** The ranges of the world, and which of its addresses each holds. */
export const BLOCKS: Readonly<Record<string, RegExp>> = {
  '0.0.0.0/0': /\./,
  '203.0.113.0/24': /^203\.0\.113\./,
  '203.0.113.128/25': /^203\.0\.113\.200$/,
  '10.1.0.0/24': /^10\.1\.0\./,
};
/** The tiers of the world, in their order, the last of which stands after NetworkPolicy. */
export const TIERS = ['emergency', 'own', 'application', 'baseline'];
const WEB = 8080;

/** Antrea's rules as antrea.io tells them (Antrea Network Policy); without NetworkPolicies of Kubernetes. */
export function antreaNaive(
  objects: readonly Written[],
  question: NaiveQuestion,
  coin: Coin,
): boolean {
  return (['egress', 'ingress'] as const).every(direction => {
    const [subject, other] =
      direction === 'egress'
        ? [question.from, question.to]
        : [question.to, question.from];
    const rules = objects
      .filter(({ kind }) => kind.endsWith('NetworkPolicy'))
      .sort(
        (a, b) =>
          rankOf(a) - rankOf(b) || specOf(a).priority - specOf(b).priority,
      )
      .flatMap(policy =>
        (specOf(policy)[direction] ?? []).map(rule => ({ policy, rule })),
      )
      .filter(({ policy, rule }) => {
        const own = policy.metadata.namespace;
        const appliedTo = specOf(policy).appliedTo ?? rule.appliedTo ?? [];
        const peers = rule.to ?? rule.from ?? [];
        return (
          subject.pod !== undefined &&
          appliedTo.some(each =>
            isPeer(each, { end: subject, own, subject, coin }),
          ) &&
          isPort(rule, question, coin) &&
          (peers.length === 0 ||
            peers.some(each =>
              isPeer(each, { end: other, own, subject, coin }),
            ))
        );
      });
    const isBaseline = ({ policy }: { policy: Written }) =>
      specOf(policy).tier === 'baseline';
    const first = rules.find(each => !isBaseline(each));
    const deciding =
      !first || first.rule.action === 'Pass' ? rules.find(isBaseline) : first;
    return !['Drop', 'Reject'].includes(deciding?.rule.action ?? 'Allow');
  });
}

function specOf({ spec }: Written): Spec {
  return spec as Spec;
}

function rankOf(policy: Written): number {
  return TIERS.indexOf(specOf(policy).tier ?? 'application');
}

function isPort(
  { ports = [] }: Rule,
  { port, protocol, to }: NaiveQuestion,
  coin: Coin,
): boolean {
  return (
    ports.length === 0 ||
    ports.some(each => {
      if (each.protocol !== protocol) {
        return false;
      }
      if (typeof each.port === 'string') {
        return to.pod ? port === WEB : coin('this port is called web');
      }
      const { port: first = 0, endPort = each.port ?? 65535 } = each;
      return first <= port && port <= endPort;
    })
  );
}

/** Pods are of a namespaced policy's own namespace, unless the peer says another. */
function isPeer(
  { podSelector, namespaceSelector, namespaces, ipBlock, fqdn }: Peer,
  {
    end: { pod, ip, host },
    own,
    subject,
    coin,
  }: {
    readonly end: NaiveEnd;
    readonly own: string | undefined;
    readonly subject: NaiveEnd;
    readonly coin: Coin;
  },
): boolean {
  if (ipBlock) {
    const { cidr, except = [] } = ipBlock;
    if (host !== undefined) {
      return (
        (cidr === '0.0.0.0/0' && except.length === 0) ||
        coin(`${cidr} ${except}`)
      );
    }
    const address = pod
      ? (pod as unknown as { status: { podIP: string } }).status.podIP
      : ip ?? '';
    return (
      BLOCKS[cidr].test(address) &&
      !except.some(hole => BLOCKS[hole].test(address))
    );
  }
  if (fqdn !== undefined) {
    if (pod) {
      return false;
    }
    return host === undefined
      ? coin(fqdn)
      : host === fqdn || (fqdn.startsWith('*') && host.endsWith(fqdn.slice(1)));
  }
  const holds = ({ matchLabels = {} }: Selector = {}, labels: object) =>
    Object.entries(matchLabels).every(
      ([key, value]) => (labels as Record<string, string>)[key] === value,
    );
  const scope = namespaces ? subject.pod?.metadata.namespace : own;
  return (
    pod !== undefined &&
    holds(podSelector, pod.metadata.labels) &&
    holds(namespaceSelector, { team: pod.metadata.namespace }) &&
    (namespaceSelector !== undefined ||
      scope === undefined ||
      scope === pod.metadata.namespace)
  );
}
