import type { Locator, Page } from 'playwright-core';

/** The Traffic tab of one component, in the words of the page. */
export class TrafficTab {
  constructor(readonly page: Page) {}

  static async open(
    page: Page,
    portalUrl: string,
    component: string,
  ): Promise<TrafficTab> {
    await page.goto(
      `${portalUrl}/catalog/default/component/${component}/traffic`,
    );
    const tab = new TrafficTab(page);
    await tab.clusters.waitFor();
    return tab;
  }

  /** The freshness strip, with a chip per cluster; it stands above the lists of clusters that rows have. */
  get clusters(): Locator {
    return this.page.getByRole('list', { name: 'Clusters' }).first();
  }

  cluster(text: string | RegExp): Locator {
    return this.clusters.getByText(text);
  }

  /** The row of one URL, whatever clusters serve it. */
  wayIn(url: string): Locator {
    return this.#table('Ways in').getByRole('row').filter({ hasText: url });
  }

  wayOut(destination: string): Locator {
    return this.#table('Ways out')
      .getByRole('row')
      .filter({ hasText: destination });
  }

  /** The way to the form for a new route; a button that does nothing for somebody who may not make one. */
  get newRoute(): Locator {
    return this.page
      .getByRole('link', { name: 'New route' })
      .or(this.page.getByRole('button', { name: 'New route' }));
  }

  /** Opens what stands behind a row. */
  async details(row: Locator): Promise<Locator> {
    await row.getByRole('button', { name: /Details/ }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.waitFor();
    return dialog;
  }

  /** Asks who would answer a GET, and waits for the answer of one door. */
  async tryRequest(asked: {
    url: string;
    headers?: string;
    door: string;
  }): Promise<Locator> {
    const panel = this.page.getByRole('region', { name: 'Try a request' });
    await panel.getByRole('textbox', { name: 'URL' }).fill(asked.url);
    await panel
      .getByRole('textbox', { name: /Headers/ })
      .fill(asked.headers ?? '');
    await panel.getByRole('button', { name: 'Try' }).click();
    const answer = panel.getByRole('listitem').filter({ hasText: asked.door });
    await answer.first().waitFor();
    return answer.first();
  }

  /** Waits until the place says all of it. */
  async expectWords(
    place: Locator,
    words: readonly (string | RegExp)[],
  ): Promise<void> {
    for (const word of words) {
      await place.filter({ hasText: word }).first().waitFor();
    }
  }

  finding(text: string | RegExp): Locator {
    return this.page.getByText(text).first();
  }

  #table(name: string): Locator {
    return this.page
      .getByRole('table', { name })
      .or(this.page.getByRole('grid', { name }));
  }
}
