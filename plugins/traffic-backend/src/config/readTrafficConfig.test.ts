import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readTrafficConfig } from './readTrafficConfig';

const read = (traffic: JsonObject) =>
  readTrafficConfig(new ConfigReader({ traffic }));

describe('readTrafficConfig', () => {
  it('has a default for everything', () => {
    expect(readTrafficConfig(new ConfigReader({}))).toEqual({
      entities: { refreshIntervalMs: 30_000 },
      clusters: new Map(),
      egressNat: {},
      kubeconfig: [],
      selfService: { apply: [] },
      telemetry: [],
      certificates: { readSecrets: false },
      mining: { enabled: true, excludeNamespaces: [], excludeKeys: [] },
    });
  });

  it('takes the places where routes may be written, both kinds by default', () => {
    const { selfService } = read({
      selfService: { apply: [{ cluster: 'eu', namespaces: ['shop'] }] },
    });
    expect(selfService.apply).toEqual([
      {
        cluster: 'eu',
        namespaces: ['shop'],
        kinds: ['HTTPRoute', 'ReferenceGrant'],
      },
    ]);
  });

  it.each([
    { written: '45s', expected: 45_000 },
    { written: 'PT2M', expected: 120_000 },
    { written: { seconds: 5 }, expected: 5_000 },
  ])('takes the duration $written', ({ written, expected }) => {
    expect(read({ entities: { refreshInterval: written } }).entities).toEqual({
      refreshIntervalMs: expected,
    });
  });

  it('takes options of clusters', () => {
    const { clusters } = read({
      clusters: [
        { name: 'eu', namespaces: ['shop', 'pay'] },
        { name: 'lab', exclude: true },
      ],
    });
    expect(clusters.get('eu')).toEqual({ namespaces: ['shop', 'pay'] });
    expect(clusters.get('lab')).toEqual({ exclude: true });
  });

  it('takes the addresses that the outside sees of a cluster', () => {
    const { clusters, egressNat } = read({
      clusters: [
        { name: 'eu', egress: { natAddresses: ['192.0.2.1', '2001:db8::1'] } },
        { name: 'us', egress: {} },
      ],
    });
    expect(egressNat).toEqual({ eu: ['192.0.2.1', '2001:db8::1'] });
    expect(clusters.get('eu')).toEqual({});
  });

  it.each([
    { value: ['gateway.example'], message: '[0] must be an address' },
    { value: ['192.0.2.0/24'], message: '[0] must be an address' },
    { value: [], message: ' is empty; leave it out where nothing is known' },
    { value: '192.0.2.1', message: ' must be a list of addresses' },
  ])('refuses $value as such addresses', ({ value, message }) => {
    expect(() =>
      read({ clusters: [{ name: 'eu', egress: { natAddresses: value } }] }),
    ).toThrow(`traffic.clusters[0].egress.natAddresses${message}`);
  });

  it('takes kubeconfig files', () => {
    const kubeconfig = [{ path: '/etc/eu' }, { contexts: ['us'] }, {}];
    expect(read({ kubeconfig }).kubeconfig).toEqual(kubeconfig);
  });

  it.each<{ name: string; traffic: JsonObject; message: string }>([
    {
      name: 'no duration',
      traffic: { entities: { refreshInterval: 'often' } },
      message:
        'The configuration traffic.entities.refreshInterval is no duration; write for example "30s", "PT30S" or { seconds: 30 }.',
    },
    {
      name: 'a tight loop',
      traffic: { entities: { refreshInterval: '10ms' } },
      message:
        'The configuration traffic.entities.refreshInterval must be one second or more.',
    },
    {
      name: 'a kind that is never written',
      traffic: {
        selfService: { apply: [{ cluster: 'eu', kinds: ['Secret'] }] },
      },
      message:
        'The configuration traffic.selfService.apply[0].kinds[0] must be one of HTTPRoute, ReferenceGrant.',
    },
    {
      name: 'clusters that are no list',
      traffic: { clusters: { eu: {} } },
      message: 'The configuration traffic.clusters must be a list.',
    },
    {
      name: 'a cluster without a name',
      traffic: { clusters: [{ exclude: true }] },
      message: 'The configuration traffic.clusters[0].name is missing.',
    },
    {
      name: 'a cluster named twice',
      traffic: { clusters: [{ name: 'eu' }, { name: 'eu' }] },
      message:
        'The configuration traffic.clusters names the cluster "eu" twice.',
    },
    {
      name: 'an unknown option',
      traffic: { clusters: [{ name: 'eu', namespace: 'shop' }] },
      message:
        'The configuration traffic.clusters[0] has no option "namespace".',
    },
    {
      name: 'a kubeconfig that is no list',
      traffic: { kubeconfig: '/etc/eu' },
      message:
        'The configuration traffic.kubeconfig must be a list, such as [{ path: /etc/portal/kubeconfig }].',
    },
    {
      name: 'no name of a namespace',
      traffic: { clusters: [{ name: 'eu', namespaces: ['Shop/*'] }] },
      message:
        'The configuration traffic.clusters[0].namespaces[0] is not the name of a namespace.',
    },
  ])('refuses $name with a sentence', ({ traffic, message }) => {
    expect(() => read(traffic)).toThrow(message);
  });
});
