import type {
  Coin,
  NaiveEnd,
  NaiveQuestion,
  Written,
} from './__testUtils__/agreeOnConnections';

export interface Side {
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly domains?: readonly string[];
  readonly ports?: readonly (number | string)[];
}
export interface Rule {
  readonly action: string;
  readonly protocol?: string;
  readonly source?: Side;
  readonly destination?: Side;
}
export interface Spec {
  readonly tier: string;
  readonly order?: number;
  readonly selector: string;
  readonly types?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** The expressions of the world, and which app (undefined: none) each means. */
export const SELECTORS: Readonly<
  Record<string, (app: string | undefined) => boolean>
> = {
  'all()': () => true,
  "app == 'x'": app => app === 'x',
  "app != 'x'": app => app !== 'x',
  "app in {'x', 'z'} || app == 'y'": app => app === 'x' || app === 'y',
  '!has(app)': app => app === undefined,
};
/** The same of namespaces, by their names; undefined: what is in none. */
export const NAMESPACE_SELECTORS: Readonly<
  Record<string, (namespace: string) => boolean>
> = {
  'all()': () => true,
  "team == 'a'": namespace => namespace === 'a',
  "projectcalico.org/name != 'a'": namespace => namespace !== 'a',
  'global()': () => false,
};
export const NETS: Readonly<Record<string, RegExp>> = {
  '0.0.0.0/0': /\./,
  '203.0.113.0/24': /^203\.0\.113\./,
  '203.0.113.7': /^203\.0\.113\.7$/,
  '10.1.0.0/24': /^10\.1\.0\./,
};
const TIERS = ['first', 'default', 'last'];

/** Calico's rules as docs.tigera.io tells them (Network policy, Tier); without NetworkPolicies of Kubernetes. */
export function calicoNaive(
  objects: readonly Written[],
  question: NaiveQuestion,
  coin: Coin,
): boolean {
  return (['egress', 'ingress'] as const).every(direction => {
    const subject = direction === 'egress' ? question.from : question.to;
    if (!subject.pod) {
      return true;
    }
    for (const tier of TIERS) {
      const verdict = askTier(tier, {
        objects,
        direction,
        subject,
        question,
        coin,
      });
      if (verdict !== 'pass') {
        return verdict === 'allow';
      }
    }
    return true;
  });
}

function askTier(
  tier: string,
  asked: {
    readonly objects: readonly Written[];
    readonly direction: 'ingress' | 'egress';
    readonly subject: NaiveEnd;
    readonly question: NaiveQuestion;
    readonly coin: Coin;
  },
): 'allow' | 'deny' | 'pass' {
  const { objects, direction, subject, question, coin } = asked;
  const policies = objects
    .filter(
      policy =>
        ['NetworkPolicy', 'GlobalNetworkPolicy'].includes(policy.kind) &&
        specOf(policy).tier === tier &&
        [undefined, subject.pod?.metadata.namespace].includes(
          policy.metadata.namespace,
        ) &&
        SELECTORS[specOf(policy).selector](subject.pod?.metadata.labels.app) &&
        isAbout(specOf(policy), direction),
    )
    .sort(
      (a, b) =>
        (specOf(a).order ?? 1e9) - (specOf(b).order ?? 1e9) ||
        (nameOf(a) < nameOf(b) ? -1 : 1),
    );
  for (const policy of policies) {
    const own = policy.metadata.namespace;
    const rule = (specOf(policy)[direction] ?? []).find(
      each =>
        each.action !== 'Log' &&
        (!each.protocol || each.protocol === question.protocol) &&
        isSide(each.source, question.from, own, coin) &&
        isSide(each.destination, question.to, own, coin) &&
        isPort(each.destination?.ports, question),
    );
    if (rule?.action === 'Pass' && tier === 'default') {
      // It passes NetworkPolicy by, too: the engine does not look whether there is one, and may leave it open.
      coin('whether a NetworkPolicy is passed by');
    }
    if (rule) {
      return ({ Allow: 'allow', Deny: 'deny' } as const)[rule.action] ?? 'pass';
    }
  }
  const tierObject = objects.find(
    ({ kind, metadata }) => kind === 'Tier' && metadata.name === tier,
  );
  const { defaultAction } = (tierObject?.spec ?? {}) as {
    defaultAction?: string;
  };
  return policies.length > 0 && defaultAction !== 'Pass' ? 'deny' : 'pass';
}

function specOf({ spec }: Written): Spec {
  return spec as Spec;
}

function nameOf({ metadata: { name, namespace } }: Written): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** Without types: the directions that it has rules for, and ingress where it has none for egress. */
function isAbout(
  { types, ingress, egress }: Spec,
  direction: 'ingress' | 'egress',
): boolean {
  if (types) {
    return types.some(type => type.toLowerCase() === direction);
  }
  return direction === 'egress'
    ? Boolean(egress?.length)
    : !egress?.length || Boolean(ingress?.length);
}

function isPort(ports: Side['ports'] = [], { port }: NaiveQuestion): boolean {
  return (
    ports.length === 0 ||
    ports.some(each => {
      const [from, to = from] = String(each).split(':').map(Number);
      return from <= port && port <= to;
    })
  );
}

/** Selectors mean pods alone; those of a namespaced policy its own namespace, unless they say another. */
function isSide(
  side: Side = {},
  end: NaiveEnd,
  own: string | undefined,
  coin: Coin,
): boolean {
  const { selector, notSelector, namespaceSelector, nets, notNets, domains } =
    side;
  const namespace = end.pod?.metadata.namespace;
  const app = end.pod?.metadata.labels.app;
  const isScoped =
    namespaceSelector !== undefined ||
    ((selector ?? notSelector) !== undefined && own !== undefined);
  const inScope =
    namespace !== undefined &&
    (namespaceSelector === undefined
      ? own === undefined || own === namespace
      : NAMESPACE_SELECTORS[namespaceSelector](namespace));
  return (
    (!isScoped || inScope) &&
    (selector === undefined ||
      (namespace !== undefined && SELECTORS[selector](app))) &&
    (notSelector === undefined ||
      namespace === undefined ||
      !SELECTORS[notSelector](app)) &&
    (nets === undefined || nets.some(net => isInNet(net, end, coin))) &&
    (notNets === undefined || !notNets.some(net => isInNet(net, end, coin))) &&
    (domains === undefined ||
      domains.some(domain =>
        end.host === undefined
          ? end.pod === undefined && coin(domain)
          : end.host === domain ||
            (domain.startsWith('*.') && end.host.endsWith(domain.slice(1))),
      ))
  );
}

function isInNet(
  net: string,
  { pod, ip, host }: NaiveEnd,
  coin: Coin,
): boolean {
  const address = pod ? podIp(pod) : ip;
  return address === undefined || host !== undefined
    ? net === '0.0.0.0/0' || coin(net)
    : NETS[net].test(address);
}

function podIp(pod: object): string {
  const { status } = pod as { status: { podIP: string } };
  return status.podIP;
}
