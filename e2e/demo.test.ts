import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './browser/openBrowser';
import { DemoPortal } from './portal/DemoPortal';
import { catalogSteps } from './steps/catalogSteps';
import { commandSteps } from './steps/commandSteps';
import { liveSteps } from './steps/liveSteps';
import { lookSteps } from './steps/lookSteps';
import { pictureSteps } from './steps/pictureSteps';
import { routeSteps } from './steps/routeSteps';
import type { Stage } from './steps/Stage';
import { trafficSteps } from './steps/trafficSteps';

describe('the demo', () => {
  let started: Stage | undefined;
  const stage = () => {
    if (!started) {
      throw new Error('The demo has not been started.');
    }
    return started;
  };

  before(async () => {
    const browser = await openBrowser();
    started = { browser, portal: await DemoPortal.start() };
  });

  after(async () => {
    await started?.browser.close();
    await started?.portal.stop();
  });

  commandSteps(stage);
  catalogSteps(stage);
  trafficSteps(stage);
  lookSteps(stage);
  pictureSteps(stage);
  liveSteps(stage);
  routeSteps(stage);

  it('ends when it is interrupted', async () => {
    assert.equal(await stage().portal.stop(), 0);
    assert.match(
      stage().portal.output,
      /Everything that the demo started has ended/,
    );
  });
});
