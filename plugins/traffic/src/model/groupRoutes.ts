import type { Route, RouteVerdict } from '@portolan/plugin-traffic-common';
import { compareText } from './compareText';
import { refKeyAcrossClusters, renderName } from './describeRef';
import { worstOf } from './worst';

export type RouteState = RouteVerdict['state'];

/** What deserves attention first. */
export const ROUTE_STATES: readonly RouteState[] = [
  'failing',
  'detached',
  'degraded',
  'shadowed',
  'unknown',
  'serving',
];

/** In what the routes of one URL may differ from cluster to cluster. */
export type RouteFacet =
  | 'verdict'
  | 'entry'
  | 'tls'
  | 'backends'
  | 'exposure'
  | 'filters'
  | 'policies'
  | 'redirect';

/** One URL with its match, in all the clusters that have it: at most one route per cluster, sorted by cluster. */
export interface RouteGroup {
  id: string;
  url: string;
  routes: readonly [Route, ...Route[]];
  /** The worst of its clusters. */
  state: RouteState;
  differences: readonly RouteFacet[];
}

const FACETS: ReadonlyArray<readonly [RouteFacet, (route: Route) => unknown]> =
  [
    ['verdict', route => route.predicted.state],
    ['entry', renderEntry],
    ['tls', route => route.tls.mode],
    [
      'backends',
      route =>
        route.backends.map(backend => [
          renderName(backend.ref),
          backend.port,
          backend.share,
          backend.state,
        ]),
    ],
    ['exposure', route => route.exposure],
    ['filters', route => route.filters],
    [
      'policies',
      route =>
        route.policies.map(({ aspect, summary, state }) => [
          aspect,
          summary,
          state,
        ]),
    ],
    ['redirect', route => route.redirect],
  ];

/**
 * Brings together what is the same URL in several clusters. Where one cluster has a URL more than once, its routes are told
 * apart by their door, then by their object, so that no row hides one.
 */
export function groupRoutes(routes: readonly Route[]): RouteGroup[] {
  const splits = [
    (route: Route) => JSON.stringify([route.url, route.scheme, route.match]),
    renderEntry,
    (route: Route) => refKeyAcrossClusters(route.object),
    (route: Route) => `${route.ruleIndex}.${route.matchIndex}`,
    (route: Route) => route.id,
  ];
  return split(routes, splits, '')
    .map(toGroup)
    .sort((a, b) => compareText(a.url, b.url) || compareText(a.id, b.id));
}

interface Part {
  key: string;
  routes: readonly Route[];
}

function split(
  routes: readonly Route[],
  [keyOf, ...rest]: ReadonlyArray<(route: Route) => string>,
  prefix: string,
): Part[] {
  const parts = new Map<string, Route[]>();
  for (const route of routes) {
    const key = `${prefix}${keyOf(route)}`;
    parts.set(key, [...(parts.get(key) ?? []), route]);
  }
  return [...parts].flatMap(([key, members]) => {
    const clusters = new Set(members.map(({ cluster }) => cluster));
    return clusters.size === members.length || rest.length === 0
      ? [{ key, routes: members }]
      : split(members, rest, `${key} `);
  });
}

function toGroup({ key, routes }: Part): RouteGroup {
  const [first, ...others] = [...routes].sort((a, b) =>
    compareText(a.cluster, b.cluster),
  );
  return {
    id: key,
    url: first.url,
    routes: [first, ...others],
    state: worstOf(
      routes.map(route => route.predicted.state),
      ROUTE_STATES,
    ),
    differences: FACETS.filter(
      ([, valueOf]) =>
        new Set(routes.map(route => JSON.stringify(valueOf(route)))).size > 1,
    ).map(([facet]) => facet),
  };
}

/** The door without its cluster: equal where two clusters are set up alike. */
function renderEntry({ entry }: Route): string {
  switch (entry?.kind) {
    case 'listener':
      return `${renderName(entry.gateway)} ${entry.listener}`;
    case 'ingress-class':
      return `class ${entry.className ?? ''}`;
    case 'entry-point':
      return `entry point ${entry.name}`;
    case 'service':
      return `service ${renderName(entry.service)}`;
    case 'mesh':
      return 'mesh';
    default:
      return '';
  }
}
