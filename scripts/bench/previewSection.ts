import {
  routeOptionsSchema,
  type RouteEffect,
  type RouteProposal,
  type ServiceOption,
} from '@portolan/plugin-traffic-common';
import type { Portal } from './Portal';
import type { Section } from './Section';
import { renderSpread } from './statistics';
import { withLargePortal } from './withLargePortal';

const SIZE = {
  seed: 20_262,
  services: 5_000,
  routes: 10_000,
  pods: 20_000,
  networkPolicies: 1_000,
};
const PREVIEWS = 40;
const WARM_UP = 5;

/** How long the form waits for the effect of a route, as somebody types. */
export const previewSection: Section = {
  name: 'preview',
  title: 'Preview of a route against 10,000 routes',
  measure: tell =>
    withLargePortal(SIZE, async ({ portal, names }) => {
      tell(`A portal with ${SIZE.routes} routes is up.`);
      const plain: number[] = [];
      const granted: number[] = [];
      const options: number[] = [];
      for (let turn = 0; turn < PREVIEWS + WARM_UP; turn++) {
        const name = names[(turn * 7) % names.length];
        const asked = await timed(() =>
          portal.get(
            `/api/traffic/v1/entities/component/default/${name}/route-options`,
          ),
        );
        const { own, foreign } = propose(name, turn, asked.answer.text);
        const alone = await preview(portal, own);
        const withGrants = await preview(portal, foreign);
        if (turn >= WARM_UP) {
          options.push(asked.ms);
          plain.push(alone.ms);
          granted.push(withGrants.ms);
        }
      }
      return `One cluster with ${SIZE.services} Services, ${
        SIZE.routes
      } HTTPRoutes, ${SIZE.pods} pods and ${
        SIZE.networkPolicies
      } NetworkPolicies. ${PREVIEWS} previews of each
kind by one signed-in user over HTTP, each for another component and host.

| what | p50 / p95 |
| --- | ---: |
| preview of a route | ${renderSpread(plain)} |
| preview of a route with the ReferenceGrant that it needs | ${renderSpread(
        granted,
      )} |
| what the form can offer for a component | ${renderSpread(options)} |

A preview resolves the whole cluster with the proposed objects in it.`;
    }),
};

async function preview(
  portal: Portal,
  proposal: RouteProposal,
): Promise<{ ms: number }> {
  const { ms, answer } = await timed(() =>
    portal.post('/api/traffic/v1/routes/preview', proposal),
  );
  const effect: RouteEffect = JSON.parse(answer.text);
  if (answer.status !== 200 || effect.routes.created.length === 0) {
    throw new Error(`The preview was answered with ${answer.text}`);
  }
  return { ms };
}

async function timed<T>(
  run: () => Promise<T>,
): Promise<{ ms: number; answer: T }> {
  const at = performance.now();
  const answer = await run();
  return { ms: performance.now() - at, answer };
}

/** Two routes as the form proposes them: to a Service of the route's own namespace, and to one that needs a grant. */
function propose(
  name: string,
  turn: number,
  options: string,
): { own: RouteProposal; foreign: RouteProposal } {
  const [place] = routeOptionsSchema.parse(JSON.parse(options)).places;
  const listener = place.listeners.find(
    ({ accepts, hostname }) => accepts === 'yes' && hostname?.startsWith('*.'),
  );
  const [service] = place.services;
  const elsewhere = place.services.find(
    ({ service: ref }) => ref.namespace !== place.namespace,
  );
  if (!listener || !elsewhere) {
    throw new Error(`${name} has no listener, or Services in one place only.`);
  }
  const own: RouteProposal = {
    entityRef: `component:default/${name}`,
    cluster: place.cluster,
    namespace: place.namespace,
    name: `bench-${turn}`,
    gateway: {
      namespace: listener.gateway.namespace,
      name: listener.gateway.name,
      listener: listener.listener,
    },
    hostnames: [`bench-${turn}${listener.hostname?.slice(1)}`],
    path: { type: 'PathPrefix', value: '/' },
    method: null,
    backends: [backendOf(service)],
    requestTimeout: null,
    includeReferenceGrants: false,
  };
  return {
    own,
    foreign: {
      ...own,
      backends: [backendOf(elsewhere)],
      includeReferenceGrants: true,
    },
  };
}

function backendOf({ service, ports }: ServiceOption) {
  return {
    namespace: service.namespace,
    service: service.name,
    port: ports[0].port,
    weight: 1,
  };
}
