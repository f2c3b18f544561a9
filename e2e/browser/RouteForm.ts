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

  /** Opens the form by its address, as somebody can who was not offered the button. */
  static async open(
    page: Page,
    portalUrl: string,
    component: string,
  ): Promise<RouteForm> {
    const formData = JSON.stringify({
      entityRef: `component:default/${component}`,
    });
    await page.goto(
      `${portalUrl}/create/templates/default/new-gateway-route?${new URLSearchParams(
        { formData },
      )}`,
    );
    const form = new RouteForm(page);
    await form.page.getByRole('button', { name: 'Next' }).waitFor();
    return form;
  }

  get component(): Locator {
    return this.page.getByRole('button', { name: /Component/ });
  }

  /** Chooses the first Service that the route leads to, as `stories/stories:8080`. */
  async chooseService(name: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /Service and port 1/ }).click();
    await this.page.getByRole('option', { name }).click();
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

  /** Makes the missing ReferenceGrants a part of the change. */
  async includeGrants(): Promise<void> {
    await this.page
      .getByRole('checkbox', { name: /Also make the ReferenceGrants/ })
      .check({ force: true });
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
