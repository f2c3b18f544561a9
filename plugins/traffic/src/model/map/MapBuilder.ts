import type {
  Backend,
  Dependency,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';
import {
  MAP_COLUMNS,
  type BrokenLink,
  type MapColumn,
  type MapEdge,
  type TrafficMap,
} from './TrafficMap';

interface NodeFacts {
  column: MapColumn;
  key: string;
  label: string;
  kind: string;
  cluster: string;
  route?: Route;
  backend?: Backend;
  workload?: Workload;
  dependency?: Dependency;
  trouble?: BrokenLink;
}

interface NodeParts {
  id: string;
  column: MapColumn;
  label: string;
  kind: string;
  trouble?: BrokenLink;
  clusters: Set<string>;
  routes: Set<Route>;
  backends: Set<Backend>;
  workloads: Set<Workload>;
  dependencies: Set<Dependency>;
}

interface EdgeParts {
  from: string;
  to: string;
  broken?: BrokenLink;
  shares: Set<number>;
}

/** Collects nodes and edges; what has the same key is the same thing, in one more cluster. */
export class MapBuilder {
  readonly #nodes = new Map<string, NodeParts>();
  readonly #edges = new Map<string, EdgeParts>();

  /** Adds what one cluster knows of a thing; returns the node's id. */
  addNode(facts: NodeFacts): string {
    const id = `${facts.column} ${facts.key}`;
    const { column, label, kind } = facts;
    const node: NodeParts = this.#nodes.get(id) ?? {
      id,
      column,
      label,
      kind,
      clusters: new Set(),
      routes: new Set(),
      backends: new Set(),
      workloads: new Set(),
      dependencies: new Set(),
    };
    this.#nodes.set(id, node);
    node.clusters.add(facts.cluster);
    node.trouble ??= facts.trouble;
    addTo(node.routes, facts.route);
    addTo(node.backends, facts.backend);
    addTo(node.workloads, facts.workload);
    addTo(node.dependencies, facts.dependency);
    return id;
  }

  addEdge(edge: {
    from: string;
    to: string;
    broken?: BrokenLink;
    share?: number;
  }) {
    const { from, to, broken, share } = edge;
    const key = `${from} -> ${to}`;
    const parts: EdgeParts = this.#edges.get(key) ?? {
      from,
      to,
      shares: new Set(),
    };
    this.#edges.set(key, parts);
    parts.broken ??= broken;
    addTo(parts.shares, share);
  }

  hasNode(column: MapColumn, key: string): boolean {
    return this.#nodes.has(`${column} ${key}`);
  }

  build(): TrafficMap {
    const edges: MapEdge[] = [...this.#edges.values()].map(
      ({ shares, ...edge }) => ({
        ...edge,
        shares: [...shares].sort((a, b) => a - b),
      }),
    );
    const nodes = [...this.#nodes.values()].map(node => ({
      ...node,
      clusters: [...node.clusters].sort(),
      routes: [...node.routes],
      backends: [...node.backends],
      workloads: [...node.workloads],
      dependencies: [...node.dependencies],
    }));
    const byColumn = MAP_COLUMNS.flatMap(column =>
      nodes.filter(node => node.column === column),
    );
    return { nodes: byColumn, edges };
  }
}

function addTo<T>(set: Set<T>, value: T | undefined) {
  if (value !== undefined) {
    set.add(value);
  }
}
