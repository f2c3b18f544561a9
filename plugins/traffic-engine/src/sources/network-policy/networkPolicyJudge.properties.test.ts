import fc from 'fast-check';
import { NAMESPACE } from '../../kinds/coreKinds';
import type { ConnectionEnd, LayerAnswer } from '../../model/drafts';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { NETWORK_POLICY } from './kinds';
import { createNetworkPolicyJudge } from './networkPolicyJudge';

/**
 * A small world: two namespaces, four pods, a few addresses and ports; policies of every readable shape over them. All
 * questions about it are asked and compared.
 */
const NAMESPACES = ['a', 'b'];
const APPS = ['x', 'y'];
const PORTS = [80, 81, 8080];

const labels = fc.constantFrom(
  {},
  ...APPS.map(app => ({ matchLabels: { app } })),
  { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['x'] }] },
  { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
);
const namespaces = fc.constantFrom(
  {},
  ...NAMESPACES.map(team => ({ matchLabels: { team } })),
);
const peer = fc.oneof(
  fc.record({ podSelector: labels }),
  fc.record({ namespaceSelector: namespaces }),
  fc.record({ podSelector: labels, namespaceSelector: namespaces }),
  fc.constantFrom(
    { ipBlock: { cidr: '192.0.2.0/25' } },
    { ipBlock: { cidr: '192.0.2.128/25' } },
    { ipBlock: { cidr: '0.0.0.0/0', except: ['192.0.2.0/26'] } },
    { ipBlock: { cidr: '2001:db8::/32' } },
    { ipBlock: { cidr: '10.0.0.0/8' } },
  ),
);
const port = fc.constantFrom(
  {},
  { port: 80 },
  { port: 80, endPort: 81 },
  { port: 'web' },
  { protocol: 'UDP' },
);
type Rule = Readonly<Record<string, readonly object[]>>;
const rule = (field: string): fc.Arbitrary<Rule> =>
  fc
    .record({
      peers: fc.array(peer, { maxLength: 2 }),
      ports: fc.array(port, { maxLength: 2 }),
    })
    .map(({ peers, ports }) => ({ [field]: peers, ports }));
const spec = fc.record({
  podSelector: labels,
  policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
  ingress: fc.array(rule('from'), { maxLength: 2 }),
  egress: fc.array(rule('to'), { maxLength: 2 }),
});
const policy = fc.record({ namespace: fc.constantFrom(...NAMESPACES), spec });
type Policy = typeof policy extends fc.Arbitrary<infer T> ? T : never;

const pods = NAMESPACES.flatMap((namespace, i) =>
  APPS.map(
    (app, j): ConnectionEnd => ({
      kind: 'pod',
      namespace,
      labels: { app },
      ips: [`10.0.${i}.${j}`],
      hostNetwork: false,
      namedPorts: [{ name: 'web', port: 8080, protocol: 'TCP' }],
    }),
  ),
);
const outside: readonly ConnectionEnd[] = [
  { kind: 'address', ip: '192.0.2.9' },
  { kind: 'address', ip: '2001:db8::9' },
  { kind: 'cidr', cidr: '192.0.2.0/24' },
  { kind: 'host', host: 'api.example' },
];
const questions = [...pods, ...outside].flatMap(to =>
  pods.flatMap(from =>
    [...PORTS, null].flatMap(number =>
      ['TCP', 'UDP'].map(protocol => ({ from, to, port: number, protocol })),
    ),
  ),
);

function answersOf(policies: readonly Policy[]): readonly LayerAnswer[][] {
  const judge = createNetworkPolicyJudge(
    snapshotFrom(
      [
        ...NAMESPACES.map(name => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name, labels: { team: name } },
        })),
        ...policies.map(({ namespace, spec: body }, i) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: `p${i}`, namespace },
          spec: body,
        })),
      ],
      { kinds: [NETWORK_POLICY, NAMESPACE] },
    ),
  );
  return questions.map(question => [...judge.judge(question)]);
}

const verdictsOf = (policies: readonly Policy[]) =>
  answersOf(policies).map(answers =>
    answers.map(({ direction, verdict, code, outcomes }) => ({
      direction,
      verdict,
      code,
      outcomes: [...outcomes].sort(),
    })),
  );

const RUNS = { numRuns: 60 };

describe('NetworkPolicy, over every question of a small world', () => {
  it('does not depend on the order of policies, rules, peers and ports', () => {
    const reversed = ({ namespace, spec: body }: Policy): Policy => ({
      namespace,
      spec: {
        ...body,
        ingress: [...body.ingress].reverse().map(reverseLists),
        egress: [...body.egress].reverse().map(reverseLists),
      },
    });
    fc.assert(
      fc.property(fc.array(policy, { maxLength: 4 }), policies => {
        expect(verdictsOf([...policies].reverse().map(reversed))).toEqual(
          verdictsOf(policies),
        );
      }),
      RUNS,
    );
  });

  it('allows in an isolated direction exactly what one of the policies alone would allow', () => {
    fc.assert(
      fc.property(policy, policy, (first, second) => {
        const alone = [first, second].map(one => answersOf([one]));
        const wrong = answersOf([first, second]).flatMap((answers, i) =>
          answers.filter((answer, j) => {
            const verdicts = alone
              .map(all => all[i][j])
              .filter(part => part.code !== 'not-isolated')
              .map(part => part.verdict);
            const expected = verdicts.includes('allowed')
              ? 'allowed'
              : 'denied';
            const decided =
              verdicts.length > 0 &&
              (expected === 'allowed' || !verdicts.includes('unknown'));
            return decided && answer.verdict !== expected;
          }),
        );
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never widens an isolated direction by a policy that opens nothing', () => {
    fc.assert(
      fc.property(
        fc.array(policy, { maxLength: 3 }),
        fc.constantFrom(...NAMESPACES),
        (policies, namespace) => {
          const closed: Policy = {
            namespace,
            spec: {
              podSelector: {},
              policyTypes: ['Ingress', 'Egress'],
              ingress: [],
              egress: [],
            },
          };
          const before = answersOf(policies);
          const widened = answersOf([...policies, closed]).flatMap(
            (answers, i) =>
              answers.filter((answer, j) => {
                const { verdict, code } = before[i][j];
                return code === 'not-isolated'
                  ? answer.verdict === 'unknown'
                  : answer.verdict !== verdict;
              }),
          );
          expect(widened).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

function reverseLists(lists: Rule): Rule {
  return Object.fromEntries(
    Object.entries(lists).map(([key, list]) => [key, [...list].reverse()]),
  );
}
