import { inspect } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import { ManualTiming } from '@portolan/cluster-client/testUtils';
import { PluginTokenCredential } from './PluginTokenCredential';

describe('PluginTokenCredential', () => {
  it('asks for one token a minute, and for another after a 401', async () => {
    const timing = new ManualTiming();
    let issued = 0;
    const auth = mockServices.auth.mock({
      getPluginRequestToken: async ({ targetPluginId }) => {
        issued += 1;
        return { token: `${targetPluginId}-${issued}` };
      },
    });
    const credential = new PluginTokenCredential({
      auth,
      targetPluginId: 'kubernetes',
      timing,
    });
    const [one, same] = await Promise.all([
      credential.current(),
      credential.current(),
    ]);
    expect([one, same]).toEqual([
      { bearerToken: 'kubernetes-1' },
      { bearerToken: 'kubernetes-1' },
    ]);
    await timing.advance(60_000);
    expect(await credential.current()).toEqual({ bearerToken: 'kubernetes-2' });
    credential.renew();
    expect(await credential.current()).toEqual({ bearerToken: 'kubernetes-3' });
  });

  it('says so when the portal gives none, and asks again the next time', async () => {
    let works = false;
    const auth = mockServices.auth.mock({
      getPluginRequestToken: async () => {
        if (!works) {
          throw new Error('key store at 10.0.0.1 is closed');
        }
        return { token: 'now' };
      },
    });
    const credential = new PluginTokenCredential({
      auth,
      targetPluginId: 'kubernetes',
    });
    const error = await credential.current().catch(e => e);
    expect(error).toMatchObject({ problem: { reason: 'unauthorized' } });
    expect(inspect(error)).not.toContain('10.0.0.1');
    works = true;
    expect(await credential.current()).toEqual({ bearerToken: 'now' });
  });
});
