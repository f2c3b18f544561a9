import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Lets axe look at a part of the page.
 *
 * @returns a sentence per serious or critical violation, with the elements; empty when there is none
 */
export async function findSeriousViolations(
  page: Page,
  selector: string,
): Promise<string[]> {
  await page.evaluate(axe.source);
  const results: AxeResults = await page.evaluate(
    within => (window as unknown as { axe: typeof axe }).axe.run(within),
    selector,
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes
          .map(({ target, html }) => `  ${target.join(' ')}  ${html}`)
          .join('\n')}`,
    );
}
