import type { ConformanceCase } from './ConformanceCase';
import { HTTP_ROUTE, httpRoute, SERVICE, service } from './manifests';

/** API servers that stop and start, kinds that come and go, credentials that may not or no longer. */
export const lifeCases: readonly ConformanceCase[] = [
  {
    name: 'keeps everything and says since when while the API server is gone',
    needs: ['faults'],
    async run(context) {
      const [before, after] = [context.place('before'), context.place('after')];
      await context.apply(service(before));
      const cluster = context.read([SERVICE]);
      await cluster.untilHas(SERVICE, context.key(before));
      await context.faults.pause({ graceful: false });
      await cluster.untilState(SERVICE, 'stale');
      const status = cluster.status(SERVICE);
      expect(status).toMatchObject({
        since: expect.stringMatching(/^\d{4}-/),
        problem: { reason: expect.stringMatching(/unreachable|server-error/) },
      });
      expect(cluster.names(SERVICE)).toContain(context.key(before));
      await context.faults.resume();
      await cluster.untilState(SERVICE, 'synced');
      await context.apply(service(after));
      await cluster.untilHas(SERVICE, context.key(after));
      expect(cluster.names(SERVICE)).toContain(context.key(before));
    },
  },
  {
    name: 'outlives a graceful shutdown, which ends watches in order',
    needs: ['faults'],
    async run(context) {
      const place = context.place('cart');
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      await context.faults.pause({ graceful: true });
      await cluster.untilState(SERVICE, 'stale');
      await context.faults.resume();
      await cluster.untilState(SERVICE, 'synced');
      await context.apply(service(place));
      await cluster.untilHas(SERVICE, context.key(place));
    },
  },
  {
    name: 'loses nothing to the refusals of a starting API server',
    needs: ['faults'],
    async run(context) {
      const place = context.place('cart');
      await context.apply(service(place));
      const cluster = context.read([SERVICE], {
        timings: { denialConfirmMs: 3_600_000 },
      });
      await cluster.untilHas(SERVICE, context.key(place));
      await context.faults.pause({ graceful: false });
      await cluster.untilState(SERVICE, 'stale');
      context.faults.set({ type: 'start-up', forbidden: 4, unavailable: 3 });
      await context.faults.resume();
      await cluster.untilState(SERVICE, 'synced');
      const history = cluster.history(SERVICE);
      expect(history.slice(history.indexOf('synced'))).toEqual(
        expect.not.arrayContaining(['pending', 'denied', 'absent']),
      );
      expect(cluster.names(SERVICE)).toContain(context.key(place));
    },
  },
  {
    name: 'lists anew when the server has forgotten its history',
    needs: ['faults'],
    async run(context) {
      const [first, second] = [context.place('first'), context.place('second')];
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      await context.apply(service(first));
      await context.faults.pause({ graceful: false });
      await cluster.untilState(SERVICE, 'stale');
      await context.apply(service(second));
      context.faults.compact();
      await context.faults.resume();
      await cluster.untilHas(SERVICE, context.key(first));
      await cluster.untilHas(SERVICE, context.key(second));
    },
  },
  {
    name: 'outlasts watch caches that are still filling',
    needs: ['faults', 'httpRoutes'],
    async run(context) {
      const place = context.place('cart');
      context.faults.set({
        type: 'initializing',
        resource: 'httproutes',
        count: 3,
      });
      const cluster = context.read([HTTP_ROUTE]);
      await cluster.untilState(HTTP_ROUTE, 'synced');
      await context.apply(httpRoute(place));
      await cluster.untilHas(HTTP_ROUTE, context.key(place));
    },
  },
  {
    name: 'calls a kind absent because discovery leaves it out, whatever its path answers',
    needs: ['faults', 'httpRoutes', 'users'],
    async run(context) {
      context.faults.set({ type: 'absent', resource: 'httproutes' });
      const cluster = context.read([HTTP_ROUTE, SERVICE]);
      const nobody = context.read([HTTP_ROUTE, SERVICE], { user: 'nobody' });
      await cluster.untilState(HTTP_ROUTE, 'absent');
      await nobody.untilState(HTTP_ROUTE, 'absent');
      await cluster.untilState(SERVICE, 'synced');
      await nobody.untilState(SERVICE, 'denied');
      expect(nobody.history(HTTP_ROUTE)).not.toContain('denied');
    },
  },
  {
    name: 'notices a kind that is removed, and one that is installed later',
    needs: ['faults', 'httpRoutes'],
    async run(context) {
      const place = context.place('cart');
      await context.apply(httpRoute(place));
      const cluster = context.read([HTTP_ROUTE]);
      await cluster.untilHas(HTTP_ROUTE, context.key(place));
      context.faults.set({ type: 'absent', resource: 'httproutes' });
      await cluster.untilState(HTTP_ROUTE, 'absent');
      expect(cluster.objects(HTTP_ROUTE)).toEqual([]);
      context.faults.clear();
      await cluster.untilState(HTTP_ROUTE, 'synced');
      await cluster.untilHas(HTTP_ROUTE, context.key(place));
    },
  },
  {
    name: 'renews its credential after a 401 without a word',
    needs: ['faults'],
    async run(context) {
      const place = context.place('cart');
      for (const verb of ['list', 'watch']) {
        context.faults.set({
          type: 'status',
          status: 401,
          verb,
          resource: 'services',
          count: 1,
        });
      }
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      await context.apply(service(place));
      await cluster.untilHas(SERVICE, context.key(place));
      expect(cluster.problems(SERVICE)).not.toContain('unauthorized');
    },
  },
  {
    name: 'says that the credential is refused when renewing does not help',
    needs: ['faults'],
    async run(context) {
      context.faults.set({
        type: 'status',
        status: 401,
        resource: 'services',
      });
      const cluster = context.read([SERVICE]);
      await cluster.until(() => {
        const status = cluster.status(SERVICE);
        return (
          status.state === 'pending' &&
          status.problem?.reason === 'unauthorized'
        );
      });
      context.faults.clear();
      await cluster.untilState(SERVICE, 'synced');
    },
  },
  {
    name: 'says "may not look" when a refusal lasts, in words of its own',
    needs: ['users'],
    async run(context) {
      const cluster = context.read([SERVICE], { user: 'nobody' });
      await cluster.untilState(SERVICE, 'denied');
      const status = cluster.status(SERVICE);
      const message =
        status.state === 'denied' ? status.problem.message : undefined;
      expect(message).toContain('services');
      expect(message).not.toMatch(/User|system:|nobody/);
      expect(cluster.history(SERVICE)[0]).toBe('pending');
    },
  },
  {
    name: 'lets the objects go only when a refusal lasts, and reads again when it ends',
    needs: ['faults'],
    async run(context) {
      const place = context.place('cart');
      await context.apply(service(place));
      const cluster = context.read([SERVICE]);
      await cluster.untilHas(SERVICE, context.key(place));
      context.faults.set({
        type: 'status',
        status: 403,
        resource: 'services',
      });
      context.faults.set({ type: 'cut-watch', resource: 'services', count: 1 });
      await cluster.untilState(SERVICE, 'stale');
      expect(cluster.names(SERVICE)).toContain(context.key(place));
      await cluster.untilState(SERVICE, 'denied');
      expect(cluster.objects(SERVICE)).toEqual([]);
      context.faults.clear();
      await cluster.untilState(SERVICE, 'synced');
      expect(cluster.names(SERVICE)).toContain(context.key(place));
    },
  },
  {
    name: 'reads namespace by namespace where the whole cluster is forbidden',
    needs: ['users'],
    async run(context) {
      const { rig } = context;
      const [one, two] = rig.namespaces;
      const [here, there, hidden] = [
        context.place('here', one),
        context.place('there', two),
        context.place('hidden', rig.otherNamespace),
      ];
      await context.apply(service(here));
      await context.apply(service(hidden));
      const cluster = context.read([SERVICE], {
        user: 'namespaced',
        namespaces: [two, rig.otherNamespace, one],
      });
      await cluster.untilState(SERVICE, 'synced');
      expect(cluster.status(SERVICE)).toMatchObject({
        state: 'synced',
        namespaces: [one, two].sort(),
      });
      await context.apply(service(there));
      await cluster.untilHas(SERVICE, context.key(there));
      expect(cluster.names(SERVICE)).toEqual(
        [context.key(here), context.key(there)].sort(),
      );
    },
  },
];
