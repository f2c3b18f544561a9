import {
  fixtureDependency,
  fixtureFinding,
  fixtureRef,
} from '@portolan/plugin-traffic-common/fixtures';
import { groupDependencies } from './groupDependencies';
import { groupFindings } from './groupFindings';

const host = { kind: 'host', host: 'api.example' } as const;
const denied = { verdict: 'denied', layers: [] } as const;

describe('groupDependencies', () => {
  it('makes one group of a destination in several clusters and says that they differ', () => {
    const [group, ...others] = groupDependencies([
      fixtureDependency('us', { destination: host }),
      fixtureDependency('eu', {
        destination: host,
        permitted: { ...denied, layers: [] },
      }),
    ]);
    expect(others).toEqual([]);
    expect(group.dependencies.map(each => each.cluster)).toEqual(['eu', 'us']);
    expect(group).toMatchObject({ permission: 'denied', differs: 'clusters' });
  });

  it('knows the same Service of another cluster', () => {
    const toService = (cluster: string) =>
      fixtureDependency(cluster, {
        destination: {
          kind: 'service',
          service: fixtureRef(cluster, 'Service', 'payments/api'),
        },
      });
    expect(groupDependencies([toService('eu'), toService('us')])).toHaveLength(
      1,
    );
  });

  it('names the workloads of one destination, and that they differ', () => {
    const other = fixtureRef('eu', 'Deployment', 'shop/other');
    const [group, ...others] = groupDependencies([
      fixtureDependency('eu', { destination: host }),
      fixtureDependency('us', { destination: host }),
      fixtureDependency('eu', {
        destination: host,
        workload: other,
        permitted: { ...denied, layers: [] },
      }),
    ]);
    expect(others).toEqual([]);
    expect(group.differs).toBe('workloads');
    expect(group.workloads.map(({ name }) => name)).toEqual(['cart', 'other']);
  });

  it.each([
    { what: 'port', other: { port: 80 } },
    { what: 'protocol', other: { protocol: 'UDP' } },
  ])('keeps another $what apart', ({ other }) => {
    expect(
      groupDependencies([
        fixtureDependency('eu', { destination: host }),
        fixtureDependency('eu', { destination: host, ...other }),
      ]),
    ).toHaveLength(2);
  });
});

describe('groupFindings', () => {
  const finding = (cluster: string, severity: 'error' | 'info') =>
    fixtureFinding({
      code: 'TRF101',
      severity,
      message: 'The Service is not there.',
      at: {
        source: 'gateway-api',
        object: fixtureRef(cluster, 'HTTPRoute', 'shop/cart'),
        path: 'spec.rules[0]',
      },
    });

  it('makes one group of a cause in several clusters, the worst first', () => {
    const groups = groupFindings([
      finding('us', 'info'),
      finding('us', 'error'),
      finding('eu', 'error'),
    ]);
    expect(
      groups.map(group => [group.finding.severity, group.clusters]),
    ).toEqual([
      ['error', ['eu', 'us']],
      ['info', ['us']],
    ]);
  });
});
