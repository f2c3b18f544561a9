import axe from 'axe-core';

/** What axe finds wrong, but for contrast: that needs a layout, which only a browser has. */
export async function listViolations(container: HTMLElement) {
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false } },
  });
  return violations.map(({ id, nodes }) => ({
    id,
    html: nodes.map(({ html }) => html),
  }));
}
