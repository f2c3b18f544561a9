import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { RouteEffect } from '@portolan/plugin-traffic-common';
import { renderField } from '../__testUtils__/renderField';
import { cartEffect, cartPlace } from '../__testUtils__/routeFixtures';
import { proposeRoute } from '../model/routeValue';
import { TrafficRouteField } from './TrafficRouteField';
import { TrafficRoutePreviewField } from './TrafficRoutePreviewField';

const CART = 'component:default/cart';
const REFUSAL = 'You may not make routes for component:default/cart.';

function refuse() {
  return Response.json(
    {
      error: { name: 'NotAllowedError', message: REFUSAL },
      response: { statusCode: 403 },
    },
    { status: 403 },
  );
}

function backend(options: { places?: unknown[]; effect?: RouteEffect }) {
  const { places = [cartPlace], effect = cartEffect() } = options;
  return async (url: string) =>
    Response.json(url.endsWith('/route-options') ? { places } : effect);
}

describe('TrafficRouteField', () => {
  const render = (fetch: (url: string) => Promise<Response>) =>
    renderField({
      field: TrafficRouteField,
      others: { entityRef: CART },
      fetch,
    });

  it('asks for a component first', async () => {
    await renderField({
      field: TrafficRouteField,
      others: {},
      fetch: backend({}),
    });
    expect(screen.getByRole('status')).toHaveTextContent(
      'Go back and choose a component first.',
    );
  });

  it("says the backend's refusal, and offers no second try", async () => {
    await render(async () => refuse());
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(REFUSAL);
    expect(within(alert).queryByRole('button')).toBeNull();
  });

  it('says that a component runs nowhere', async () => {
    await render(backend({ places: [] }));
    expect(
      await screen.findByText(/has no Service in any cluster/),
    ).toBeInTheDocument();
  });

  it('asks again after a failure', async () => {
    let isDown = true;
    const answer = backend({});
    await render(async url => {
      if (isDown) {
        throw new TypeError('Failed to fetch');
      }
      return answer(url);
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('cannot be reached');
    isDown = false;
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(
      await screen.findByRole('radio', { name: /https-shop/ }),
    ).toBeChecked();
  });

  it('shows a listener that would not accept, with the reason', async () => {
    await render(backend({}));
    const closed = await screen.findByRole('radio', { name: /https-pay/ });
    expect(closed).toBeDisabled();
    expect(closed).toHaveAccessibleName(
      /does not take routes from namespace shop/,
    );
    expect(screen.getByRole('textbox', { name: 'Host 1' })).toHaveValue(
      'cart.tideline.example',
    );
  });

  it('names the route and cluster that are in the way', async () => {
    const conflict = {
      kind: 'same-match' as const,
      route: {
        cluster: 'prod-us',
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
        namespace: 'shop',
        name: 'old-cart',
      },
      url: 'https://cart.tideline.example/*',
      entities: [],
      sameCluster: false,
    };
    await render(backend({ effect: cartEffect({ conflicts: [conflict] }) }));
    expect(
      await screen.findByText(
        'https://cart.tideline.example/* is answered already by HTTPRoute shop/old-cart in cluster prod-us. Choose another host or path.',
      ),
    ).toBeInTheDocument();
  });

  it('shares the requests with a second Service', async () => {
    await render(backend({}));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Share with another Service' }),
    );
    expect(
      await screen.findByRole('textbox', { name: 'Weight of cart-next' }),
    ).toHaveValue('1');
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove cart-next' }),
    );
    expect(
      screen.queryByRole('textbox', { name: 'Weight of cart' }),
    ).toBeNull();
  });
});

describe('TrafficRoutePreviewField', () => {
  const render = (options: Parameters<typeof backend>[0]) =>
    renderField({
      field: TrafficRoutePreviewField,
      others: { entityRef: CART, route: proposeRoute(CART, cartPlace) },
      fetch: backend(options),
    });

  it('waits for a route', async () => {
    await renderField({
      field: TrafficRoutePreviewField,
      others: { entityRef: CART, route: {} },
      fetch: backend({}),
    });
    expect(screen.getByRole('status')).toHaveTextContent(
      'Go back and fill in the route first.',
    );
  });

  it('shows the manifest, and what is none as none', async () => {
    await render({});
    const manifest = await screen.findByRole('region', {
      name: 'Manifest of HTTPRoute cart-route',
    });
    expect(manifest).toHaveTextContent('kind: HTTPRoute');
    expect(screen.getByText('No URL is created or changed.')).toBeVisible();
    expect(screen.getByText('The route needs none.')).toBeVisible();
    expect(screen.queryByText('Not known')).toBeNull();
  });

  it('offers the ReferenceGrants that are needed', async () => {
    const neededGrants = [
      { namespace: 'next', service: 'cart', included: false },
    ];
    await render({ effect: cartEffect({ neededGrants }) });
    const offer = await screen.findByRole('checkbox', {
      name: /Also make the ReferenceGrants/,
    });
    await userEvent.click(offer);
    expect(offer).toBeChecked();
  });

  it('says where nothing may be applied, and what is not known', async () => {
    const apply = { state: 'not-allowed', message: 'Not allowed here.' };
    await render({
      places: [{ ...cartPlace, apply }],
      effect: cartEffect({
        hidden: 2,
        unknown: [
          {
            cluster: 'prod-us',
            kinds: [
              { group: '', kind: 'Service', status: { state: 'pending' } },
            ],
          },
        ],
      }),
    });
    expect(await screen.findByText('Not allowed here.')).toBeVisible();
    expect(
      await screen.findByText(/Cluster prod-us .* not known: Service/),
    ).toBeVisible();
    expect(screen.getByText(/2 more concern entities/)).toBeVisible();
  });
});
