import type { DirectionIsolation } from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import { ENGINE } from '../../analyze/analyze';
import { readDocuments } from '../../analyze/readDocuments';
import { POD } from '../../kinds/coreKinds';
import type { ConnectionEnd } from '../../model/drafts';
import { resolveTraffic } from '../../resolveTraffic';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { adminNetworkPolicy } from '../../sources/admin-network-policy';
import { networkPolicy } from '../../sources/network-policy';
import { podFact, type PodFact } from '../../topology/Pod';
import { inAskingOrder, judgeConnection } from '../judgeConnection';
import type { PodEnd } from '../podGroups';

/**
 * What is said of a workload with whole sides at the other end, held against every single pod, address, port and protocol of
 * small clusters. `restricted` is an upper bound where administrators deny part of what a namespace allows in part; with
 * NetworkPolicies alone, whose peers are all probed here, something is open.
 */
const SOURCES = [adminNetworkPolicy, networkPolicy];
const NAMESPACES = ['a', 'b'];
const PODS = NAMESPACES.flatMap((namespace, i) =>
  ['x1', 'x2', 'y1', 'y2'].map((name, j) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name[0] } },
    spec: { containers: [{ name: 'c' }] },
    status: { phase: 'Running', podIP: `10.1.${i}.${j + 1}` },
  })),
);
const CLUSTER = [
  ...NAMESPACES.map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team: name } },
  })),
  ...PODS,
];
const ADDRESSES = ['203.0.113.7', '203.0.113.200', '198.51.100.1'];
const PROBED_PORTS = [53, 80, 443].flatMap(port => [
  { port, protocol: 'TCP' },
  { port, protocol: 'UDP' },
]);

const byApp = fc.constantFrom(
  {},
  ...['x', 'y'].map(app => ({ matchLabels: { app } })),
);
const byTeam = fc.constantFrom(
  {},
  ...NAMESPACES.map(team => ({ matchLabels: { team } })),
);
const ipBlock = fc.constantFrom(
  { cidr: '203.0.113.0/24' },
  { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
  { cidr: '198.51.100.0/24' },
  { cidr: '0.0.0.0/0' },
);
const peer = fc.oneof(
  byApp.map(podSelector => ({ podSelector })),
  byTeam.map(namespaceSelector => ({ namespaceSelector })),
  fc.record({ podSelector: byApp, namespaceSelector: byTeam }),
  ipBlock.map(block => ({ ipBlock: block })),
);
const ports = fc.constantFrom(
  [],
  [{ port: 53, protocol: 'UDP' }, { port: 53 }],
  [{ port: 53, protocol: 'UDP' }],
  [{ port: 80 }],
  [{ port: 1, endPort: 65535 }],
);
const rulesOf = (side: 'to' | 'from') =>
  fc.array(fc.record({ [side]: fc.array(peer, { maxLength: 2 }), ports }), {
    maxLength: 2,
  });
const policies = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(...NAMESPACES),
      podSelector: byApp,
      policyTypes: fc.constantFrom(
        ['Egress'],
        ['Ingress'],
        ['Egress', 'Ingress'],
      ),
      egress: rulesOf('to'),
      ingress: rulesOf('from'),
    }),
    { maxLength: 3 },
  )
  .map(all =>
    all.map(({ namespace, ...spec }, i) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `p${i}`, namespace },
      spec,
    })),
  );

const adminPeer = byTeam.map(namespaces => ({ namespaces }));
const adminRules = <T>(side: 'to' | 'from', peers: fc.Arbitrary<T>) =>
  fc.array(
    fc.record({
      action: fc.constantFrom('Accept', 'Deny', 'Pass'),
      [side]: fc.array(peers, { minLength: 1, maxLength: 2 }),
      protocols: fc.constantFrom(
        undefined,
        [{ udp: { destinationPort: { number: 53 } } }],
        [{ tcp: { destinationPort: { number: 80 } } }],
      ),
    }),
    { maxLength: 2 },
  );
const adminPolicy = fc
  .record({
    tier: fc.constantFrom('Admin', 'Baseline'),
    priority: fc.constant(1),
    subject: byTeam.map(namespaces => ({ namespaces })),
    egress: adminRules(
      'to',
      fc.oneof(
        adminPeer,
        fc.constantFrom(
          { networks: ['203.0.113.0/24'] },
          { networks: ['0.0.0.0/0', '::/0'] },
        ),
      ),
    ),
    ingress: adminRules('from', adminPeer),
  })
  .map(spec => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'admin' },
    spec,
  }));

type Verdict = 'allowed' | 'denied' | 'unknown';
interface Probe {
  readonly isInside: boolean;
  readonly port: number;
  readonly verdict: Verdict;
}

/** Asks about every pod, address, port and protocol, one at a time. */
function probe(
  snapshot: ClusterSnapshot,
  asked: PodFact,
  direction: 'egress' | 'ingress',
): Probe[] {
  const pod: PodEnd = { kind: 'pod', ...asked };
  const judges = inAskingOrder(
    SOURCES.flatMap(source => source.resolve(snapshot).judges),
  );
  const others: ConnectionEnd[] = [
    ...snapshot
      .list(POD)
      .map(podFact)
      .filter(fact => fact !== asked)
      .map((fact): PodEnd => ({ kind: 'pod', ...fact })),
    ...ADDRESSES.map((ip): ConnectionEnd => ({ kind: 'address', ip })),
  ];
  return others.flatMap(other =>
    PROBED_PORTS.map(target => ({
      isInside: other.kind === 'pod',
      port: target.port,
      verdict: judgeConnection(
        direction === 'egress'
          ? { from: pod, to: other, ...target }
          : { from: other, to: pod, ...target },
        judges,
      ).directions[direction],
    })),
  );
}

interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly podSelector?: object;
    readonly policyTypes?: readonly string[];
    readonly subject?: { readonly namespaces: object };
    readonly egress: readonly unknown[];
    readonly ingress: readonly unknown[];
  };
}

const selectorOf = (name: string) =>
  name === 'x' ? { app: name } : { team: name };

/** Whether a policy is about the pods of app x in a namespace: a ClusterNetworkPolicy is where it has a rule. */
function isSelected(
  { metadata, spec }: Policy,
  namespace: string,
  direction: 'egress' | 'ingress',
): boolean {
  const isAmong = (selector: object, name: string) =>
    ['{}', JSON.stringify({ matchLabels: selectorOf(name) })].includes(
      JSON.stringify(selector),
    );
  return spec.subject
    ? isAmong(spec.subject.namespaces, namespace) && spec[direction].length > 0
    : metadata.namespace === namespace &&
        isAmong(spec.podSelector ?? {}, 'x') &&
        (spec.policyTypes ?? []).some(type => type.toLowerCase() === direction);
}

/** What of an answer single probes contradict, in words. */
function contradictions(
  { state, inside, outside, layers }: DirectionIsolation,
  probes: readonly Probe[],
  {
    isRestrictedExact,
    isAnySelecting,
  }: { isRestrictedExact: boolean; isAnySelecting: boolean },
): string[] {
  const verdicts = (side?: boolean) =>
    probes
      .filter(({ isInside }) => side === undefined || isInside === side)
      .map(({ verdict }) => verdict);
  const hold: readonly (readonly [string, boolean])[] = [
    ...(
      [
        ['inside', inside],
        ['outside', outside],
      ] as const
    ).flatMap(([side, share]) => {
      const all = verdicts(side === 'inside');
      return [
        [`${side} all`, share !== 'all' || all.every(v => v === 'allowed')],
        [`${side} none`, share !== 'none' || all.every(v => v === 'denied')],
      ] as const;
    }),
    [
      'open',
      !['open', 'not-selected'].includes(state) ||
        verdicts().every(v => v === 'allowed'),
    ],
    ['closed', state !== 'closed' || verdicts().every(v => v === 'denied')],
    [
      'dns-only',
      state !== 'dns-only' ||
        probes.every(
          ({ port, verdict }) => port === 53 || verdict === 'denied',
        ),
    ],
    ['not-selected', (state === 'not-selected') === !isAnySelecting],
    [
      'restricted',
      state !== 'restricted' ||
        !isRestrictedExact ||
        verdicts().some(v => v !== 'denied'),
    ],
    [
      'restricted is not all',
      state !== 'restricted' || inside !== 'all' || outside !== 'all',
    ],
    [
      'unknown with its reason',
      state !== 'unknown' ||
        layers.some(({ code }) => code === 'depends-on-cni'),
    ],
  ];
  return hold.filter(([, holds]) => !holds).map(([what]) => what);
}

function judge(objects: readonly Policy[], isRestrictedExact: boolean) {
  const text = [...CLUSTER, ...objects]
    .map(object => JSON.stringify(object))
    .join('\n---\n');
  const read = readDocuments(ENGINE, [{ text }], { complete: true });
  const snapshots = read.clusters.map(({ snapshot }) => snapshot);
  const { workloads } = resolveTraffic({
    ...read,
    sources: SOURCES,
    checks: [],
    snapshots,
  });
  return workloads
    .filter(({ ref }) => ref.name === 'x1')
    .flatMap(({ ref, isolation }) => {
      const pod = snapshots[0].get(POD, ref.namespace ?? '', ref.name);
      if (!pod || !isolation) {
        throw new Error(`Nothing is said of ${ref.namespace}/${ref.name}.`);
      }
      return (['egress', 'ingress'] as const).map(direction => ({
        direction,
        isolation: isolation[direction],
        wrong: contradictions(
          isolation[direction],
          probe(snapshots[0], podFact(pod), direction),
          {
            isRestrictedExact,
            isAnySelecting: objects.some(policy =>
              isSelected(policy, ref.namespace ?? '', direction),
            ),
          },
        ),
      }));
    });
}

/** What random clusters must have led to, lest the answers were compared for a few states alone. */
const EVERY_STATE = [
  'closed',
  'dns-only',
  'not-selected',
  'open',
  'restricted',
  'unknown',
];

describe('isolation agrees with single probes', () => {
  const seen = new Set<string>();
  beforeEach(() => seen.clear());
  const agree = (objects: readonly Policy[], isRestrictedExact: boolean) => {
    const answers = judge(objects, isRestrictedExact);
    expect(answers).toHaveLength(4);
    answers.forEach(({ isolation }) => seen.add(isolation.state));
    expect(answers.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  };

  it('of NetworkPolicies', () => {
    fc.assert(
      fc.property(policies, objects => agree(objects, true)),
      { numRuns: 150, seed: 7 },
    );
    expect([...seen].sort()).toEqual(EVERY_STATE);
  });

  it('of NetworkPolicies below a ClusterNetworkPolicy', () => {
    fc.assert(
      fc.property(policies, adminPolicy, (objects, admin) =>
        agree([...objects, admin], false),
      ),
      { numRuns: 150, seed: 7 },
    );
    expect([...seen].sort()).toEqual(EVERY_STATE);
  });
});
