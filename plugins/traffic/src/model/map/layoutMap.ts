import { countLines } from '../breakText';
import type { CollapsedMap } from './collapseMap';
import type { MapColumn, MapEdge } from './TrafficMap';

/** A place in pixels from the map's upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface MapLayout {
  width: number;
  height: number;
  columns: ReadonlyArray<{ column: MapColumn; x: number; width: number }>;
  /** By the id of a node or of the rest of a column. */
  boxes: ReadonlyMap<string, Box>;
  links: ReadonlyArray<{
    edge: MapEdge;
    path: string;
    middle: Point;
    end: Point;
  }>;
}

interface Point {
  x: number;
  y: number;
}

const HEADING = 28;
const ROW_GAP = 12;
const COLUMN_GAP = 34;
/** Room for a span of shares such as `10–90 %` between two columns. */
const SPAN_GAP = 54;
const MIN_WIDTH = 112;
const MAX_WIDTH = 220;
const PADDING = 18;
const LINE = 18;
const NOTE_LINE = 16;
const CHARACTER = 7.4;
const ICON = 20;

/**
 * Places the columns side by side and their nodes one under the other, each as high as its label needs. Widths follow the
 * room there is, down to the least at which a name can be read; then the map is wider than its place.
 */
export function layoutMap(
  map: CollapsedMap,
  options: {
    availableWidth: number;
    /** How many lines stand under the label of a node. */
    noteLinesOf: (id: string) => number;
  },
): MapLayout {
  const { availableWidth, noteLinesOf } = options;
  const count = map.columns.length;
  const gap = map.edges.some(hasSpan) ? SPAN_GAP : COLUMN_GAP;
  const fair = (availableWidth - gap * (count - 1)) / Math.max(1, count);
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Math.floor(fair)));
  const charactersPerLine = Math.floor((width - PADDING - ICON) / CHARACTER);

  const columns = map.columns.map(({ column, nodes, rest }, index) => {
    const items = [
      ...nodes.map(({ id, label }) => ({
        id,
        height:
          PADDING +
          LINE * countLines(label, charactersPerLine) +
          NOTE_LINE * noteLinesOf(id),
      })),
      ...(rest ? [{ id: rest.id, height: PADDING + LINE }] : []),
    ];
    const height = items.reduce(
      (sum, item) => sum + item.height + ROW_GAP,
      -ROW_GAP,
    );
    return { column, x: index * (width + gap), items, height };
  });
  const height = Math.max(0, ...columns.map(each => each.height));

  const boxes = new Map<string, Box>();
  for (const { x, items } of columns) {
    // Columns begin at the top, so that the first screen shows the way in however many destinations there are.
    let y = HEADING;
    for (const item of items) {
      boxes.set(item.id, { x, y, width, height: item.height });
      y += item.height + ROW_GAP;
    }
  }
  return {
    width: Math.max(0, count * (width + gap) - gap),
    height: HEADING + height,
    columns: columns.map(({ column, x }) => ({ column, x, width })),
    boxes,
    links: map.edges.flatMap(edge => {
      const from = boxes.get(edge.from);
      const to = boxes.get(edge.to);
      return from && to ? [{ edge, ...linkBetween(from, to) }] : [];
    }),
  };
}

function hasSpan({ shares }: MapEdge): boolean {
  return shares.length > 1 && shares[0] !== shares[shares.length - 1];
}

function linkBetween(from: Box, to: Box) {
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  const bend = (start.x + end.x) / 2;
  return {
    path: `M ${start.x} ${start.y} C ${bend} ${start.y}, ${bend} ${end.y}, ${end.x} ${end.y}`,
    middle: { x: bend, y: (start.y + end.y) / 2 },
    end,
  };
}
