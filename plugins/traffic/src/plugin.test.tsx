import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import type { Entity } from '@backstage/catalog-model';
import {
  createExtensionTester,
  registerMswTestHooks,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { cartTraffic } from '@portolan/plugin-traffic-common/fixtures';
import trafficPlugin from './index';
import { cartEntity } from './__testUtils__/renderForEntity';

const ENTITY_URL =
  'http://localhost:7007/api/traffic/v1/entities/component/default/cart/traffic';

function refusal(status: number, name: string, message = 'Refused.') {
  return HttpResponse.json(
    { error: { name, message }, response: { statusCode: status } },
    { status },
  );
}

describe('trafficPlugin', () => {
  describe('over HTTP', () => {
    const server = setupServer();
    registerMswTestHooks(server);

    function renderEntityPage() {
      return renderTestApp({
        features: [trafficPlugin],
        extensions: [createTestEntityPage({ entity: cartEntity })],
        config: { backend: { baseUrl: 'http://localhost:7007' } },
      });
    }

    it('shows the tab and both cards', async () => {
      server.use(
        http.get(ENTITY_URL, () =>
          HttpResponse.json(cartTraffic({ now: new Date() })),
        ),
      );
      renderEntityPage();
      expect(
        await screen.findByRole('grid', { name: 'Ways in' }),
      ).toBeVisible();
      expect(await screen.findByRole('list', { name: 'URLs' })).toBeVisible();
      expect(
        await screen.findByRole('list', { name: 'Depends on' }),
      ).toBeVisible();
    });

    it.each([
      {
        what: 'a permission that is missing',
        answer: () => refusal(403, 'NotAllowedError'),
        sentence: /You may not see the traffic of this entity/,
      },
      {
        what: 'an entity that is not there',
        answer: () => refusal(404, 'NotFoundError'),
        sentence: /The catalog knows no such entity/,
      },
      {
        what: 'a portal without the backend',
        answer: () => new HttpResponse(null, { status: 404 }),
        sentence: /The portal has no traffic backend/,
      },
      {
        what: 'a backend that is not ready',
        answer: () =>
          refusal(503, 'ServiceUnavailableError', 'It is starting.'),
        sentence: /could not answer\. It says: It is starting\./,
      },
      {
        what: 'an answer of another version',
        answer: () => HttpResponse.json({ routes: 'many' }),
        sentence: /probably of different versions/,
      },
      {
        what: 'a network that is down',
        answer: () => HttpResponse.error(),
        sentence: /The traffic backend cannot be reached/,
      },
    ])('has a sentence of its own for $what', async ({ answer, sentence }) => {
      server.use(http.get(ENTITY_URL, answer));
      renderEntityPage();
      const [alert] = await screen.findAllByRole('alert');
      expect(alert).toHaveTextContent(sentence);
    });

    it('tries again when asked to', async () => {
      server.use(
        http.get(ENTITY_URL, () => HttpResponse.error(), { once: true }),
        http.get(ENTITY_URL, () =>
          HttpResponse.json(cartTraffic({ now: new Date() })),
        ),
      );
      renderEntityPage();
      const [retry] = await screen.findAllByRole('button', {
        name: 'Try again',
      });
      await userEvent.click(retry);
      expect(
        await screen.findByRole('grid', { name: 'Ways in' }),
      ).toBeVisible();
    });
  });

  describe('on which entities', () => {
    const component = (annotations?: Record<string, string>): Entity => ({
      ...cartEntity,
      metadata: { name: 'x', annotations },
    });
    const byId = { 'backstage.io/kubernetes-id': 'x' };
    const bySelector = { 'backstage.io/kubernetes-label-selector': 'app=x' };
    const resource = (annotations?: Record<string, string>): Entity => ({
      ...component(annotations),
      kind: 'Resource',
    });

    const tab = createExtensionTester(
      trafficPlugin.getExtension('entity-content:traffic'),
    ).get(EntityContentBlueprint.dataRefs.filterFunction);
    const card = createExtensionTester(
      trafficPlugin.getExtension('entity-card:traffic/urls'),
    ).get(EntityCardBlueprint.dataRefs.filterFunction);

    it.each([
      { entity: component(), hasTab: true, hasCards: false },
      { entity: component(byId), hasTab: true, hasCards: true },
      { entity: component(bySelector), hasTab: true, hasCards: true },
      { entity: resource(), hasTab: false, hasCards: false },
      { entity: resource(byId), hasTab: true, hasCards: true },
    ])(
      '$entity.kind with $entity.metadata.annotations',
      ({ entity, hasTab, hasCards }) => {
        expect(tab?.(entity)).toBe(hasTab);
        expect(card?.(entity)).toBe(hasCards);
      },
    );
  });
});
