import type {
  Backend,
  Dependency,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';

/** The columns of the map, from the way in to the way out. */
export const MAP_COLUMNS = [
  'address',
  'door',
  'route',
  'service',
  'workload',
  'egress',
  'destination',
] as const;
export type MapColumn = (typeof MAP_COLUMNS)[number];

/** Why a link does not carry requests, or why that is not known. */
export type BrokenLink =
  | 'missing'
  | 'forbidden'
  | 'unsupported'
  | 'unknown'
  | 'denied'
  | 'detached'
  | 'no-endpoints';

/** One thing on the map, in all the clusters that have it. */
export interface MapNode {
  id: string;
  column: MapColumn;
  /** The name of the thing; empty for a route of any host. */
  label: string;
  kind: string;
  clusters: readonly string[];
  /** What is wrong with the thing itself; undefined when nothing is. */
  trouble?: BrokenLink;
  routes: readonly Route[];
  backends: readonly Backend[];
  workloads: readonly Workload[];
  dependencies: readonly Dependency[];
}

/** One link, with the share of requests that take it where a weight decides. */
export interface MapEdge {
  from: string;
  to: string;
  broken?: BrokenLink;
  shares: readonly number[];
}

export interface TrafficMap {
  nodes: readonly MapNode[];
  edges: readonly MapEdge[];
}
