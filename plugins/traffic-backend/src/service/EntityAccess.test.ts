import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { trafficEntityReadPermission } from '@portolan/plugin-traffic-common';
import { EntityAccess } from './EntityAccess';

/** What Express's JSON parser takes by default, and with it the permission backend. */
const LARGEST_BODY = 100 * 1024;

describe('EntityAccess', () => {
  it('asks about thousands of entities in requests that are taken, and keeps them apart', async () => {
    const refs = Array.from(
      { length: 3_000 },
      (_, index) => `component:a-namespace-with-a-name/component-${index}`,
    );
    const permissions = mockServices.permissions.mock({
      authorize: async questions => {
        expect(JSON.stringify(questions).length).toBeLessThan(LARGEST_BODY);
        return questions.map(({ resourceRef }) => ({
          result: resourceRef?.endsWith('7')
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
        }));
      },
    });
    const access = new EntityAccess({
      catalog: catalogServiceMock(),
      permissions,
      logger: mockServices.logger.mock(),
    });
    const allowed = await access.listAllowed(
      trafficEntityReadPermission,
      refs,
      { credentials: mockCredentials.user() },
    );
    expect([...allowed]).toEqual(refs.filter(ref => !ref.endsWith('7')));
  });
});
