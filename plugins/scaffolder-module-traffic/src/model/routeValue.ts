import type {
  RouteOptions,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import { z } from 'zod/v3';

/**
 * The value of the field TrafficRoute: the whole route as one object, and not a value per input. A change of the place
 * changes which Services and listeners there are, and a change of the listener changes the host; with a form value each,
 * the form would pass through states in which they contradict one another, and keep them when somebody goes back a page.
 */
export const routeValueSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  gateway: z.object({
    namespace: z.string(),
    name: z.string(),
    listener: z.string(),
  }),
  hostnames: z.array(z.string()),
  path: z.object({ type: z.enum(['Exact', 'PathPrefix']), value: z.string() }),
  method: z.string(),
  backends: z.array(
    z.object({
      namespace: z.string(),
      service: z.string(),
      port: z.number(),
      weight: z.number(),
    }),
  ),
  requestTimeout: z.string(),
});
export type RouteValue = z.infer<typeof routeValueSchema>;

export type Place = RouteOptions['places'][number];
export type ListenerOption = Place['listeners'][number];

/** What a form that nobody has filled in gives is no route. */
export function readRouteValue(value: unknown): RouteValue | undefined {
  const parsed = routeValueSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Whether the place still has what the value names; it has not after a change of the component. */
export function fitsPlace(value: RouteValue, place: Place): boolean {
  return (
    place.cluster === value.cluster &&
    place.namespace === value.namespace &&
    value.backends.every(backend =>
      place.services.some(
        ({ service }) =>
          service.name === backend.service &&
          service.namespace === backend.namespace,
      ),
    )
  );
}

/** The route that a place suggests: its first Service and port behind the first listener that accepts. */
export function proposeRoute(entityRef: string, place: Place): RouteValue {
  const [option] = place.services;
  const listener = place.listeners.find(({ accepts }) => accepts === 'yes');
  const name = nameOf(entityRef);
  const host = proposeHost(name, listener);
  return {
    cluster: place.cluster,
    namespace: place.namespace,
    name: proposeName(name, host),
    gateway: gatewayOf(listener),
    hostnames: [host],
    path: { type: 'PathPrefix', value: '/' },
    method: '',
    backends: option?.ports[0]
      ? [
          {
            namespace: option.service.namespace,
            service: option.service.name,
            port: option.ports[0].port,
            weight: 1,
          },
        ]
      : [],
    requestTimeout: '',
  };
}

/** The value with another listener; a host that was only a suggestion follows it. */
export function changeListener(
  value: RouteValue,
  options: { entityRef: string; from?: ListenerOption; to: ListenerOption },
): RouteValue {
  const name = nameOf(options.entityRef);
  const [host = ''] = value.hostnames;
  const isSuggestion = host === '' || host === proposeHost(name, options.from);
  const nextHost = isSuggestion ? proposeHost(name, options.to) : host;
  return {
    ...changeHosts(value, {
      entityRef: options.entityRef,
      hostnames: [nextHost, ...value.hostnames.slice(1)],
    }),
    gateway: gatewayOf(options.to),
  };
}

/** The value with other hosts; a name that was only a suggestion follows the first of them. */
export function changeHosts(
  value: RouteValue,
  options: { entityRef: string; hostnames: string[] },
): RouteValue {
  const name = nameOf(options.entityRef);
  const isSuggestion = value.name === proposeName(name, value.hostnames[0]);
  return {
    ...value,
    hostnames: options.hostnames,
    name: isSuggestion ? proposeName(name, options.hostnames[0]) : value.name,
  };
}

/** `*.example.com` suggests `cart.example.com`, a listener for one host that host, and one for any host nothing. */
export function proposeHost(name: string, listener?: ListenerOption): string {
  const hostname = listener?.hostname ?? '';
  return hostname.startsWith('*.') ? `${name}${hostname.slice(1)}` : hostname;
}

/** What the traffic backend is asked. Hosts and references are in lower case, empty hosts are none. */
export function toProposal(
  entityRef: string,
  value: RouteValue,
  includeReferenceGrants: boolean,
): RouteProposal {
  const { gateway, method, requestTimeout } = value;
  return {
    ...value,
    entityRef: entityRef.trim().toLocaleLowerCase('en-US'),
    gateway: { ...gateway, listener: gateway.listener || null },
    hostnames: value.hostnames
      .map(host => host.trim().toLocaleLowerCase('en-US'))
      .filter(Boolean),
    method: method || null,
    requestTimeout: requestTimeout.trim() || null,
    includeReferenceGrants,
  };
}

function proposeName(component: string, host = ''): string {
  const label = host.split('.')[0].replace(/[^a-z0-9-]/g, '');
  const parts = label && label !== component ? [component, label] : [component];
  return [...parts, 'route'].join('-').slice(0, 63);
}

function nameOf(entityRef: string): string {
  return entityRef
    .slice(entityRef.indexOf('/') + 1)
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9-]+/g, '-');
}

function gatewayOf(listener?: ListenerOption): RouteValue['gateway'] {
  return {
    namespace: listener?.gateway.namespace ?? '',
    name: listener?.gateway.name ?? '',
    listener: listener?.listener ?? '',
  };
}
