import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { createClaimTable } from './ClaimTable';

const workload: ObjectRef = {
  cluster: 'prod-eu',
  group: 'apps',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'cart',
};
const entity = (name: string, annotations: Record<string, string>) => ({
  entityRef: `component:default/${name}`,
  annotations,
  owners: [],
});
const ID = 'backstage.io/kubernetes-id';
const SELECTOR = 'backstage.io/kubernetes-label-selector';

describe('createClaimTable', () => {
  it.each<{
    name: string;
    annotations: Record<string, string>;
    labels: Record<string, string>;
    claimed: boolean;
  }>([
    {
      name: 'the id label binds',
      annotations: { [ID]: 'cart' },
      labels: { [ID]: 'cart' },
      claimed: true,
    },
    {
      name: 'the selector wins over the id',
      annotations: { [ID]: 'cart', [SELECTOR]: 'app=other' },
      labels: { [ID]: 'cart' },
      claimed: false,
    },
    {
      name: 'the name of the entity is no claim',
      annotations: {},
      labels: { [ID]: 'e', app: 'e' },
      claimed: false,
    },
    {
      name: 'another namespace is not claimed',
      annotations: { [ID]: 'cart', 'backstage.io/kubernetes-namespace': 'x' },
      labels: { [ID]: 'cart' },
      claimed: false,
    },
    {
      name: 'another cluster is not claimed',
      annotations: { [ID]: 'cart', 'backstage.io/kubernetes-cluster': 'x' },
      labels: { [ID]: 'cart' },
      claimed: false,
    },
    {
      name: 'its own namespace and cluster are',
      annotations: {
        [ID]: 'cart',
        'backstage.io/kubernetes-namespace': 'shop',
        'backstage.io/kubernetes-cluster': 'prod-eu',
      },
      labels: { [ID]: 'cart' },
      claimed: true,
    },
    {
      name: 'a selector without an exact label is tried on everything',
      annotations: { [SELECTOR]: '!legacy' },
      labels: { app: 'cart' },
      claimed: true,
    },
    {
      name: 'a set-based selector is found under each of its values',
      annotations: { [SELECTOR]: 'app in (orders,cart)' },
      labels: { app: 'cart' },
      claimed: true,
    },
    {
      name: 'an unreadable selector claims nothing',
      annotations: { [SELECTOR]: 'a b', [ID]: 'cart' },
      labels: { [ID]: 'cart' },
      claimed: false,
    },
  ])('$name', ({ annotations, labels, claimed }) => {
    const table = createClaimTable([entity('e', annotations)]);
    expect(table.claimsOn(workload, [labels]).length > 0).toBe(claimed);
  });

  it('names everyone who claims the same workload', () => {
    const table = createClaimTable([
      entity('b', { [ID]: 'cart' }),
      entity('a', { [SELECTOR]: 'app=cart' }),
    ]);
    const claims = table.claimsOn(workload, [{ [ID]: 'cart', app: 'cart' }]);
    expect(claims.map(claim => [claim.entityRef, claim.rule])).toEqual([
      ['component:default/a', 'kubernetes-label-selector'],
      ['component:default/b', 'kubernetes-id'],
    ]);
  });
});
