import type { CaseContext } from './CaseContext';
import type { ConformanceCase } from './ConformanceCase';
import type { ConformanceFault } from './ConformanceRig';
import { SERVICE, service } from './manifests';
import { isServices } from './readingCases';

/** A watch that goes wrong in one way must not lose what is written meanwhile. */
function survives(options: {
  name: string;
  fault: ConformanceFault;
  /** Whether the position is lost with it, so that only a new LIST helps. */
  relists: boolean;
}): ConformanceCase {
  return {
    name: options.name,
    needs: ['faults'],
    async run(context) {
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      await cluster.connection.seen(
        ({ what, path }) => what === 'watch' && isServices(path),
        0,
      );
      const from = cluster.connection.log.length;
      context.faults.set({ ...options.fault, resource: 'services', count: 1 });
      const [first, second] = [context.place('first'), context.place('second')];
      await context.apply(service(first));
      await cluster.untilHas(SERVICE, context.key(first));
      await context.apply(service(second));
      await cluster.untilHas(SERVICE, context.key(second));
      await cluster.untilState(SERVICE, 'synced');
      const lists = cluster.connection.log
        .slice(from)
        .filter(({ what, path }) => what === 'get' && isServices(path));
      expect(lists.length > 0).toBe(options.relists);
      expect(cluster.history(SERVICE)).not.toContain('denied');
    },
  };
}

/** A fault that meets the next requests must be outlasted. */
function outlasts(options: {
  name: string;
  faults: readonly ConformanceFault[];
  deadlineMs?: number;
}): ConformanceCase {
  return {
    name: options.name,
    needs: ['faults'],
    async run(context) {
      const place = context.place('cart');
      for (const fault of options.faults) {
        context.faults.set({ resource: 'services', ...fault });
      }
      const cluster = context.read([SERVICE], {
        deadlineMs: options.deadlineMs,
        timings: { denialConfirmMs: 3_600_000 },
      });
      await cluster.untilState(SERVICE, 'synced');
      await context.apply(service(place));
      await cluster.untilHas(SERVICE, context.key(place));
      await cluster.untilState(SERVICE, 'synced');
      expect(cluster.history(SERVICE)).not.toContain('denied');
    },
  };
}

async function applySeven(context: CaseContext) {
  const places = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name =>
    context.place(name),
  );
  for (const place of places) {
    await context.apply(service(place));
  }
  return places;
}

/** Watches, lists and answers that go wrong. */
export const faultCases: readonly ConformanceCase[] = [
  survives({
    name: 'watches on from the last version when the server ends the watch',
    fault: { type: 'end-watch' },
    relists: false,
  }),
  survives({
    name: 'watches on from the last version when the connection is reset',
    fault: { type: 'cut-watch' },
    relists: false,
  }),
  survives({
    name: 'watches on when the connection breaks in the middle of a line',
    fault: { type: 'cut-body', verb: 'watch', afterBytes: 40 },
    relists: false,
  }),
  survives({
    name: 'lists anew when a watch says in its stream that it has expired',
    fault: { type: 'expired-event' },
    relists: true,
  }),
  survives({
    name: 'lists anew after a line that is no event',
    fault: { type: 'malformed-line' },
    relists: true,
  }),
  survives({
    name: 'takes a silent watch for dead and opens another',
    fault: { type: 'half-open' },
    relists: false,
  }),
  outlasts({
    name: 'lists anew when a watch is refused as expired',
    faults: [{ type: 'status', status: 410, verb: 'watch', count: 1 }],
  }),
  outlasts({
    name: 'reads the bare Status that refuses a watch',
    faults: [
      { type: 'status', status: 429, verb: 'watch', count: 1 },
      { type: 'status', status: 500, verb: 'watch', count: 1 },
    ],
  }),
  outlasts({
    name: 'waits as Retry-After says on 429 and 503',
    faults: [
      {
        type: 'status',
        status: 429,
        verb: 'list',
        count: 1,
        retryAfterSeconds: 1,
      },
      { type: 'status', status: 503, verb: 'list', count: 1 },
    ],
  }),
  outlasts({
    name: 'goes on asking when the API server fails again and again',
    faults: [{ type: 'status', status: 500, verb: 'list', count: 5 }],
  }),
  outlasts({
    name: 'tries a list again that breaks off half-way',
    faults: [{ type: 'cut-body', verb: 'list', afterBytes: 60, count: 1 }],
  }),
  outlasts({
    name: 'gives up a list that is never answered, and tries again',
    faults: [{ type: 'hang', verb: 'list', count: 1 }],
    deadlineMs: 400,
  }),
  outlasts({
    name: 'does not take a few refusals for "may not look"',
    faults: [{ type: 'status', status: 403, verb: 'list', count: 3 }],
  }),
  {
    name: 'gets its events at once where compressed watches are held back',
    needs: ['faults'],
    async run(context) {
      const place = context.place('cart');
      context.faults.set({ type: 'gzip-watch', resource: 'services' });
      const cluster = context.read([SERVICE]);
      await cluster.untilState(SERVICE, 'synced');
      const problemsBefore = cluster.problems(SERVICE);
      await context.apply(service(place));
      await cluster.untilHas(SERVICE, context.key(place));
      const watches = cluster.connection.log.filter(
        ({ what }) => what === 'watch',
      );
      expect(watches).toHaveLength(1);
      expect(cluster.problems(SERVICE)).toEqual(problemsBefore);
    },
  },
  {
    name: 'begins a list anew when its continue token has expired',
    needs: ['faults'],
    async run(context) {
      const places = await applySeven(context);
      context.faults.set({
        type: 'expire-continue',
        resource: 'services',
        count: 1,
      });
      const cluster = context.read([SERVICE], { timings: { pageSize: 2 } });
      await cluster.untilState(SERVICE, 'synced');
      expect(cluster.names(SERVICE)).toEqual(
        expect.arrayContaining(places.map(context.key)),
      );
    },
  },
  {
    name: 'notices an object that is deleted while the pages are read',
    needs: ['faults'],
    async run(context) {
      const [first, ...others] = await applySeven(context);
      const cluster = context.read([SERVICE], { timings: { pageSize: 2 } });
      await cluster.untilState(SERVICE, 'synced');
      const secondPage = cluster.connection.seen(
        ({ what, path }) => what === 'get' && path.includes('continue='),
      );
      context.faults.set({
        type: 'expired-event',
        resource: 'services',
        count: 1,
      });
      await secondPage;
      await context.remove(service(first));
      await cluster.until(
        () => !cluster.names(SERVICE).includes(context.key(first)),
      );
      expect(cluster.names(SERVICE)).toEqual(
        expect.arrayContaining(others.map(context.key)),
      );
    },
  },
];
