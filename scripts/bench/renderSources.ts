import type { ColdStart } from './coldStart';
import { renderMs, renderSpread } from './statistics';

export const SOURCES_MEASURED = ['direct', 'proxy'] as const;
export type SourceName = (typeof SOURCES_MEASURED)[number];

/** All that one run measured through one source. */
export interface Measured {
  /** A raw paged LIST of the same objects, straight from the API server. */
  readonly rawMs: number;
  readonly cold: ColdStart;
  readonly eventsMs: readonly number[];
  readonly longestStallOfEventMs: number;
  readonly readsMs: Readonly<Record<'1' | '20', readonly number[]>>;
  readonly bareMs: Readonly<Record<'1' | '20', readonly number[]>>;
  readonly requestsPerPageView: number;
}

export interface Report {
  readonly size: string;
  readonly objects: number;
  readonly bytes: number;
  readonly measured: Readonly<Record<SourceName, Measured>>;
}

/** The measurements as a table of Markdown. */
function renderTable({ measured }: Report): string {
  const row = (what: string, cell: (of: Measured) => string) =>
    `| ${[what, ...SOURCES_MEASURED.map(name => cell(measured[name]))].join(
      ' | ',
    )} |`;
  return [
    '| what | direct | through the kubernetes plugin |',
    '| --- | ---: | ---: |',
    row('raw paged LIST of the same objects, parsed', of => renderMs(of.rawMs)),
    row('our cold start: every kind read, trimmed, stored and watched', of =>
      renderMs(of.cold.watchedMs),
    ),
    row('ratio of the two', ({ cold, rawMs }) =>
      (cold.watchedMs / rawMs).toFixed(2),
    ),
    row('cold start until the whole model is published', ({ cold }) =>
      renderMs(cold.coldStartMs),
    ),
    row('ratio to the raw LIST', ({ cold, rawMs }) =>
      (cold.coldStartMs / rawMs).toFixed(2),
    ),
    row('longest event-loop stall in the cold start', ({ cold }) =>
      renderMs(cold.longestStallMs),
    ),
    row('resolve, everything anew', ({ cold }) => renderMs(cold.resolveColdMs)),
    row('resolve, after a change of HTTPRoutes', ({ cold }) =>
      renderMs(cold.resolveOneKindChangedMs),
    ),
    row('routes in the model', ({ cold }) => String(cold.routes)),
    row(
      'heap per route, with everything it leads to',
      ({ cold }) => `${(cold.heapBytes / cold.routes / 1024).toFixed(1)} KiB`,
    ),
    row('event to API, p50 / p95 of 50', ({ eventsMs }) =>
      renderSpread(eventsMs),
    ),
    row('longest event-loop stall in these events', of =>
      renderMs(of.longestStallOfEventMs),
    ),
    row('entity read, 1 client, p50 / p95', ({ readsMs }) =>
      renderSpread(readsMs['1']),
    ),
    row('bare catalog read and authorize, 1 client', ({ bareMs }) =>
      renderSpread(bareMs['1']),
    ),
    row('entity read, 20 clients, p50 / p95', ({ readsMs }) =>
      renderSpread(readsMs['20']),
    ),
    row('bare catalog read and authorize, 20 clients', ({ bareMs }) =>
      renderSpread(bareMs['20']),
    ),
    row('requests to the API server per page view', of =>
      String(of.requestsPerPageView),
    ),
  ].join('\n');
}

/** The section of the documentation that holds the table, and what its rows mean. */
export function renderSources(report: Report): string {
  return `One cluster with ${report.size}: ${report.objects} objects, ${(
    report.bytes /
    1024 ** 2
  ).toFixed(1)} MiB as JSON. The catalog has ${
    report.measured.direct.cold.entities
  } components that claim all of its applications, four each.

${renderTable(report)}

- **Cold start** begins with the first request. The raw LIST reads the same kinds in the same pages, all kinds at the same time,
  and parses the JSON, nothing else.
- **Event to API** begins before the cluster is told and ends with the answer that holds the change. It includes the quiet
  times in which changes are gathered (100 ms in the store, 50 ms before the model) and the reads that ask for it.
- **Event-loop stalls** are above the 50 ms that ARCHITECTURE.md asks for. Resolution takes turns on the event loop, but a source
  translates its kinds in one step: gateway-api and network-policy are the longest, and garbage collection adds to them.
- **Entity read** and **bare** are asked by a signed-in user over HTTP with real tokens, each time for another entity. Bare is
  the least that any page about an entity costs: one catalog read and one authorize, in parallel.
- Through the kubernetes plugin every request opens a connection of its own and is logged; see that source's limits in the
  operator's guide.
`;
}
