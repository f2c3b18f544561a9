import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './browser/openBrowser';
import { DemoPortal } from './portal/DemoPortal';
import { catalogSteps } from './steps/catalogSteps';
import { commandSteps } from './steps/commandSteps';
import { auditorSteps } from './steps/auditorSteps';
import { hostsSteps } from './steps/hostsSteps';
import { liveSteps } from './steps/liveSteps';
import { lookSteps } from './steps/lookSteps';
import { pictureSteps } from './steps/pictureSteps';
import { routeSteps } from './steps/routeSteps';
import { sourceSteps } from './steps/sourceSteps';
import type { Stage } from './steps/Stage';
import { trafficSteps } from './steps/trafficSteps';
import { waysOutSteps } from './steps/waysOutSteps';

/** A demo of its own for the steps around it. */
function startDemo(options: { user?: string } = {}): () => Stage {
  let started: Stage | undefined;

  before(async () => {
    const browser = await openBrowser();
    started = { browser, portal: await DemoPortal.start(options) };
  });

  after(async () => {
    await started?.browser.close();
    await started?.portal.stop();
  });

  return () => {
    if (!started) {
      throw new Error('The demo has not been started.');
    }
    return started;
  };
}

describe('the demo', () => {
  const stage = startDemo();

  commandSteps(stage);
  catalogSteps(stage);
  trafficSteps(stage);
  sourceSteps(stage);
  waysOutSteps(stage);
  hostsSteps(stage);
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

describe('the demo, opened by somebody who belongs to no team', () => {
  auditorSteps(startDemo({ user: 'user:default/lee' }));
});
