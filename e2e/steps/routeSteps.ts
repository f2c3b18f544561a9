import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { findSeriousViolations } from '../browser/accessibility';
import { RouteForm } from '../browser/RouteForm';
import { TrafficTab } from '../browser/TrafficTab';
import type { Added } from '../portal/ClusterWatch';
import { step, type Stage } from './Stage';

const HOST = 'spring.tideline.example';
const URL_OF_HOST = `https://${HOST}/*`;
const STORIES = 'stories.tideline.example';
const URL_OF_STORIES = `https://${STORIES}/*`;
const GATEWAY_API = '/apis/gateway.networking.k8s.io';
const ROUTES = `${GATEWAY_API}/v1/namespaces/shop/httproutes`;
const GRANTS = `${GATEWAY_API}/v1beta1/namespaces/stories/referencegrants`;

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

        const cluster = await stage().portal.watch('prod-eu', ROUTES);
        await form.create();
        await followInto(tab, URL_OF_HOST, cluster.added(), context);
        await page.getByRole('link', { name: 'Open its traffic' }).waitFor();
        cluster.close();
        await open.close();
      },
    );

    step(
      'makes the ReferenceGrant that a route needs, and the route',
      stage,
      async (page, context) => {
        const { portal } = stage();
        const open = await page.context().newPage();
        const tab = await TrafficTab.open(open, portal.url, 'storefront');
        await TrafficTab.open(page, portal.url, 'storefront');

        const form = await RouteForm.fromTab(page);
        await form.component.getByText('Storefront').waitFor();
        await form.next();
        await form.chooseService(/stories\/stories:8080/);
        await form.listener(/https-shop/).click({ force: true });
        await form.host.fill(STORIES);
        await form.availability
          .getByText(`Nothing else answers ${URL_OF_STORIES}`)
          .waitFor();

        await form.next();
        const grants = form.effect('ReferenceGrants');
        await grants
          .getByText(
            /Service stories is in namespace stories, which must allow/,
          )
          .waitFor();
        await form.includeGrants();
        await grants
          .getByText(/A ReferenceGrant in namespace stories .* part of this/)
          .waitFor();
        await page.getByText('kind: ReferenceGrant').waitFor();
        await expectForEveryone(page);

        const routes = await portal.watch('prod-eu', ROUTES);
        const grantsMade = await portal.watch('prod-eu', GRANTS);
        await form.create();
        assert.match((await grantsMade.added()).name, /storefront/);
        await followInto(tab, URL_OF_STORIES, routes.added(), context);
        const row = tab.wayIn(URL_OF_STORIES);
        await row.getByText('stories/stories:8080').first().waitFor();
        await row.getByText('1 of 1 endpoints ready').first().waitFor();
        await page.getByRole('link', { name: 'Open its traffic' }).waitFor();
        routes.close();
        grantsMade.close();
        await open.close();
      },
    );

    step('refuses somebody who is no owner', stage, async page => {
      const { url } = stage().portal;
      const tab = await TrafficTab.open(page, url, 'cart');
      await page.getByText(/you may not make routes for this entity/).waitFor();
      assert.ok(await tab.newRoute.isDisabled());
      const form = await RouteForm.open(page, url, 'cart');
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

/** Waits until the open tab shows the new URL, and notes how long after the cluster had the route that was. */
async function followInto(
  tab: TrafficTab,
  url: string,
  added: Promise<Added>,
  context: TestContext,
): Promise<void> {
  const shown = tab
    .wayIn(url)
    .getByText('No controller has looked yet')
    .first()
    .waitFor()
    .then(() => Date.now());
  const [{ atMs }, shownAtMs] = await Promise.all([added, shown]);
  context.diagnostic(
    `the open tab showed ${url} ${
      shownAtMs - atMs
    } ms after the cluster had it`,
  );
}

async function expectForEveryone(
  page: Parameters<typeof findSeriousViolations>[0],
): Promise<void> {
  assert.deepEqual(await findSeriousViolations(page, 'main, article'), []);
}
