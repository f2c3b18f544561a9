import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { findSeriousViolations } from '../browser/accessibility';
import { TrafficTab } from '../browser/TrafficTab';
import { LOOKS, step, type Stage } from './Stage';

/** How the tab looks: for everyone, at every width, in both themes. */
export function lookSteps(stage: () => Stage): void {
  describe('the look of the tab', () => {
    for (const { colorScheme, viewport } of LOOKS) {
      step(
        `is for everyone, ${colorScheme}, ${viewport.width} px`,
        stage,
        async page => {
          const tab = await TrafficTab.open(page, stage().portal.url, 'cart');
          await tab.wayIn('https://www.tideline.example/cart/*').waitFor();
          const content = 'main, article';
          await page
            .locator(content)
            .filter({ hasText: 'Ways in' })
            .first()
            .waitFor();
          const violations = await findSeriousViolations(page, content);
          assert.deepEqual(violations, []);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
        },
        { colorScheme, viewport },
      );
    }
  });
}
