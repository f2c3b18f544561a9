import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  AuthorizeResult,
  type EvaluatePermissionRequest,
} from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen } from '@testing-library/react';
import { listViolations } from '../../__testUtils__/listViolations';
import { cartEntity } from '../../__testUtils__/renderForEntity';
import { newRouteRef } from '../../routes';
import { NewRouteLink } from './NewRouteLink';

type Answer = (
  request: EvaluatePermissionRequest,
) => AuthorizeResult.ALLOW | AuthorizeResult.DENY;

/** An entity of its own for each case: answers about permissions are kept by the portal for a while. */
function renderFor(name: string, authorize: Answer) {
  const entity = {
    ...cartEntity,
    metadata: { ...cartEntity.metadata, name },
  };
  return renderInTestApp(
    <EntityProvider entity={entity}>
      <NewRouteLink />
    </EntityProvider>,
    {
      apis: [[permissionApiRef, mockApis.permission({ authorize })]],
      mountedRoutes: { '/create/:namespace/:templateName': newRouteRef },
    },
  );
}

describe('NewRouteLink', () => {
  it('opens the form for somebody who may make routes for the entity', async () => {
    const asked: unknown[] = [];
    renderFor('mine', request => {
      asked.push(request);
      return AuthorizeResult.ALLOW;
    });
    const link = await screen.findByRole('link', { name: 'New route' });
    expect(decodeURIComponent(link.getAttribute('href') ?? '')).toBe(
      '/create/default/new-gateway-route?formData={"entityRef":"component:default/mine"}',
    );
    expect(asked).toEqual([
      expect.objectContaining({
        permission: expect.objectContaining({ name: 'traffic.route.create' }),
        resourceRef: 'component:default/mine',
      }),
    ]);
  });

  it('tells somebody else why not', async () => {
    const { container } = renderFor('theirs', () => AuthorizeResult.DENY);
    expect(
      await screen.findByText(/you may not make routes for this entity/),
    ).toBeVisible();
    const button = screen.getByRole('button', { name: 'New route' });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription(/traffic\.route\.create/);
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
    expect(await listViolations(container)).toEqual([]);
  });

  it('leaves the decision to the backend when nobody can be asked', async () => {
    renderFor('unclear', () => {
      throw new Error('The permission backend is down.');
    });
    expect(
      await screen.findByRole('link', { name: 'New route' }),
    ).toBeVisible();
  });
});
