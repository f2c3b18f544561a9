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

  finding(text: string | RegExp): Locator {
    return this.page.getByText(text).first();
  }

  #table(name: string): Locator {
    return this.page
      .getByRole('table', { name })
      .or(this.page.getByRole('grid', { name }));
  }
}
