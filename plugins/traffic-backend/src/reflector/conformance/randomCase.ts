import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { CaseContext } from './CaseContext';
import { contentOf } from './CaseContext';
import type { ConformanceCase } from './ConformanceCase';
import type { ConformanceFault, Manifest } from './ConformanceRig';
import type { ReflectedCluster } from './ReflectedCluster';
import { NETWORK_POLICY, networkPolicy, SERVICE, service } from './manifests';

const OPERATIONS_BETWEEN_FAULTS = 25;

const FAULTS: readonly ConformanceFault[] = [
  { type: 'end-watch', count: 1 },
  { type: 'cut-watch', count: 1 },
  { type: 'malformed-line', count: 1 },
  { type: 'expired-event', count: 1 },
  { type: 'half-open', count: 1 },
  { type: 'gzip-watch', count: 1 },
  { type: 'expire-continue', count: 1 },
  { type: 'cut-body', verb: 'watch', afterBytes: 300, count: 1 },
  { type: 'cut-body', verb: 'list', afterBytes: 300, count: 1 },
  { type: 'hang', verb: 'list', count: 1 },
  { type: 'status', status: 401, count: 2 },
  { type: 'status', status: 403, count: 1 },
  { type: 'status', status: 410, verb: 'watch', count: 1 },
  { type: 'status', status: 429, retryAfterSeconds: 1, count: 1 },
  { type: 'status', status: 500, count: 2 },
  { type: 'status', status: 503, retryAfterSeconds: 2, count: 1 },
];

/** Random writes under random faults, from a seed; in the end the store must equal a fresh list. */
export function randomCase(options: {
  seed: number;
  operations: number;
  withFaults: boolean;
}): ConformanceCase {
  const { seed, operations, withFaults } = options;
  const under = withFaults ? 'under random faults' : 'in a row';
  return {
    name: `equals a fresh list after ${operations} random writes ${under} (seed ${seed})`,
    needs: withFaults ? ['faults'] : [],
    async run(context) {
      const random = seededRandom(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const cluster = context.read([SERVICE, NETWORK_POLICY], {
        timings: { pageSize: 20, denialConfirmMs: 3_600_000 },
        deadlineMs: 400,
      });
      await cluster.untilState(SERVICE, 'synced');
      const present = new Map<string, Manifest>();
      for (let operation = 0; operation < operations; operation += 1) {
        const manifest = randomManifest(context, below);
        const key = `${manifest.kind}/${manifest.metadata.namespace}/${manifest.metadata.name}`;
        if (present.has(key) && below(3) === 0) {
          present.delete(key);
          await context.remove(manifest);
        } else {
          present.set(key, manifest);
          await context.apply(manifest);
        }
        if (withFaults && operation % OPERATIONS_BETWEEN_FAULTS === 0) {
          await misbehave(context, below);
          if (below(2) === 0) {
            // Half of the faults are outlived before the next comes, the others pile up.
            await cluster.until(() => hasKeptUp(cluster, manifest, present));
          }
        }
        await setImmediate();
      }
      context.rig.faults?.clear();
      for (const kind of [SERVICE, NETWORK_POLICY]) {
        const expected = await context.freshList(kind);
        expect(expected.size).toBeGreaterThan(0);
        await cluster.until(
          () =>
            cluster.status(kind).state === 'synced' &&
            isDeepStrictEqual(contentOf(cluster.objects(kind)), expected),
        );
        expect(cluster.history(kind)).not.toContain('denied');
      }
    },
  };
}

/** Whether the store already knows of the last write. */
function hasKeptUp(
  cluster: ReflectedCluster,
  manifest: Manifest,
  present: ReadonlyMap<string, Manifest>,
): boolean {
  const kind = manifest.kind === SERVICE.kind ? SERVICE : NETWORK_POLICY;
  const { namespace, name } = manifest.metadata;
  const held = cluster
    .objects(kind)
    .find(
      ({ metadata }) =>
        metadata.namespace === namespace && metadata.name === name,
    );
  return present.has(`${manifest.kind}/${namespace}/${name}`)
    ? JSON.stringify(held?.spec ?? {}).includes(portOf(manifest))
    : held === undefined;
}

function randomManifest(
  context: CaseContext,
  below: (limit: number) => number,
): Manifest {
  const place = context.place(
    `n${below(40)}`,
    context.rig.namespaces[below(2)],
  );
  const port = 10_000 + below(50_000);
  const manifest =
    below(2) === 0 ? service(place, port) : networkPolicy(place, port);
  return {
    ...manifest,
    metadata: { ...manifest.metadata, labels: { port: String(port) } },
  };
}

function portOf({ metadata }: Manifest): string {
  return metadata.labels?.port ?? '';
}

async function misbehave(
  context: CaseContext,
  below: (limit: number) => number,
): Promise<void> {
  const { faults } = context;
  switch (below(12)) {
    case 0:
      await faults.pause({ graceful: below(2) === 0 });
      await faults.resume();
      break;
    case 1:
      faults.compact();
      break;
    default:
      faults.set({
        ...FAULTS[below(FAULTS.length)],
        resource: below(2) === 0 ? 'services' : 'networkpolicies',
      });
  }
}

/** Mulberry32: small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 0x100000000;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}
