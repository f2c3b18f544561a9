import type { Locator, Page } from 'playwright-core';

/** The page of all hosts, in the words of the page. */
export class HostsPage {
  constructor(readonly page: Page) {}

  static async open(
    page: Page,
    portalUrl: string,
    query = '',
  ): Promise<HostsPage> {
    await page.goto(`${portalUrl}/traffic${query}`);
    return new HostsPage(page);
  }

  /** Its rows; only those of the first page of the table. */
  get rows(): Locator {
    return this.page
      .getByRole('grid', { name: 'Hosts' })
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader') });
  }

  row(host: string): Locator {
    return this.rows.filter({
      has: this.page.getByRole('rowheader', { name: host }),
    });
  }

  /** Chooses in one of the two filters. */
  async choose(filter: 'Owner' | 'Cluster', option: string): Promise<void> {
    const filters = this.page.getByRole('group', { name: 'Filters' });
    await filters.getByRole('button', { name: new RegExp(filter) }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** Presses the button for the CSV. @returns the text of the file that the browser saves */
  async saveCsv(): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: /CSV/ }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) {
      chunks.push(Buffer.from(chunk));
    }
    return {
      name: download.suggestedFilename(),
      text: Buffer.concat(chunks).toString('utf8'),
    };
  }
}
