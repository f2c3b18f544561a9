import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { it, type TestContext } from 'node:test';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from 'playwright-core';
import type { DemoPortal } from '../portal/DemoPortal';

const REPORT_DIR = resolve(__dirname, '../../e2e-report');
const STEP_TIMEOUT_MS = 240_000;
const PAGE_TIMEOUT_MS = 45_000;

export const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };

/** Both themes, wide and narrow. */
export const LOOKS = (['light', 'dark'] as const).flatMap(colorScheme => [
  { colorScheme, viewport: WIDE },
  { colorScheme, viewport: NARROW },
]);

/** What the steps share: one running portal, one browser. */
export interface Stage {
  portal: DemoPortal;
  browser: Browser;
}

/** A way of looking: how wide, in which theme. */
type Look = Pick<BrowserContextOptions, 'viewport' | 'colorScheme'>;

/** A step in a fresh window; when it fails, what the window showed is kept in e2e-report/. */
export function step(
  name: string,
  stage: () => Stage,
  run: (page: Page, context: TestContext) => Promise<void>,
  look: Look = {},
): void {
  it(name, { timeout: STEP_TIMEOUT_MS }, async context => {
    const page = await openPage(stage().browser, look);
    try {
      await run(page, context);
    } catch (error) {
      await mkdir(REPORT_DIR, { recursive: true });
      const file = `${name.replace(/\W+/g, '-').slice(0, 60)}.png`;
      await page.screenshot({ path: join(REPORT_DIR, file), fullPage: true });
      throw error;
    } finally {
      await page.close();
    }
  });
}

// Windows with the same look share what the browser has fetched; the development server's bundles are large.
const contextsOf = new WeakMap<Browser, Map<string, Promise<BrowserContext>>>();

async function openPage(browser: Browser, look: Look): Promise<Page> {
  const key = JSON.stringify(look);
  const contexts = contextsOf.get(browser) ?? new Map();
  contextsOf.set(browser, contexts);
  const context = contexts.get(key) ?? openContext(browser, look);
  contexts.set(key, context);
  return (await context).newPage();
}

async function openContext(
  browser: Browser,
  look: Look,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: WIDE,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...look,
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  return context;
}
