import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  checkoutTraffic,
  fixtureRef,
} from '@portolan/plugin-traffic-common/fixtures';
import { holdClock } from '../../__testUtils__/holdClock';
import { listViolations } from '../../__testUtils__/listViolations';
import { renderForEntity } from '../../__testUtils__/renderForEntity';
import { EntityTrafficContent } from '../tab/EntityTrafficContent';

const now = new Date();
holdClock(now);
const traffic = checkoutTraffic({ now });

function renderWith(count: number) {
  const problems = Array.from({ length: count }, (_, index) => ({
    severity: 'warning' as const,
    object: fixtureRef('prod-eu', 'NetworkPolicy', 'shop/cart'),
    path: `spec.egress[${index}].to[0].ipBlock.cidr`,
    message: 'It is no range of addresses.',
  }));
  return renderForEntity(<EntityTrafficContent />, {
    getEntityTraffic: async () =>
      count > 0 ? { ...traffic, problems } : traffic,
  });
}

describe('what could not be read', () => {
  it('is told with its object and field beside the findings', async () => {
    const { container } = renderWith(1);
    const summary = await screen.findByText(
      '1 field not read or not interpreted',
    );
    await userEvent.click(summary);
    const [note] = within(summary.closest('details')!).getAllByRole('listitem');
    expect(note).toHaveTextContent('Not read: It is no range of addresses.');
    expect(note).toHaveTextContent(
      'NetworkPolicy shop/cart › spec.egress[0].to[0].ipBlock.cidr',
    );
    expect(note).toHaveTextContent('prod-eu');
    expect(await listViolations(container)).toEqual([]);
  });

  it('shows twenty at first, and the rest when asked', async () => {
    renderWith(22);
    const summary = await screen.findByText(
      '22 fields not read or not interpreted',
    );
    await userEvent.click(summary);
    const notes = within(summary.closest('details')!);
    expect(notes.getAllByText(/Not read: /)).toHaveLength(20);
    await userEvent.click(notes.getByRole('button'));
    expect(notes.getAllByText(/Not read: /)).toHaveLength(22);
    expect(notes.queryByRole('button')).not.toBeInTheDocument();
  });

  it('is no word where all was read', async () => {
    renderWith(0);
    await screen.findByRole('list', { name: 'Findings' });
    expect(screen.queryByText(/not read or/)).not.toBeInTheDocument();
  });
});
