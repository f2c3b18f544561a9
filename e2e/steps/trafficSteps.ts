import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { TrafficTab } from '../browser/TrafficTab';
import { step, type Stage } from './Stage';

/** What the tab says of the demo's clusters as they are. */
export function trafficSteps(stage: () => Stage): void {
  const open = (page: Parameters<typeof TrafficTab.open>[0], name: string) =>
    TrafficTab.open(page, stage().portal.url, name);

  describe('the Traffic tab', () => {
    step('says how much each cluster has told us', stage, async page => {
      const tab = await open(page, 'storefront');
      await tab.cluster('prod-eu live').waitFor();
      await tab
        .cluster('prod-us partly unknown: no right to list NetworkPolicies')
        .waitFor();
    });

    step('shows one URL of two clusters as one row', stage, async page => {
      const tab = await open(page, 'storefront');
      const row = tab.wayIn('https://www.tideline.example/*');
      await row.waitFor();
      const text = await row.innerText();
      for (const expected of [
        /prod-eu/,
        /prod-us/,
        /90 %\s*shop\/storefront:8080/,
        /10 %\s*shop\/storefront-next:8080/,
        /50 %\s*shop\/storefront:8080/,
        /3 of 3 endpoints ready/,
        /infra\/public › https-shop/,
        /certificate not read/,
        /Serving/,
        /Controller accepts it/,
        /Differs between clusters/,
      ]) {
        assert.match(text, expected);
      }
    });

    step('gives each way out its evidence and a verdict', stage, async page => {
      const tab = await open(page, 'cart');
      const row = tab.wayOut('tideline-images.s3.eu-central-1.amazonaws.com');
      await row.waitFor();
      const text = await row.innerText();
      assert.match(text, /Written down in its namespace/);
      assert.match(text, /Denied/);
    });

    step(
      'does not take a policy it may not read for none',
      stage,
      async page => {
        const tab = await open(page, 'cart');
        const row = tab.wayOut('tideline-images.s3.us-east-1.amazonaws.com');
        await row.waitFor();
        assert.match(await row.innerText(), /Not known/);
      },
    );

    for (const { component, finding } of [
      { component: 'cart', finding: /shop\/cart-v2, which does not exist/ },
      {
        component: 'notifications',
        finding: /no ReferenceGrant in namespace accounts/,
      },
      {
        component: 'orders',
        finding: /No listener of Gateway infra\/public accepts/,
      },
      { component: 'shipping', finding: /has no ready endpoint/ },
      { component: 'search', finding: /is claimed by different owners/ },
    ]) {
      step(`finds what is wrong with ${component}`, stage, async page => {
        const tab = await open(page, component);
        await tab.finding(finding).waitFor();
      });
    }

    step('says when no controller has looked', stage, async page => {
      const tab = await open(page, 'accounts');
      const row = tab.wayIn('https://beta-accounts.tideline.example/*');
      await row.getByText('No controller has looked yet').waitFor();
    });

    step('names two entities that claim one workload', stage, async page => {
      const tab = await open(page, 'search');
      await tab.finding(/is claimed by .*(search|recommendations)/i).waitFor();
    });

    step('says what would fill it for an unbound entity', stage, async page => {
      await page.goto(
        `${
          stage().portal.url
        }/catalog/default/component/portolan-traffic/traffic`,
      );
      await page
        .getByText('Nothing says which workloads belong to this entity')
        .waitFor();
    });
  });
}
