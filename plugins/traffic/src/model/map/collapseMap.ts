import {
  MAP_COLUMNS,
  type MapColumn,
  type MapEdge,
  type MapNode,
  type TrafficMap,
} from './TrafficMap';

/** The rest of a column that is not drawn one by one. */
export interface CollapsedNodes {
  id: string;
  column: MapColumn;
  count: number;
}

export interface CollapsedMap {
  columns: ReadonlyArray<{
    column: MapColumn;
    nodes: readonly MapNode[];
    rest?: CollapsedNodes;
  }>;
  edges: readonly MapEdge[];
}

/**
 * Keeps at most `limitOf(column)` nodes of each column, those in trouble first, in an order that crosses few links; links of
 * the others lead to or from the rest of their column. Empty columns are left out.
 */
export function collapseMap(
  map: TrafficMap,
  limitOf: (column: MapColumn) => number,
): CollapsedMap {
  const standIn = new Map<string, string>();
  const position = new Map<string, number>();
  const columns = MAP_COLUMNS.flatMap(column => {
    const all = map.nodes.filter(node => node.column === column);
    if (all.length === 0) {
      return [];
    }
    const limit = limitOf(column);
    // One node more takes no more room than a line that says "1 more".
    const kept = all.length <= limit + 1 ? all : pickNodes(all, limit);
    const keptIds = new Set(kept.map(({ id }) => id));
    const restId = `${column} rest`;
    all
      .filter(({ id }) => !keptIds.has(id))
      .forEach(({ id }) => standIn.set(id, restId));
    const nodes = orderByNeighbours(kept, map.edges, position);
    nodes.forEach(({ id }, index) => position.set(id, index));
    const count = all.length - kept.length;
    return [
      count > 0
        ? { column, nodes, rest: { id: restId, column, count } }
        : { column, nodes },
    ];
  });
  return { columns, edges: redirectEdges(map.edges, standIn) };
}

function pickNodes(all: readonly MapNode[], limit: number): MapNode[] {
  const chosen = new Set(
    [...all]
      .sort((a, b) => Number(Boolean(b.trouble)) - Number(Boolean(a.trouble)))
      .slice(0, limit),
  );
  return all.filter(node => chosen.has(node));
}

/** By the mean place of what leads to a node; what nothing leads to keeps its place at the end. */
function orderByNeighbours(
  nodes: readonly MapNode[],
  edges: readonly MapEdge[],
  position: ReadonlyMap<string, number>,
): MapNode[] {
  const places = new Map<string, number[]>();
  for (const { from, to } of edges) {
    const place = position.get(from);
    if (place !== undefined) {
      places.set(to, [...(places.get(to) ?? []), place]);
    }
  }
  const meanOf = ({ id }: MapNode) => {
    const own = places.get(id);
    return own ? own.reduce((sum, each) => sum + each, 0) / own.length : null;
  };
  return nodes
    .map((node, index) => ({ node, index, mean: meanOf(node) }))
    .sort(
      (a, b) =>
        (a.mean ?? nodes.length) - (b.mean ?? nodes.length) ||
        a.index - b.index,
    )
    .map(({ node }) => node);
}

function redirectEdges(
  edges: readonly MapEdge[],
  standIn: ReadonlyMap<string, string>,
): MapEdge[] {
  const merged = new Map<string, MapEdge>();
  for (const edge of edges) {
    const from = standIn.get(edge.from) ?? edge.from;
    const to = standIn.get(edge.to) ?? edge.to;
    const isOwn = from === edge.from && to === edge.to;
    const key = `${from} -> ${to}`;
    if (isOwn) {
      merged.set(key, edge);
    } else if (!merged.has(key)) {
      merged.set(key, { from, to, shares: [] });
    }
  }
  return [...merged.values()];
}
