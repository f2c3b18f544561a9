import { screen, within } from '@testing-library/react';
import {
  cartTraffic,
  manyRoutesTraffic,
  noAnnotationTraffic,
  nothingFoundTraffic,
  partlyKnownTraffic,
} from '@portolan/plugin-traffic-common/fixtures';
import { holdClock } from '../../__testUtils__/holdClock';
import { listViolations } from '../../__testUtils__/listViolations';
import { renderForEntity } from '../../__testUtils__/renderForEntity';
import { EntityDependsOnCard } from './EntityDependsOnCard';
import { EntityUrlsCard } from './EntityUrlsCard';

const now = new Date();
holdClock(now);
const CARDS = [
  {
    name: 'URLs',
    element: <EntityUrlsCard tabHref="traffic" />,
    first: 'https://*.tenants.tideline.example/*',
    verdict: 'Failing',
    more: '20 more URLs in Traffic',
    empty: 'No URL reaches this entity',
    unknown: /prod-us has told us nothing new for 14 min/,
  },
  {
    name: 'Depends on',
    element: <EntityDependsOnCard tabHref="traffic" />,
    first: 'Pods with app=redis in namespaces with name=data',
    verdict: 'Denied',
    more: '20 more dependencies in Traffic',
    empty: 'No dependency is written down',
    unknown: /staging has not told us its NetworkPolicies/,
  },
];

describe.each(CARDS)('the card "$name"', card => {
  const { name, element, first, verdict, more, empty, unknown } = card;

  it('shows what needs attention first', async () => {
    const { container } = renderForEntity(element, {
      getEntityTraffic: async () => cartTraffic({ now }),
    });
    const list = await screen.findByRole('list', { name });
    const [item] = within(list)
      .getAllByRole('listitem')
      .filter(each => each.parentElement === list);
    expect(item).toHaveTextContent(first);
    expect(item).toHaveTextContent(verdict);
    expect(await listViolations(container)).toEqual([]);
  });

  it('shows five rows and leads to the others', async () => {
    renderForEntity(element, {
      getEntityTraffic: async () => manyRoutesTraffic({ now, count: 25 }),
    });
    const list = await screen.findByRole('list', { name });
    expect(
      within(list)
        .getAllByRole('listitem')
        .filter(each => each.parentElement === list),
    ).toHaveLength(5);
    expect(screen.getByRole('link', { name: more })).toHaveAttribute(
      'href',
      '/traffic',
    );
  });

  it('says what would fill it', async () => {
    renderForEntity(element, {
      getEntityTraffic: async () => nothingFoundTraffic({ now }),
    });
    expect(await screen.findByText(empty)).toBeVisible();
  });

  it('says which annotation would fill it', async () => {
    renderForEntity(element, {
      getEntityTraffic: async () => noAnnotationTraffic({ now }),
    });
    expect(
      await screen.findByText(/backstage.io\/kubernetes-id: cart/),
    ).toBeVisible();
  });

  it('says what it may lack', async () => {
    renderForEntity(element, {
      getEntityTraffic: async () => partlyKnownTraffic({ now }),
    });
    expect(await screen.findByRole('note')).toHaveTextContent(unknown);
    expect(screen.getByRole('list', { name })).toBeVisible();
  });

  it('says what failed', async () => {
    renderForEntity(element, {
      getEntityTraffic: async () => {
        throw new TypeError('Failed to fetch');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The traffic backend cannot be reached.',
    );
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

describe('two cards of one entity', () => {
  it('cost one read', async () => {
    const getEntityTraffic = jest.fn(async () => cartTraffic({ now }));
    renderForEntity(
      <>
        <EntityUrlsCard />
        <EntityDependsOnCard />
      </>,
      { getEntityTraffic },
    );
    expect(await screen.findByRole('list', { name: 'URLs' })).toBeVisible();
    expect(
      await screen.findByRole('list', { name: 'Depends on' }),
    ).toBeVisible();
    expect(getEntityTraffic).toHaveBeenCalledTimes(1);
  });
});
