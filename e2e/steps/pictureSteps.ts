import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe } from 'node:test';
import type { Page } from 'playwright-core';
import { HostsPage } from '../browser/HostsPage';
import { RouteForm } from '../browser/RouteForm';
import { TrafficTab } from '../browser/TrafficTab';
import { LOOKS, step, WIDE, type Stage } from './Stage';

// A run leaves the README's pictures alone unless it is asked to renew them.
const PICTURES = resolve(
  __dirname,
  '../..',
  process.env.PORTOLAN_PICTURES_DIR || 'e2e-report/images',
);

const PANELS = [
  { component: 'storefront', panel: 'Ways in', file: 'ways-in' },
  { component: 'checkout', panel: 'Map', file: 'map' },
  { component: 'checkout', panel: 'Ways out', file: 'ways-out' },
  { component: 'cart', panel: 'Findings', file: 'findings' },
  { component: 'media', panel: 'Ways in', file: 'ways-in-policies' },
  { component: 'payments', panel: 'Ways out', file: 'ways-out-telemetry' },
];

/** The pictures of the README, taken of the demo as it is. */
export function pictureSteps(stage: () => Stage): void {
  const open = (page: Parameters<typeof TrafficTab.open>[0], name: string) =>
    TrafficTab.open(page, stage().portal.url, name);

  describe('the pictures', () => {
    for (const { colorScheme, viewport } of LOOKS) {
      const look = `${colorScheme}-${viewport.width}`;
      step(
        `show the tab, ${look}`,
        stage,
        async page => {
          const tab = await open(page, 'storefront');
          await tab.wayIn('https://www.tideline.example/*').waitFor();
          await save(page, `traffic-${look}.png`);
        },
        { colorScheme, viewport },
      );
    }

    for (const { colorScheme, viewport } of LOOKS) {
      const look = `${colorScheme}-${viewport.width}`;
      step(
        `show all hosts, ${look}`,
        stage,
        async page => {
          const hosts = await HostsPage.open(page, stage().portal.url);
          await hosts.row('spring-sale.tideline.example').waitFor();
          await save(page, `hosts-${look}.png`);
        },
        { colorScheme, viewport },
      );
      step(
        `show the form and the effect of a route, ${look}`,
        stage,
        async page => {
          await open(page, 'storefront');
          const form = await RouteForm.fromTab(page);
          await form.next();
          await form.chooseService(/stories\/stories:8080/);
          await form.listener(/https-shop/).click({ force: true });
          await form.host.fill('stories.tideline.example');
          await form.availability.getByText(/Nothing else answers/).waitFor();
          await save(page, `new-route-form-${look}.png`);
          await form.next();
          await form.includeGrants();
          await page.getByText('kind: ReferenceGrant').waitFor();
          await form.effect('URLs').scrollIntoViewIfNeeded();
          await save(page, `new-route-${look}.png`);
        },
        { colorScheme, viewport },
      );
    }

    for (const { component, panel, file } of PANELS) {
      step(
        `show the panel ${panel}`,
        stage,
        async page => {
          await open(page, component);
          const region = page.getByRole('region', { name: panel });
          await region.waitFor();
          await page.waitForLoadState('networkidle');
          await mkdir(PICTURES, { recursive: true });
          await region.screenshot({ path: join(PICTURES, `${file}.png`) });
        },
        { colorScheme: 'light', viewport: WIDE },
      );
    }
  });
}

async function save(page: Page, file: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, file) });
}
