import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { HostsPage } from '../browser/HostsPage';
import { TrafficTab } from '../browser/TrafficTab';
import { step, type Stage } from './Stage';

/** What the portal says to somebody who may read the catalog, and neither all hosts nor make a route. */
export function auditorSteps(stage: () => Stage): void {
  describe('is told', () => {
    step(
      'which permission the list of all hosts asks for',
      stage,
      async page => {
        const hosts = await HostsPage.open(page, stage().portal.url);
        await page
          .getByText(/traffic\.global\.read/)
          .first()
          .waitFor();
        assert.equal(await hosts.rows.count(), 0);
        assert.equal(await page.getByText('tideline.example').count(), 0);
      },
    );

    step('that routes are for owners', stage, async page => {
      const tab = await TrafficTab.open(page, stage().portal.url, 'storefront');
      await page.getByText(/you may not make routes for this entity/).waitFor();
      assert.ok(await tab.newRoute.isDisabled());
    });
  });
}
