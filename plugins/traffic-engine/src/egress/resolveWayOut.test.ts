import type { KindStatus, ObjectRef } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../kinds/coreKinds';
import type { DependencyDraft, WayOutGuide } from '../model/drafts';
import type { Source } from '../sources/Source';
import { sourceResult } from '../sources/Source';
import { snapshotFrom } from '../testing/snapshotFrom';
import type { WorkloadFact } from '../topology/workloadIndex';
import { createResolveWayOut } from './resolveWayOut';

const ref: ObjectRef = {
  cluster: 'test',
  group: 'apps',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'cart',
};
const workload: WorkloadFact = {
  ref,
  labels: {},
  podLabels: {},
  namedPorts: [],
  hostNetwork: false,
  containers: [],
  serviceAccount: 'default',
  pods: [],
};
const gateway = { ...ref, group: '', kind: 'Service', name: 'egress' };

function draft(more: Partial<DependencyDraft> = {}): DependencyDraft {
  return {
    cluster: 'test',
    workload: ref,
    destination: { kind: 'host', host: 'api.stripe.com' },
    port: 443,
    protocol: 'TCP',
    evidence: [],
    declared: { answer: 'no' },
    ...more,
  };
}

function resolve(
  guides: readonly WayOutGuide[],
  options: {
    draft?: DependencyDraft;
    services?: KindStatus;
    natAddresses?: readonly string[];
  } = {},
) {
  const source: Source = {
    id: 'test',
    title: 'Test',
    reads: [SERVICE],
    resolve: () => sourceResult({ waysOut: guides }),
  };
  const snapshot = snapshotFrom([], {
    kinds: [SERVICE],
    statuses: options.services && { Service: options.services },
  });
  return createResolveWayOut({
    snapshot,
    sources: [source],
    results: [source.resolve(snapshot)],
    natAddresses: options.natAddresses ?? [],
  })(options.draft ?? draft(), workload);
}

const silent: WayOutGuide = { order: 1, guide: () => undefined };
const through = (order: number, name: string): WayOutGuide => ({
  order,
  guide: () => ({
    via: { kind: 'egress-gateway', through: [{ ...gateway, name }] },
  }),
});

describe('the way out of a dependency', () => {
  const looked: readonly {
    name: string;
    guides: readonly WayOutGuide[];
    services: KindStatus | undefined;
    via: string;
  }[] = [
    {
      name: 'no guide at all',
      guides: [],
      services: undefined,
      via: 'not-known',
    },
    {
      name: 'guides that looked',
      guides: [silent],
      services: undefined,
      via: 'direct',
    },
    {
      name: 'a guide whose kinds are not installed',
      guides: [silent],
      services: { state: 'absent' },
      via: 'direct',
    },
    {
      name: 'a guide that could not look',
      guides: [silent],
      services: { state: 'pending' },
      via: 'not-known',
    },
    {
      name: 'a guide that saw some namespaces',
      guides: [silent],
      services: {
        state: 'synced',
        at: '2026-01-01T00:00:00Z',
        namespaces: ['shop'],
      },
      via: 'not-known',
    },
  ];
  it.each(looked)('with $name is $via', ({ guides, services, via }) => {
    expect(resolve(guides, { services }).via.kind).toBe(via);
  });

  it('is what the first guide in order says', () => {
    expect(
      resolve([through(2, 'b'), silent, through(1, 'a')]).via.through,
    ).toEqual([{ ...gateway, name: 'a' }]);
  });

  it.each([
    { name: 'SERVICE', kinds: [SERVICE], via: 'not-known' },
    { name: 'nothing for this workload', kinds: [], via: 'direct' },
  ])('asks a guide what it has to have seen: $name', ({ kinds, via }) => {
    const services: KindStatus = { state: 'pending' };
    const reads = (asked: WorkloadFact) => (asked === workload ? kinds : []);
    for (const guide of [
      { ...silent, reads },
      { ...silent, reads: kinds },
    ]) {
      expect(resolve([guide], { services }).via.kind).toBe(via);
    }
  });

  it('is what the draft says, unless it says that it does not know', () => {
    const known = draft({ via: { kind: 'waypoint' } });
    expect(resolve([through(1, 'a')], { draft: known }).via.kind).toBe(
      'waypoint',
    );
    const unknown = draft({ via: { kind: 'not-known' } });
    expect(resolve([through(1, 'a')], { draft: unknown }).via.kind).toBe(
      'egress-gateway',
    );
  });

  it('takes each part from the first guide that knows it', () => {
    const address: WayOutGuide = {
      order: 3,
      guide: () => ({
        sourceAddress: { state: 'known', addresses: ['203.0.113.9'] },
      }),
    };
    expect(
      resolve([through(1, 'a'), address], { natAddresses: ['192.0.2.1'] }),
    ).toMatchObject({
      via: { kind: 'egress-gateway' },
      sourceAddress: { state: 'known', addresses: ['203.0.113.9'] },
    });
  });
});

describe('an address of the straight way', () => {
  const straight: WayOutGuide = {
    order: 3,
    guide: () => ({
      sourceAddressIfDirect: { state: 'known', addresses: ['203.0.113.9'] },
    }),
  };

  it('comes before what the operator states', () => {
    expect(
      resolve([silent, straight], { natAddresses: ['192.0.2.1'] })
        .sourceAddress,
    ).toEqual({ state: 'known', addresses: ['203.0.113.9'] });
  });

  it('says nothing of what leaves through a gateway', () => {
    expect(resolve([through(1, 'a'), straight]).sourceAddress).toEqual({
      state: 'not-known',
    });
  });
});

describe('the address that an operator states', () => {
  it.each([
    { to: { kind: 'host', host: 'api.stripe.com' } as const, stated: true },
    { to: { kind: 'host', host: '8.8.8.8' } as const, stated: true },
    { to: { kind: 'host', host: '10.1.2.3' } as const, stated: false },
    {
      to: { kind: 'host', host: 'db.shop.svc.cluster.local' } as const,
      stated: false,
    },
    { to: { kind: 'host', host: 'db.shop.svc' } as const, stated: false },
    { to: { kind: 'host', host: 'db' } as const, stated: false },
    {
      to: { kind: 'cidr', cidr: '8.8.8.0/24', except: [] } as const,
      stated: true,
    },
    {
      to: { kind: 'cidr', cidr: '10.0.0.0/8', except: [] } as const,
      stated: false,
    },
    {
      to: { kind: 'cidr', cidr: 'fd00::/8', except: [] } as const,
      stated: false,
    },
    {
      to: { kind: 'cidr', cidr: '0.0.0.0/0', except: [] } as const,
      stated: false,
    },
    { to: { kind: 'service', service: gateway } as const, stated: false },
    { to: { kind: 'anywhere' } as const, stated: false },
  ])('holds for $to: $stated', ({ to, stated }) => {
    const { sourceAddress } = resolve([silent], {
      draft: draft({
        destination: to.kind === 'cidr' ? { ...to, except: [] } : to,
      }),
      natAddresses: ['192.0.2.1'],
    });
    expect(sourceAddress).toEqual(
      stated
        ? { state: 'stated-by-operator', addresses: ['192.0.2.1'] }
        : { state: 'not-known' },
    );
  });
});
