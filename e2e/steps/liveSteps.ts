import { execFileSync } from 'node:child_process';
import { describe, type TestContext } from 'node:test';
import type { Locator } from 'playwright-core';
import { TrafficTab } from '../browser/TrafficTab';
import { step, type Stage } from './Stage';

/** What an open tab does while the clusters change. */
export function liveSteps(stage: () => Stage): void {
  const open = (page: Parameters<typeof TrafficTab.open>[0], name: string) =>
    TrafficTab.open(page, stage().portal.url, name);

  describe('an open tab', () => {
    step('follows an edit of a YAML file', stage, async (page, context) => {
      const { portal } = stage();
      const tab = await open(page, 'storefront');
      const row = tab.wayIn('https://www.tideline.example/*');
      await row.getByText('90 %').waitFor();

      const file = 'prod-eu/shop-routes.yaml';
      await portal.edit(file, text =>
        text
          .replace('weight: 90', 'weight: 60')
          .replace('weight: 10', 'weight: 40'),
      );
      await follow(context, 'the edit', row.getByText('60 %'));
      await portal.edit(file, text =>
        text
          .replace('weight: 60', 'weight: 90')
          .replace('weight: 40', 'weight: 10'),
      );
      await follow(context, 'the edit back', row.getByText('90 %'));
    });

    step('follows kubectl', stage, async (page, context) => {
      const { portal } = stage();
      if (!hasKubectl()) {
        context.skip('there is no kubectl on this machine');
        return;
      }
      const tab = await open(page, 'accounts');
      await tab.wayIn('https://beta-accounts.tideline.example/*').waitFor();
      patchHostname(portal.kubeconfig, 'next-accounts.tideline.example');
      const row = tab.wayIn('https://next-accounts.tideline.example/*');
      await follow(context, 'kubectl', row);
      await row.getByText('No controller has looked yet').waitFor();
    });

    step('keeps what it knew of a cluster that stopped', stage, async page => {
      const { portal } = stage();
      const tab = await open(page, 'storefront');
      await portal.demo('stop', 'prod-us');
      await tab.cluster(/prod-us stale/).waitFor();
      await tab
        .wayIn('https://www.tideline.example/*')
        .getByText('prod-us')
        .first()
        .waitFor();
      await tab.wayIn('https://search.tideline.example/*').waitFor();

      await portal.demo('start', 'prod-us');
      await tab.cluster(/prod-us partly unknown/).waitFor({ timeout: 60_000 });
    });

    step('tells a failing API server from an empty one', stage, async page => {
      const { portal } = stage();
      const tab = await open(page, 'media');
      await tab.wayIn('https://media.tideline.example/*').waitFor();
      await portal.demo('fault', 'prod-eu', 'status', '--status', '503');
      await portal.demo('fault', 'prod-eu', 'cut-watch');
      await tab.cluster(/prod-eu (stale|partly unknown)/).waitFor();
      await tab.wayIn('https://img.tideline.example/*').waitFor();
      await portal.demo('clear', 'prod-eu');
      await tab.cluster('prod-eu live').waitFor({ timeout: 60_000 });
    });
  });
}

/** Waits until the page shows a change, and notes how long that took. */
async function follow(
  context: TestContext,
  what: string,
  change: Locator,
): Promise<void> {
  const changedAt = Date.now();
  await change.first().waitFor();
  context.diagnostic(
    `the tab followed ${what} after ${Date.now() - changedAt} ms`,
  );
}

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function patchHostname(kubeconfig: string, hostname: string): void {
  execFileSync('kubectl', [
    '--kubeconfig',
    kubeconfig,
    '--context',
    'prod-eu',
    '--namespace',
    'accounts',
    'patch',
    'httproute',
    'accounts-beta',
    '--type',
    'merge',
    '--patch',
    JSON.stringify({ spec: { hostnames: [hostname] } }),
  ]);
}
