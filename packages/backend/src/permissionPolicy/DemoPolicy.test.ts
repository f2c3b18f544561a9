import { mockCredentials } from '@backstage/backend-test-utils';
import { createPermission } from '@backstage/plugin-permission-common';
import {
  trafficEntityReadPermission,
  trafficGlobalReadPermission,
  trafficRouteCreatePermission,
} from '@portolan/plugin-traffic-common';
import { DemoPolicy } from './DemoPolicy';

const NOOR = {
  credentials: mockCredentials.user('user:default/noor'),
  info: {
    userEntityRef: 'user:default/noor',
    ownershipEntityRefs: ['user:default/noor', 'group:default/web'],
  },
};

describe('DemoPolicy', () => {
  it('lets a person make routes for what they own, and only that', async () => {
    const decision = await new DemoPolicy().handle(
      { permission: trafficRouteCreatePermission },
      NOOR,
    );
    expect(decision).toEqual({
      result: 'CONDITIONAL',
      pluginId: 'catalog',
      resourceType: 'catalog-entity',
      conditions: {
        resourceType: 'catalog-entity',
        rule: 'IS_ENTITY_OWNER',
        params: { claims: ['user:default/noor', 'group:default/web'] },
      },
    });
  });

  it('gives somebody who is nobody no component', async () => {
    const decision = await new DemoPolicy().handle({
      permission: trafficRouteCreatePermission,
    });
    expect(decision).toMatchObject({
      conditions: { rule: 'IS_ENTITY_OWNER', params: { claims: [] } },
    });
  });

  it('shows all hosts to those who belong to a team', async () => {
    const policy = new DemoPolicy();
    const permission = trafficGlobalReadPermission;
    const lee = {
      credentials: mockCredentials.user('user:default/lee'),
      info: {
        userEntityRef: 'user:default/lee',
        ownershipEntityRefs: ['user:default/lee'],
      },
    };
    expect(await policy.handle({ permission }, NOOR)).toEqual({
      result: 'ALLOW',
    });
    expect(await policy.handle({ permission }, lee)).toEqual({
      result: 'DENY',
    });
    expect(await policy.handle({ permission })).toEqual({ result: 'DENY' });
  });

  it.each([
    trafficEntityReadPermission,
    createPermission({ name: 'scaffolder.task.create', attributes: {} }),
  ])('allows $name', async permission => {
    const decision = await new DemoPolicy().handle({ permission }, NOOR);
    expect(decision).toEqual({ result: 'ALLOW' });
  });
});
