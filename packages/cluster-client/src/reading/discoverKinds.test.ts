import { SERVICE, type KindRef } from '@portolan/plugin-traffic-engine';
import { discoverKinds, type DiscoveredKind } from './discoverKinds';
import { answer, ScriptedConnection } from '../testUtils/ScriptedConnection';

const ROUTE: KindRef = {
  group: 'gateway.networking.k8s.io',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
};
const watchable = ['get', 'list', 'watch'];

async function discover(
  answers: Readonly<Record<string, ReturnType<typeof answer>>>,
): Promise<Record<string, DiscoveredKind>> {
  const found = await discoverKinds({
    connection: new ScriptedConnection(
      path => answers[path] ?? answer(404, '404 page not found'),
    ),
    kinds: [SERVICE, ROUTE],
    signal: new AbortController().signal,
  });
  return Object.fromEntries(found);
}

function aggregated(
  group: string,
  versions: ReadonlyArray<{
    version: string;
    plural: string;
    freshness?: string;
    verbs?: readonly string[];
  }>,
) {
  return answer(200, {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: group === '' ? {} : { name: group },
        versions: versions.map(({ version, plural, freshness, verbs }) => ({
          version,
          freshness: freshness ?? 'Current',
          resources: [{ resource: plural, verbs: verbs ?? watchable }],
        })),
      },
    ],
  });
}

const CORE = aggregated('', [{ version: 'v1', plural: 'services' }]);
const route = (found: Record<string, DiscoveredKind>) =>
  found['gateway.networking.k8s.io/HTTPRoute'];

describe('discoverKinds', () => {
  it.each([
    {
      name: 'prefers the version that we prefer',
      versions: [
        { version: 'v1beta1', plural: 'httproutes' },
        { version: 'v1', plural: 'httproutes' },
      ],
      expected: { state: 'served', version: 'v1' },
    },
    {
      name: 'takes an older version that we read',
      versions: [{ version: 'v1beta1', plural: 'httproutes' }],
      expected: { state: 'served', version: 'v1beta1' },
    },
    {
      name: 'does not call a kind absent that is served in a version we do not read',
      versions: [{ version: 'v1alpha2', plural: 'httproutes' }],
      expected: {
        state: 'unknown',
        problem: {
          reason: 'invalid-response',
          message:
            'The cluster serves httproutes.gateway.networking.k8s.io only as v1alpha2, which is not read here; v1, v1beta1 would be.',
        },
      },
    },
    {
      name: 'does not call a kind absent whose group cannot be asked',
      versions: [{ version: 'v1', plural: 'httproutes', freshness: 'Stale' }],
      expected: {
        state: 'unknown',
        problem: {
          reason: 'server-error',
          message:
            'The API server could not say whether it serves httproutes.gateway.networking.k8s.io.',
        },
      },
    },
    {
      name: 'calls a kind absent that cannot be watched',
      versions: [{ version: 'v1', plural: 'httproutes', verbs: ['create'] }],
      expected: { state: 'absent' },
    },
    {
      name: 'calls a kind absent that its group does not have',
      versions: [{ version: 'v1', plural: 'gateways' }],
      expected: { state: 'absent' },
    },
  ])('$name', async ({ versions, expected }) => {
    const found = await discover({
      '/api': CORE,
      '/apis': aggregated('gateway.networking.k8s.io', versions),
    });
    expect(route(found)).toEqual(expected);
    expect(found['/Service']).toEqual({ state: 'served', version: 'v1' });
  });

  it('reads plain discovery where the server does not aggregate it', async () => {
    const found = await discover({
      '/api': answer(200, { kind: 'APIVersions', versions: ['v1'] }),
      '/api/v1': answer(200, {
        kind: 'APIResourceList',
        resources: [{ name: 'services', verbs: watchable }],
      }),
      '/apis': answer(200, {
        kind: 'APIGroupList',
        groups: [
          {
            name: 'gateway.networking.k8s.io',
            versions: [{ version: 'v1' }, { version: 'v1beta1' }],
          },
          { name: 'unrelated.example.com', versions: [{ version: 'v1' }] },
        ],
      }),
      '/apis/gateway.networking.k8s.io/v1': answer(503, 'not yet'),
      '/apis/gateway.networking.k8s.io/v1beta1': answer(200, {
        kind: 'APIResourceList',
        resources: [{ name: 'httproutes', verbs: watchable }],
      }),
    });
    expect(route(found)).toEqual({ state: 'served', version: 'v1beta1' });
    expect(found['/Service']).toEqual({ state: 'served', version: 'v1' });
  });

  it.each([
    { name: '403', response: answer(403), reason: 'forbidden' },
    { name: '503', response: answer(503), reason: 'server-error' },
    {
      name: 'a web page',
      response: answer(200, '<html>'),
      reason: 'invalid-response',
    },
  ])('rejects when discovery answers $name', async ({ response, reason }) => {
    await expect(
      discover({ '/api': CORE, '/apis': response }),
    ).rejects.toMatchObject({ problem: { reason } });
  });
});
