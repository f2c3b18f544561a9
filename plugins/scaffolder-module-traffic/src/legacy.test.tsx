import type { ComponentType } from 'react';
import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ScaffolderFieldExtensions,
  useCustomFieldExtensions,
  type FieldExtensionOptions,
} from '@backstage/plugin-scaffolder-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { cartEffect, cartPlace } from './__testUtils__/routeFixtures';
import {
  TrafficComponentFieldExtension,
  TrafficRouteFieldExtension,
  TrafficRoutePreviewFieldExtension,
} from './legacy';
import { proposeRoute } from './model/routeValue';

const CART = 'component:default/cart';

/** Puts the fields into an app of the old frontend system, as its App.tsx does, and shows one of them. */
function LegacyForm(props: { field: string }) {
  const fields = useCustomFieldExtensions<FieldExtensionOptions>(
    <ScaffolderFieldExtensions>
      <TrafficComponentFieldExtension />
      <TrafficRouteFieldExtension />
      <TrafficRoutePreviewFieldExtension />
    </ScaffolderFieldExtensions>,
  );
  const Field = fields.find(({ name }) => name === props.field)
    ?.component as ComponentType<Record<string, unknown>>;
  return (
    <>
      <output>{fields.map(({ name }) => name).join(' ')}</output>
      <Field
        formContext={{
          formData: { entityRef: CART, route: proposeRoute(CART, cartPlace) },
        }}
        onChange={() => {}}
        required
      />
    </>
  );
}

async function renderInLegacyApp(field: string) {
  const fetch = async (input: RequestInfo | URL) =>
    Response.json(
      String(input).endsWith('/route-options')
        ? { places: [cartPlace] }
        : cartEffect(),
    );
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [discoveryApiRef, { getBaseUrl: async () => 'http://portal/traffic' }],
        [fetchApiRef, { fetch }],
      ]}
    >
      <LegacyForm field={field} />
    </TestApiProvider>,
  );
}

describe('the old frontend system', () => {
  it('has the three fields', async () => {
    await renderInLegacyApp('TrafficRoute');
    expect(
      screen.getByText('TrafficComponent TrafficRoute TrafficRoutePreview'),
    ).toBeInTheDocument();
  });

  it('shows the field of the route', async () => {
    await renderInLegacyApp('TrafficRoute');
    expect(
      await screen.findByRole('radio', { name: /https-shop/ }),
    ).toBeInTheDocument();
  });

  it('shows the effect', async () => {
    await renderInLegacyApp('TrafficRoutePreview');
    expect(await screen.findByRole('region', { name: 'URLs' })).toBeVisible();
  });
});
