import type { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import type {
  TrafficApi,
  TrafficRequestTesterApi,
} from '@portolan/plugin-traffic-common';
import { trafficApiRef } from '../api/trafficApiRef';
import { trafficRequestTesterApiRef } from '../api/trafficRequestTesterApiRef';

/** A component that is bound by kubernetes-id. */
export const cartEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'cart',
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-id': 'cart' },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'web' },
};

const nobodyAnswers: TrafficRequestTesterApi = {
  explainRequest: async (_, question) => ({
    question,
    answers: [],
    problem: 'Nobody answers.',
  }),
};

/** Renders a part of the tab or a card for an entity; without `signals` the portal has none. */
export function renderForEntity(
  element: JSX.Element,
  options: {
    getEntityTraffic: TrafficApi['getEntityTraffic'];
    entity?: Entity;
    signals?: SignalApi;
    path?: string;
    config?: { traffic: { findingsDocsUrl: string } };
  },
) {
  const { entity = cartEntity, signals, path = '/', config } = options;
  const api: TrafficApi = {
    getEntityTraffic: options.getEntityTraffic,
    listClusters: async () => ({ clusters: [] }),
  };
  return renderInTestApp(
    <EntityProvider entity={entity}>{element}</EntityProvider>,
    {
      apis: [
        [trafficApiRef, api],
        [trafficRequestTesterApiRef, nobodyAnswers],
        ...(signals ? [[signalApiRef, signals] as const] : []),
      ],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      initialRouteEntries: [path],
      // A configuration of one's own replaces that of the test app, without which nothing can ask the backend.
      config: config && {
        app: { baseUrl: 'http://localhost:3000' },
        backend: { baseUrl: 'http://localhost:7007' },
        ...config,
      },
    },
  );
}

/** What arrives from the portal: text, as from its socket. */
const MESSAGE = '{"type":"changed"}';

/** Signals that a test sends by hand. */
export function manualSignals() {
  const listeners = new Set<() => void>();
  const signals: SignalApi = {
    subscribe: (_, onMessage) => {
      const listener = () => onMessage(JSON.parse(MESSAGE));
      listeners.add(listener);
      return { unsubscribe: () => listeners.delete(listener) };
    },
  };
  return { signals, send: () => listeners.forEach(tell => tell()) };
}
