import { groupOf } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';
import { startTestCluster } from '../testing/TestCluster';
import { generate } from './generate';

const OPTIONS = {
  seed: 7,
  services: 40,
  routes: 60,
  pods: 100,
  networkPolicies: 20,
  namespaces: 4,
};

function countByKind(objects: readonly KubeObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of objects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('generated clusters', () => {
  it('depend on the seed only', () => {
    expect(generate(OPTIONS)).toEqual(generate(OPTIONS));
    expect(generate({ ...OPTIONS, seed: 8 })).not.toEqual(generate(OPTIONS));
  });

  it('have the size that was asked for', () => {
    expect(countByKind(generate(OPTIONS))).toEqual({
      Namespace: 6,
      GatewayClass: 1,
      Gateway: 2,
      ReferenceGrant: 4,
      Deployment: 40,
      Service: 40,
      EndpointSlice: 40,
      Pod: 100,
      HTTPRoute: 60,
      NetworkPolicy: 20,
    });
  });

  it('have names that are unique within their kind', () => {
    const ids = generate(OPTIONS).map(
      ({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('pass the validation of the server they are made for', async () => {
    const namespaces = generate(OPTIONS).filter(
      ({ kind }) => kind === 'Namespace',
    );
    const test = await startTestCluster({ objects: namespaces });
    try {
      const gatewayApi = generate(OPTIONS).filter(
        ({ apiVersion }) => groupOf(apiVersion) === 'gateway.networking.k8s.io',
      );
      for (const object of gatewayApi.slice(0, 40)) {
        const { kind, metadata } = object;
        const plural = `${kind.toLowerCase()}${
          kind.endsWith('s') ? 'es' : 's'
        }`;
        const scope = metadata.namespace
          ? `/namespaces/${metadata.namespace}`
          : '';
        const { status, text } = await test.admin.send(
          'POST',
          `/apis/${object.apiVersion}${scope}/${plural}?fieldValidation=Strict`,
          { body: object },
        );
        expect([status, text]).toEqual([201, expect.any(String)]);
      }
    } finally {
      await test.stop();
    }
  });

  it('have the sizes that were measured on real servers', () => {
    const measuredBytes: Record<string, number> = {
      Service: 1905,
      Deployment: 2454,
      HTTPRoute: 2580,
      NetworkPolicy: 1718,
      Gateway: 5400,
    };
    const objects = generate({ ...OPTIONS, services: 80, pods: 160 });
    for (const [kind, expected] of Object.entries(measuredBytes)) {
      const own = objects.filter(object => object.kind === kind);
      const bytes =
        own.reduce((sum, object) => sum + JSON.stringify(object).length, 0) /
        own.length;
      expect([kind, bytes / expected > 0.85, bytes / expected < 1.15]).toEqual([
        kind,
        true,
        true,
      ]);
    }
  });
});
