import type { Route } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../request/explainRequest';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { Source } from '../sources/Source';

/**
 * Which of our routes would serve a path, of those that take requests for a host; all of them where that is not known, or where
 * none would.
 */
export type ServingRoutes = (
  host: string,
  path: string,
  candidates: readonly Route[],
) => readonly Route[];

/** More URLs than these are not asked about one by one in a resolution: their hosts’ routes all count. */
const MAX_URLS = 500;
const METHODS: readonly string[] = ['GET', 'POST'];

/** Asks the controllers' own order, as the request tester does; each URL once. */
export function createServingRoutes(options: {
  readonly snapshots: readonly ClusterSnapshot[];
  readonly sources: readonly Source[];
  readonly routes: readonly Route[];
}): ServingRoutes {
  const known = new Map<string, ReadonlySet<string> | undefined>();
  const winnersOf = (url: string): ReadonlySet<string> | undefined => {
    if (known.has(url) || known.size >= MAX_URLS) {
      return known.get(url);
    }
    const winners = askWinners(url, options);
    known.set(url, winners);
    return winners;
  };
  return (host, path, candidates) => {
    const doors = [
      ...new Set(
        candidates.map(({ scheme, port }) =>
          port === null ? scheme : `${scheme}:${port}`,
        ),
      ),
    ];
    const answers = doors.map(door => {
      const [scheme, port] = door.split(':');
      return winnersOf(`${scheme}://${host}${port ? `:${port}` : ''}${path}`);
    });
    const serving = candidates.filter(({ id }) =>
      answers.some(winners => winners?.has(id)),
    );
    return answers.includes(undefined) || serving.length === 0
      ? candidates
      : serving;
  };
}

/** The ids of the routes that win the request; undefined where a door's answer is not known. */
function askWinners(
  url: string,
  options: Parameters<typeof createServingRoutes>[0],
): ReadonlySet<string> | undefined {
  for (const method of METHODS) {
    const { answers } = explainRequest({
      ...options,
      question: { method, url, headers: {} },
    });
    if (answers.some(({ outcome }) => outcome.kind === 'unknown')) {
      return undefined;
    }
    const ids = answers.flatMap(({ winner }) => winner?.routeId ?? []);
    if (ids.length > 0) {
      return new Set(ids);
    }
  }
  return new Set();
}
