import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe } from 'node:test';
import { findSeriousViolations } from '../browser/accessibility';
import { TrafficTab } from '../browser/TrafficTab';
import { NARROW, step, WIDE, type Stage } from './Stage';

// The README's pictures. A run leaves the repository's own alone unless it is asked to renew them.
const PICTURES = resolve(
  __dirname,
  '../..',
  process.env.PORTOLAN_PICTURES_DIR || 'e2e-report/images',
);

const LOOKS = (['light', 'dark'] as const).flatMap(colorScheme => [
  { colorScheme, viewport: WIDE },
  { colorScheme, viewport: NARROW },
]);

/** How the tab looks: for everyone, at every width, in both themes; and its pictures. */
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

      step(
        `has its picture taken, ${colorScheme}, ${viewport.width} px`,
        stage,
        async page => {
          const tab = await TrafficTab.open(
            page,
            stage().portal.url,
            'storefront',
          );
          await tab.wayIn('https://www.tideline.example/*').waitFor();
          await page.waitForLoadState('networkidle');
          await mkdir(PICTURES, { recursive: true });
          await page.screenshot({
            path: join(
              PICTURES,
              `traffic-${colorScheme}-${viewport.width}.png`,
            ),
          });
        },
        { colorScheme, viewport },
      );
    }
  });
}
