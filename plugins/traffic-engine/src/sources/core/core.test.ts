import { snapshotFrom } from '../../testing/snapshotFrom';
import { core } from '.';
import { declaredExposure } from '../../match/declaredExposure';

const workload = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: name } } } },
});
const alias = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'mail', namespace: 'shop' },
  spec: {
    type: 'ExternalName',
    externalName: 'smtp.example',
    ports: [{ port: 587 }],
  },
};
const workloads = (count: number) =>
  Array.from({ length: count }, (_, i) => workload(`w${i}`));

describe('attribution of what a namespace declares', () => {
  it.each([
    { count: 0, dependencies: 0, problems: 0, declared: [] },
    { count: 1, dependencies: 1, problems: 0, declared: ['yes'] },
    { count: 25, dependencies: 25, problems: 0, declared: ['unknown'] },
    { count: 26, dependencies: 0, problems: 1, declared: [] },
  ])('$count workloads', ({ count, dependencies, problems, declared }) => {
    const result = core.resolve(
      snapshotFrom([alias, ...workloads(count)], { kinds: core.reads }),
    );
    expect(result.dependencies).toHaveLength(dependencies);
    expect(result.problems).toHaveLength(problems);
    expect([
      ...new Set(result.dependencies.map(draft => draft.declared.answer)),
    ]).toEqual(declared);
  });
});

it.each([
  { externalName: 'stock.stock.svc', expected: 'service' },
  { externalName: 'stock.stock.svc.cluster.local.', expected: 'service' },
  { externalName: 'stock.stock.svc.example.com', expected: 'host' },
  { externalName: 'svc.cluster.local', expected: 'host' },
])('$externalName is a $expected', ({ externalName, expected }) => {
  const { dependencies } = core.resolve(
    snapshotFrom(
      [
        { ...alias, spec: { type: 'ExternalName', externalName } },
        ...workloads(1),
      ],
      { kinds: core.reads },
    ),
  );
  expect(dependencies.map(draft => draft.destination.kind)).toEqual([expected]);
});

it('names a Service that stands for nothing', () => {
  const { problems } = core.resolve(
    snapshotFrom([{ ...alias, spec: { type: 'ExternalName' } }], {
      kinds: core.reads,
    }),
  );
  expect(problems).toEqual([
    expect.objectContaining({ path: 'spec.externalName', severity: 'warning' }),
  ]);
});

it('tells what a Service sets for those who come from outside', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'shop',
      namespace: 'shop',
      annotations: {
        'service.beta.kubernetes.io/load-balancer-source-ranges':
          '198.51.100.0/24, 203.0.113.0/24',
      },
    },
    spec: {
      type: 'LoadBalancer',
      selector: { app: 'w0' },
      externalIPs: ['10.9.9.9'],
      externalTrafficPolicy: 'Local',
      ports: [{ port: 80 }],
    },
  };
  const { routes } = core.resolve(
    snapshotFrom([service, ...workloads(1)], { kinds: core.reads }),
  );
  expect(
    routes.map(({ addresses, exposure, reported }) => ({
      addresses: addresses.map(({ value }) => value),
      exposure,
      reported: reported.state,
    })),
  ).toEqual([
    { addresses: [], exposure: 'unknown', reported: 'none' },
    { addresses: ['10.9.9.9'], exposure: 'internal', reported: 'no-status' },
  ]);
  expect(routes[0].policies?.map(({ params }) => params)).toEqual([
    { loadBalancerSourceRanges: '198.51.100.0/24, 203.0.113.0/24' },
    { externalTrafficPolicy: 'Local' },
  ]);
});

describe('declaredExposure', () => {
  it.each<{
    name: string;
    annotations: Readonly<Record<string, string>>;
    loadBalancerClass?: string;
    expected: string | undefined;
  }>([
    { name: 'nothing said', annotations: {}, expected: undefined },
    {
      name: 'AWS, the older annotation',
      annotations: {
        'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
      },
      expected: 'internal',
    },
    {
      name: 'AWS, an open scheme',
      annotations: {
        'service.beta.kubernetes.io/aws-load-balancer-scheme':
          'internet-facing',
      },
      expected: 'internet',
    },
    {
      name: 'GKE writes it with a capital',
      annotations: { 'networking.gke.io/load-balancer-type': 'Internal' },
      expected: 'internal',
    },
    {
      name: 'Azure says that it is not',
      annotations: {
        'service.beta.kubernetes.io/azure-load-balancer-internal': 'false',
      },
      expected: undefined,
    },
    {
      name: 'AWS’s class is internal unless told otherwise',
      annotations: {},
      loadBalancerClass: 'service.k8s.aws/nlb',
      expected: 'internal',
    },
    {
      name: 'and open where told',
      annotations: {
        'service.beta.kubernetes.io/aws-load-balancer-scheme':
          'internet-facing',
      },
      loadBalancerClass: 'service.k8s.aws/nlb',
      expected: 'internet',
    },
  ])('$name', ({ annotations, loadBalancerClass, expected }) => {
    expect(declaredExposure(annotations, { loadBalancerClass })).toBe(expected);
  });
});
