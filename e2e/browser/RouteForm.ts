import type { Locator, Page } from 'playwright-core';

/** The form of the template "New gateway route", in the words of the page. */
export class RouteForm {
  constructor(readonly page: Page) {}

  /** Presses "New route" on the Traffic tab that is open. */
  static async fromTab(page: Page): Promise<RouteForm> {
    await page.getByRole('link', { name: 'New route' }).click();
    const form = new RouteForm(page);
    await form.page.getByRole('button', { name: 'Next' }).waitFor();
    return form;
  }

  get component(): Locator {
    return this.page.getByRole('button', { name: /Component/ });
  }

  listener(name: string | RegExp): Locator {
    return this.page.getByRole('radio', { name });
  }

  get host(): Locator {
    return this.page.getByRole('textbox', { name: 'Host 1' });
  }

  /** What is said of the host as somebody types. */
  get availability(): Locator {
    return this.page.getByRole('status', { name: 'Availability' });
  }

  /** One part of the effect, such as "Conflicts, in all clusters". */
  effect(part: string): Locator {
    return this.page.getByRole('region', { name: part, exact: true });
  }

  async next(): Promise<void> {
    await this.page.getByRole('button', { name: 'Next' }).click();
  }

  /** From the effect to the last page, and from there to the task. */
  async create(): Promise<void> {
    await this.page.getByRole('button', { name: 'Review' }).click();
    await this.page.getByRole('button', { name: 'Create' }).click();
  }
}
