import {
  NAMESPACES,
  TEAM,
  WEB,
  type Coin,
  type NaiveEnd,
  type NaiveQuestion,
  type Written,
} from './__testUtils__/agreeOnConnections';

type Labels = Readonly<Record<string, string>>;
type Peers = 'Endpoints' | 'Entities' | 'CIDRSet' | 'FQDNs' | 'Services';
interface Range {
  readonly cidr: string;
  readonly except?: readonly string[];
}
interface ServicePeer {
  readonly k8sService: {
    readonly serviceName: string;
    readonly namespace?: string;
  };
}
interface Rule
  extends Partial<Record<`to${Peers}` | `from${Peers}`, readonly unknown[]>> {
  readonly toPorts?: readonly {
    readonly ports?: readonly {
      readonly port: string;
      readonly endPort?: number;
      readonly protocol?: string;
    }[];
  }[];
}
export interface RuleSet {
  readonly endpointSelector: { readonly matchLabels?: Labels };
  readonly enableDefaultDeny?: Readonly<
    Partial<Record<'ingress' | 'egress', boolean>>
  >;
  readonly ingress?: readonly Rule[];
  readonly ingressDeny?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly egressDeny?: readonly Rule[];
}

/** Cilium's rules as docs.cilium.io tells them (Network Policy: layer 3, layer 4, deny policies, enforcement modes). */
export function ciliumNaive(
  objects: readonly Written[],
  question: NaiveQuestion,
  coin: Coin,
): boolean {
  return (['egress', 'ingress'] as const).every(direction => {
    const [subject, other] =
      direction === 'egress'
        ? [question.from, question.to]
        : [question.to, question.from];
    if (!subject.pod) {
      return true;
    }
    const selecting = objects.filter(
      policy =>
        policy.kind.startsWith('Cilium') &&
        isChosen(subjectLabels(policy), subject, null) &&
        [undefined, subject.pod?.metadata.namespace].includes(
          policy.metadata.namespace,
        ),
    );
    const any = (field: 'egress' | 'ingress' | 'egressDeny' | 'ingressDeny') =>
      selecting.some(policy =>
        (setOf(policy)[field] ?? []).some(rule =>
          isMatched(rule, {
            ...question,
            other,
            side: direction === 'egress' ? 'to' : 'from',
            own: policy.metadata.namespace ?? null,
            objects,
            coin,
          }),
        ),
      );
    const isClosed = selecting.some(policy => {
      const set = setOf(policy);
      const rules = [
        ...(set[direction] ?? []),
        ...(set[`${direction}Deny`] ?? []),
      ];
      return set.enableDefaultDeny?.[direction] ?? rules.length > 0;
    });
    return !any(`${direction}Deny`) && (any(direction) || !isClosed);
  });
}

function setOf({ spec }: Written): RuleSet {
  return spec as RuleSet;
}

/** A namespaced policy is for its own namespace, whatever this label asks for. */
function subjectLabels(policy: Written): Labels | undefined {
  const { matchLabels } = setOf(policy).endpointSelector;
  const { 'k8s:io.kubernetes.pod.namespace': overwritten, ...others } =
    matchLabels ?? {};
  return overwritten && policy.metadata.namespace ? others : matchLabels;
}

interface Asked extends NaiveQuestion {
  readonly other: NaiveEnd;
  readonly side: 'to' | 'from';
  /** The policy's namespace; null: it is for all. */
  readonly own: string | null;
  readonly objects: readonly Written[];
  readonly coin: Coin;
}

/** An empty rule matches nothing; an empty list chooses nobody; ports without peers are for everybody. */
function isMatched(rule: Rule, asked: Asked): boolean {
  const sorts = Object.keys(rule).filter(key => key !== 'toPorts');
  if (sorts.length === 0 && !rule.toPorts?.length) {
    return false;
  }
  return (
    sorts.every(sort =>
      (rule[sort as `to${Peers}`] ?? []).some(peer =>
        isMeant(sort.slice(asked.side.length), peer, asked),
      ),
    ) && isOpenPort(rule, asked)
  );
}

function isOpenPort({ toPorts = [] }: Rule, asked: Asked): boolean {
  const isNumber = (text: string) => /^\d+$/.test(text);
  const isWeb = () =>
    asked.to.pod ? asked.port === WEB : asked.coin('this port is called web');
  return (
    toPorts.length === 0 ||
    toPorts.some(({ ports = [] }) =>
      ports.some(
        ({ port, endPort, protocol = 'ANY' }) =>
          ['ANY', asked.protocol].includes(protocol) &&
          (isNumber(port)
            ? port === '0' ||
              (Number(port) <= asked.port &&
                asked.port <= (endPort ?? Number(port)))
            : asked.protocol === 'TCP' && isWeb()),
      ),
    )
  );
}

function isMeant(sort: string, peer: unknown, asked: Asked): boolean {
  const { other, own, objects, coin } = asked;
  switch (sort) {
    case 'Endpoints':
      return isChosen(
        (peer as { matchLabels?: Labels }).matchLabels,
        other,
        own,
      );
    case 'Entities':
      return (
        peer === 'all' ||
        (peer === 'cluster' &&
          (Boolean(other.pod) || (Boolean(other.ip) && coin('a node')))) ||
        (peer === 'world' && !other.pod)
      );
    case 'CIDRSet':
      return !other.pod && isInRange(peer as Range, other, coin);
    case 'FQDNs':
      if (other.host === undefined) {
        return !other.pod && coin(JSON.stringify(peer));
      }
      return isName(peer as Labels, other.host);
    default: {
      const { serviceName, namespace } = (peer as ServicePeer).k8sService;
      return objects
        .filter(
          ({ kind, metadata }) =>
            kind === 'Service' &&
            metadata.name === serviceName &&
            (namespace ?? metadata.namespace) === metadata.namespace,
        )
        .some(service => isBehind(service, other, coin));
    }
  }
}

/** A Service `kept` is kept by hand for the first of the addresses outside. */
function isBehind(
  { metadata, spec = {} }: Written,
  other: NaiveEnd,
  coin: Coin,
): boolean {
  const { selector } = spec as { selector?: Labels };
  return selector
    ? other.pod?.metadata.namespace === metadata.namespace &&
        Object.entries(selector).every(
          ([key, value]) => other.pod?.metadata.labels[key] === value,
        )
    : isInRange({ cidr: '203.0.113.7/32' }, other, coin);
}

/** A selector of peers that says nothing of namespaces means the policy's own. */
function isChosen(
  labels: Labels = {},
  { pod }: NaiveEnd,
  own: string | null,
): boolean {
  const namespaceLabels = [
    'io.kubernetes.pod.namespace',
    `io.cilium.k8s.namespace.labels.${TEAM}`,
  ];
  const plain = Object.entries(labels).map(
    ([key, value]) => [key.replace(/^(k8s|any):/, ''), value] as const,
  );
  return (
    pod !== undefined &&
    plain.every(
      ([key, value]) =>
        (namespaceLabels.includes(key)
          ? pod.metadata.namespace
          : pod.metadata.labels[key]) === value,
    ) &&
    (plain.some(([key]) => namespaceLabels.includes(key)) ||
      own === null ||
      pod.metadata.namespace === own)
  );
}

function isName({ matchName, matchPattern }: Labels, host: string): boolean {
  if (matchName !== undefined) {
    return host === matchName;
  }
  return matchPattern === '*' || matchPattern === '**.example.com'
    ? true
    : host === 'api.example.com';
}

/** The ranges of the world are all of IPv4, all of IPv6 or 203.0.113.0/24, /25 and /32, so that the texts tell. */
function isInRange(
  { cidr, except = [] }: Range,
  { ip, host }: NaiveEnd,
  coin: Coin,
): boolean {
  const holds = (range: string): boolean => {
    switch (range) {
      case '0.0.0.0/0':
        return host !== undefined || !ip?.includes(':');
      case '::/0':
        return host === undefined && Boolean(ip?.includes(':'));
      case '203.0.113.0/24':
        return Boolean(ip?.startsWith('203.'));
      case '203.0.113.128/25':
        return ip === '203.0.113.200';
      default:
        return ip === range.split('/')[0];
    }
  };
  return host !== undefined && !(cidr === '0.0.0.0/0' && except.length === 0)
    ? coin(`${cidr} ${except}`)
    : holds(cidr) && !except.some(holds);
}

export const SERVICES: readonly Written[] = NAMESPACES.map(namespace => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'x', namespace },
  spec: { selector: { app: 'x' } },
}));
