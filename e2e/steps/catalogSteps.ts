import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { step, type Stage } from './Stage';

const COMPONENTS = [
  'Accounts',
  'Cart',
  'Catalog API',
  'Checkout',
  'Media',
  'Notifications',
  'Orders',
  'Payments',
  'Recommendations',
  'Search',
  'Shipping',
  'Storefront',
];

/** The portal opens, and its catalog holds the shop. */
export function catalogSteps(stage: () => Stage): void {
  describe('the portal', () => {
    step('says where it is and four things to try', stage, async () => {
      const { output, url } = stage().portal;
      assert.match(output, new RegExp(`The portal is at ${url}`));
      assert.match(output, /1\. .*\n[\s\S]*2\. .*\n[\s\S]*3\. .*\n[\s\S]*4\. /);
    });

    step('opens signed in, with the shop in its catalog', stage, async page => {
      await page.goto(stage().portal.url);
      for (const name of COMPONENTS) {
        await page.getByRole('link', { name, exact: true }).first().waitFor();
      }
    });

    step('shows URLs on the overview of a component', stage, async page => {
      await page.goto(
        `${stage().portal.url}/catalog/default/component/storefront`,
      );
      await page.getByText('https://www.tideline.example/*').first().waitFor();
    });
  });
}
