import { isDeepStrictEqual } from 'node:util';
import type { ConformanceCase } from './ConformanceCase';
import { NETWORK_POLICY, networkPolicy, SERVICE, service } from './manifests';

const SERVICES_PATH = '/api/v1/services';

/** Reading a cluster that behaves. */
export const readingCases: readonly ConformanceCase[] = [
  {
    name: 'lists in pages without a selector and holds every object',
    async run(context) {
      const places = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name =>
        context.place(name),
      );
      for (const place of places) {
        await context.apply(service(place));
      }
      const cluster = context.read([SERVICE], { timings: { pageSize: 3 } });
      await cluster.untilState(SERVICE, 'synced');

      expect(cluster.names(SERVICE)).toEqual(
        expect.arrayContaining(places.map(context.key)),
      );
      const pages = cluster.connection.log
        .filter(({ what, path }) => what === 'get' && isServices(path))
        .map(({ path }) => queryOf(path));
      expect(pages.length).toBeGreaterThanOrEqual(3);
      expect(pages.map(query => query.get('limit'))).toEqual(
        pages.map(() => '3'),
      );
      expect(pages.some(query => query.has('labelSelector'))).toBe(false);
    },
  },
  {
    name: 'follows what is added, changed and deleted',
    async run(context) {
      const place = context.place('cart');
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      expect(cluster.names(SERVICE)).not.toContain(context.key(place));

      await context.apply(service(place, 80));
      await cluster.untilHas(SERVICE, context.key(place));
      await context.apply(service(place, 8080));
      await cluster.until(() =>
        cluster
          .objects(SERVICE)
          .some(
            object =>
              object.metadata.name === place.name &&
              JSON.stringify(object.spec).includes('8080'),
          ),
      );
      await context.remove(service(place));
      await cluster.until(
        () => !cluster.names(SERVICE).includes(context.key(place)),
      );
      expect(cluster.status(SERVICE).state).toBe('synced');
    },
  },
  {
    name: 'keeps neither managedFields nor resource versions nor the last-applied annotation',
    async run(context) {
      const place = context.place('cart');
      await context.apply({
        ...service(place),
        metadata: {
          ...place,
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': '{"secret":1}',
            team: 'web',
          },
        },
      });
      const cluster = context.read([SERVICE]);
      await cluster.untilHas(SERVICE, context.key(place));

      const held = cluster
        .objects(SERVICE)
        .find(object => object.metadata.name === place.name);
      expect(Object.keys(held?.metadata ?? {})).toEqual(
        expect.not.arrayContaining(['managedFields', 'resourceVersion']),
      );
      expect(held?.metadata.annotations).toEqual({ team: 'web' });
      expect(held?.kind).toBe('Service');
    },
  },
  {
    name: 'leaves a quiet watch alone as long as bookmarks come',
    // A real API server sends a bookmark a minute: too long for a test.
    needs: ['faults'],
    async run(context) {
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      const [before] = [cluster.objects(SERVICE)];
      for (let bookmark = 0; bookmark < 3; bookmark += 1) {
        await cluster.connection.seen(({ line }) => isBookmark(line));
      }
      const watches = cluster.connection.log.filter(
        ({ what }) => what === 'watch',
      );
      expect(watches).toHaveLength(1);
      expect(cluster.history(SERVICE)).not.toContain('stale');
      expect(cluster.objects(SERVICE)).toBe(before);
    },
  },
  {
    name: 'resumes from a bookmark, not from the last change of the kind',
    needs: ['faults'],
    async run(context) {
      const cluster = context.read([SERVICE, NETWORK_POLICY]);
      await cluster.untilState(SERVICE, 'synced');
      await cluster.connection.seen(
        ({ what, path }) => what === 'watch' && isServices(path),
        0,
      );
      const from = cluster.connection.log.length;
      await context.apply(networkPolicy(context.place('other')));
      await cluster.untilHas(
        NETWORK_POLICY,
        context.key(context.place('other')),
      );
      const bookmark = await cluster.connection.seen(
        ({ path, line }) => isServices(path) && isBookmark(line),
      );
      context.faults.set({
        type: 'end-watch',
        resource: 'services',
        count: 1,
      });
      const next = await cluster.connection.seen(
        ({ what, path }) => what === 'watch' && isServices(path),
      );
      const last = cluster.connection.log
        .filter(({ path, line }) => isServices(path) && isBookmark(line))
        .map(({ line }) => versionOf(line));
      expect(last).toContain(versionOf(bookmark.line));
      expect(queryOf(next.path).get('resourceVersion')).toBe(last.at(-1));
      expect(
        cluster.connection.log
          .slice(from)
          .some(({ what, path }) => what === 'get' && isServices(path)),
      ).toBe(false);
    },
  },
  {
    name: 'asks for bookmarks, a time limit and no compression on its watches',
    async run(context) {
      const cluster = context.read([SERVICE]);
      const { path } = await cluster.connection.seen(
        ({ what }) => what === 'watch',
        0,
      );
      const query = queryOf(path);
      expect(query.get('allowWatchBookmarks')).toBe('true');
      const seconds = Number(query.get('timeoutSeconds'));
      const { min, max } = cluster.connection.watchTraits.timeoutSeconds;
      expect(seconds).toBeGreaterThanOrEqual(min);
      expect(seconds).toBeLessThanOrEqual(max);
    },
  },
  {
    name: 'ends its watches when it is stopped, and asks for nothing more',
    async run(context) {
      const place = context.place('late');
      const stopped = context.read([SERVICE]);
      const other = context.read([SERVICE]);
      await stopped.untilState(SERVICE, 'synced');
      await other.untilState(SERVICE, 'synced');
      await stopped.connection.seen(({ what }) => what === 'watch', 0);
      await stopped.stop();
      const requests = stopped.connection.log.length;
      await context.apply(service(place));
      await other.untilHas(SERVICE, context.key(place));
      expect(stopped.connection.log).toHaveLength(requests);
      expect(stopped.names(SERVICE)).not.toContain(context.key(place));
    },
  },
  {
    name: 'keeps the identity of objects that a write did not change',
    async run(context) {
      const [cart, basket] = [context.place('cart'), context.place('basket')];
      await context.apply(service(cart));
      await context.apply(service(basket));
      const cluster = context.read([SERVICE]);
      await cluster.untilHas(SERVICE, context.key(basket));
      const held = (name: string) =>
        cluster.objects(SERVICE).find(({ metadata }) => metadata.name === name);
      const before = held(cart.name);
      await context.apply(service(basket, 8080));
      await cluster.until(() =>
        JSON.stringify(held(basket.name)?.spec).includes('8080'),
      );
      expect(held(cart.name)).toBe(before);
      expect(isDeepStrictEqual(held(basket.name), before)).toBe(false);
    },
  },
];

export function isServices(path: string): boolean {
  return path.split('?')[0] === SERVICES_PATH;
}

function queryOf(path: string): URLSearchParams {
  return new URLSearchParams(path.split('?')[1] ?? '');
}

function isBookmark(line: string | undefined): boolean {
  return line?.includes('"BOOKMARK"') ?? false;
}

function versionOf(line: string | undefined): string {
  const event: { object: { metadata: { resourceVersion: string } } } =
    JSON.parse(line ?? '');
  return event.object.metadata.resourceVersion;
}
