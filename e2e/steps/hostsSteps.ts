import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { findSeriousViolations } from '../browser/accessibility';
import { HostsPage } from '../browser/HostsPage';
import { LOOKS, step, type Stage } from './Stage';

const NOBODYS = 'spring-sale.tideline.example';
const REASON = 'No catalog entity claims the workloads behind it.';

/** The page of all hosts: whose each one is, and what nobody owns. */
export function hostsSteps(stage: () => Stage): void {
  const open = (page: Parameters<typeof HostsPage.open>[0], query?: string) =>
    HostsPage.open(page, stage().portal.url, query);

  describe('the page of all hosts', () => {
    step(
      'begins with those that nobody owns, and says why',
      stage,
      async page => {
        const hosts = await open(page);
        const row = hosts.row(NOBODYS);
        await row.getByText(REASON).waitFor();
        await row.getByText('prod-us').waitFor();
        await row.getByText('HTTPRoute shop/spring-sale').waitFor();
        const texts = await hosts.rows.allInnerTexts();
        const isNobodys = texts.map(text => /\bNobody\b/.test(text));
        assert.ok(isNobodys.includes(false), 'some hosts have an owner');
        assert.deepEqual(
          isNobodys,
          [...isNobodys].sort((a, b) => Number(b) - Number(a)),
        );
      },
    );

    step('keeps what was chosen in its address', stage, async page => {
      const hosts = await open(page);
      await hosts.row(NOBODYS).waitFor();
      await hosts.choose('Owner', 'group:default/web');
      await hosts.row(NOBODYS).waitFor({ state: 'detached' });
      await hosts.row('www.tideline.example').waitFor();
      await hosts.choose('Cluster', 'prod-us');
      const { searchParams } = new URL(page.url());
      assert.equal(searchParams.get('owner'), 'group:default/web');
      assert.equal(searchParams.get('cluster'), 'prod-us');

      await page.reload();
      await hosts.row('www.tideline.example').waitFor();
      const texts = await hosts.rows.allInnerTexts();
      assert.ok(texts.every(text => text.includes('prod-us')));
      assert.ok(texts.every(text => !/\bNobody\b/.test(text)));

      await hosts.choose('Owner', 'Nobody');
      await hosts.row(NOBODYS).waitFor();
      assert.equal(new URL(page.url()).searchParams.get('owner'), 'nobody');
    });

    step('saves what it shows as CSV', stage, async page => {
      const hosts = await open(page, '?owner=nobody&cluster=prod-us');
      await hosts.row(NOBODYS).waitFor();
      const { name, text } = await hosts.saveCsv();
      assert.equal(name, 'hosts.csv');
      const [header, ...lines] = text.trimEnd().split('\r\n');
      assert.equal(
        header,
        '"host","owners","entities","clusters","routes","verdict","unowned"',
      );
      assert.ok(
        lines.includes(
          `"${NOBODYS}","","","prod-us","prod-us/HTTPRoute/shop/spring-sale","serving","workload-not-claimed"`,
        ),
        text,
      );
      assert.equal(lines.length, await hosts.rows.count());
    });

    for (const { colorScheme, viewport } of LOOKS) {
      step(
        `is for everyone, ${colorScheme}, ${viewport.width} px`,
        stage,
        async page => {
          const hosts = await open(page);
          await hosts.row(NOBODYS).waitFor();
          assert.deepEqual(await findSeriousViolations(page, 'main'), []);
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
