import type { ObjectRef } from '@portolan/plugin-traffic-common';

/** Names objects; the cluster is told only where there is more than one. */
export type RenderRef = (ref: ObjectRef) => string;

/** Cells of one line, two spaces apart. */
export function columns(...cells: readonly string[]): string {
  return cells.filter(cell => cell !== '').join('  ');
}
