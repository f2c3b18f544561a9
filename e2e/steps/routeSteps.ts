import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { findSeriousViolations } from '../browser/accessibility';
import { RouteForm } from '../browser/RouteForm';
import { TrafficTab } from '../browser/TrafficTab';
import { step, type Stage } from './Stage';

const HOST = 'spring.tideline.example';
const URL_OF_HOST = `https://${HOST}/*`;

/** Making a route from a form: what it would do, doing it, and who may not. */
export function routeSteps(stage: () => Stage): void {
  describe('the form for a new route', () => {
    step(
      'makes a route whose URL appears in the open tab',
      stage,
      async (page, context) => {
        const { url } = stage().portal;
        const open = await page.context().newPage();
        const tab = await TrafficTab.open(open, url, 'storefront');
        await TrafficTab.open(page, url, 'storefront');

        const form = await RouteForm.fromTab(page);
        await form.component.getByText('Storefront').waitFor();
        await form.next();
        await form.listener(/https-shop/).click({ force: true });
        const refused = form.listener(/https-pay/);
        assert.ok(await refused.isDisabled());
        await page
          .getByText(/does not take routes from namespace shop/)
          .first()
          .waitFor();

        await form.host.fill('www.tideline.example');
        await form.availability
          .getByText(/answered already by HTTPRoute shop\/storefront/)
          .first()
          .waitFor();
        await form.host.fill(HOST);
        await form.availability
          .getByText(`Nothing else answers ${URL_OF_HOST}`)
          .waitFor();
        await expectForEveryone(page);

        await form.next();
        await form
          .effect('URLs')
          .getByText(`${URL_OF_HOST} is created. No controller has looked yet.`)
          .waitFor();
        await form
          .effect('ReferenceGrants')
          .getByText(/needs none/)
          .waitFor();
        await page.getByText('kind: HTTPRoute').waitFor();
        await expectForEveryone(page);

        await form.create();
        const row = tab.wayIn(URL_OF_HOST);
        await row.getByText('No controller has looked yet').waitFor();
        await page.getByRole('link', { name: 'Open its traffic' }).waitFor();
        context.diagnostic('the new URL is in the tab that was open');
        await open.close();
      },
    );

    step('refuses somebody who is no owner', stage, async page => {
      await TrafficTab.open(page, stage().portal.url, 'cart');
      const form = await RouteForm.fromTab(page);
      await form.next();
      await page
        .getByRole('alert')
        .getByText(/You may not make routes for component:default\/cart/)
        .waitFor();
      await expectForEveryone(page);
    });

    step('names the field that the API would refuse', stage, async page => {
      await TrafficTab.open(page, stage().portal.url, 'storefront');
      const form = await RouteForm.fromTab(page);
      await form.next();
      await form.host.fill('203.0.113.7');
      await form.availability
        .getByText(/hostnames\[0\]/)
        .first()
        .waitFor();
      await form.next();
      await page
        .getByText(/'Route'.*hostnames\[0\]/)
        .first()
        .waitFor();
    });
  });
}

async function expectForEveryone(
  page: Parameters<typeof findSeriousViolations>[0],
): Promise<void> {
  assert.deepEqual(await findSeriousViolations(page, 'main, article'), []);
}
