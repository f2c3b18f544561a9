import type { HostRow } from '@portolan/plugin-traffic-common';

const HEADER = [
  'host',
  'owners',
  'entities',
  'clusters',
  'routes',
  'verdict',
  'unowned',
];

/** Characters with which a spreadsheet takes a cell for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The rows as comma-separated values (RFC 4180). Every value is quoted, and one that a spreadsheet would run as a formula
 * starts with an apostrophe, since names in a cluster are chosen by whoever may write there.
 */
export function hostsCsv(rows: readonly HostRow[]): string {
  const lines = rows.map(row => [
    row.host.value === '' ? '*' : row.host.value,
    row.owners.join(' '),
    row.entities.join(' '),
    row.clusters.join(' '),
    row.routes
      .map(ref => `${ref.cluster}/${ref.kind}/${ref.namespace}/${ref.name}`)
      .join(' '),
    row.verdict,
    row.unowned ?? '',
  ]);
  return [HEADER, ...lines]
    .map(cells => cells.map(toCell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

function toCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
