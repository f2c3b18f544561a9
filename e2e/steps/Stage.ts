import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { DemoPortal } from '../portal/DemoPortal';

const REPORT_DIR = resolve(__dirname, '../../e2e-report');
const STEP_TIMEOUT_MS = 120_000;
const PAGE_TIMEOUT_MS = 20_000;

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 400, height: 800 };

/** What the steps share: one running portal, one browser. */
export interface Stage {
  portal: DemoPortal;
  browser: Browser;
}

/** A step in a fresh window; when it fails, what the window showed is kept in e2e-report/. */
export function step(
  name: string,
  stage: () => Stage,
  run: (page: Page, context: TestContext) => Promise<void>,
  options: BrowserContextOptions = {},
): void {
  it(name, { timeout: STEP_TIMEOUT_MS }, async context => {
    const page = await openPage(stage().browser, options);
    try {
      await run(page, context);
    } catch (error) {
      await mkdir(REPORT_DIR, { recursive: true });
      const file = `${name.replace(/\W+/g, '-').slice(0, 60)}.png`;
      await page.screenshot({ path: join(REPORT_DIR, file), fullPage: true });
      throw error;
    } finally {
      await page.context().close();
    }
  });
}

async function openPage(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: WIDE,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  return context.newPage();
}
