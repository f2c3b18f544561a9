import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  DirectionIsolation,
  LayerVerdict,
  Workload,
} from '@portolan/plugin-traffic-common';
import {
  cartTraffic,
  fixtureRef,
} from '@portolan/plugin-traffic-common/fixtures';
import { listViolations } from '../../__testUtils__/listViolations';
import { renderForEntity } from '../../__testUtils__/renderForEntity';
import { EntityTrafficContent } from '../tab/EntityTrafficContent';

const OPEN: DirectionIsolation = {
  state: 'not-selected',
  inside: 'all',
  outside: 'all',
  podsDiffer: false,
  layers: [],
};

const layer = (
  policies: readonly string[],
  more: Partial<LayerVerdict> = {},
): LayerVerdict => ({
  layer: 'network-policy',
  direction: 'egress',
  verdict: 'unknown',
  code: 'depends-on-peer',
  rules: policies.map(name => ({
    source: 'network-policy',
    object: fixtureRef('prod-eu', 'NetworkPolicy', `shop/${name}`),
    path: 'spec.egress[0]',
  })),
  ...more,
});

/** The tab of an entity whose workload has these answers for what leaves it, one per cluster. */
function renderTab(egress: readonly (DirectionIsolation | undefined)[]) {
  const now = new Date();
  const traffic = cartTraffic({ now });
  const workloads = traffic.workloads.map((workload, index): Workload => {
    const answer = egress[index];
    return answer
      ? { ...workload, isolation: { egress: answer, ingress: OPEN } }
      : workload;
  });
  return renderForEntity(<EntityTrafficContent />, {
    getEntityTraffic: async () => ({ ...traffic, workloads }),
  });
}

const findList = () =>
  screen.findByRole('list', { name: 'What policies let out' });

describe('IsolationStatement', () => {
  it('says once what holds in all clusters, with the policies that make it so', async () => {
    const restricted: DirectionIsolation = {
      state: 'restricted',
      inside: 'some',
      outside: 'none',
      podsDiffer: false,
      layers: [layer(['a', 'b', 'c', 'd'])],
    };
    const { container } = await renderTab([restricted, restricted]);
    const list = await findList();
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('Policies restrict where they may go');
    expect(list).toHaveTextContent('In the cluster: only what the rules open.');
    expect(list).toHaveTextContent('Outside: to no address.');
    expect(list).toHaveTextContent(
      'Set by NetworkPolicy shop/a, NetworkPolicy shop/b, NetworkPolicy shop/c',
    );
    const more = within(list).getByText('1 more policy');
    await userEvent.click(more);
    expect(within(list).getByText(/NetworkPolicy shop\/d/)).toBeVisible();
    expect(await listViolations(container)).toEqual([]);
  });

  it('tells clusters apart, what is not known first and why', async () => {
    await renderTab([
      { ...OPEN, state: 'dns-only', inside: 'some', outside: 'none' },
      {
        ...OPEN,
        state: 'unknown',
        inside: 'unknown',
        outside: 'unknown',
        layers: [
          layer([], {
            code: 'kind-not-known',
            because: {
              state: 'denied',
              problem: { reason: 'forbidden', message: 'No.' },
            },
          }),
        ],
      },
    ]);
    const list = await findList();
    const items = within(list)
      .getAllByRole('listitem')
      .filter(item => item.parentElement === list);
    expect(items).toHaveLength(2);
    expect(items[0]).toHaveTextContent('Not known where policies let them go');
    expect(items[0]).toHaveTextContent('The policies could not be looked at.');
    expect(items[0]).toHaveTextContent('prod-us');
    expect(items[1]).toHaveTextContent(
      'Policies let them ask DNS, and go nowhere else',
    );
    expect(items[1]).toHaveTextContent('prod-eu');
  });

  it('says of each direction what holds for it', async () => {
    await renderTab([OPEN, OPEN]);
    expect(await findList()).toHaveTextContent(
      'No policy selects these pods: they may go anywhere',
    );
    expect(
      screen.getByRole('list', { name: 'What policies let in' }),
    ).toHaveTextContent('No policy selects these pods: anybody may reach them');
  });

  it('says nothing where nothing is told', async () => {
    await renderTab([]);
    await screen.findByRole('grid', { name: 'Ways out' });
    expect(
      screen.queryByRole('list', { name: 'What policies let out' }),
    ).not.toBeInTheDocument();
  });
});
