import type { Problem } from '@portolan/plugin-traffic-common';
import { kindKey, type KindRef } from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { sleep, systemTiming, type Timing } from '../Timing';
import { apiVersionOf, collectionPath, selectionOf } from './apiPaths';
import { discoverKinds } from './discoverKinds';
import { listPages } from './listPages';
import { toReadFailure } from './ReadFailure';

/** All objects of one kind, that there is no such kind, or why it is not known. */
export type KindReading =
  | {
      readonly state: 'read';
      readonly kind: KindRef;
      readonly objects: readonly object[];
    }
  | { readonly state: 'absent'; readonly kind: KindRef }
  | {
      readonly state: 'unknown';
      readonly kind: KindRef;
      readonly problem: Problem;
    };

const PAGE_SIZE = 500;
/** A list begins anew when its token expired half-way, and waits when the server asks for fewer requests. */
const ATTEMPTS = 3;
const THROTTLED_MS = 1000;

/**
 * Reads the kinds of a cluster once, without watching. Rejects with a ReadFailure when the cluster cannot be asked at all; a
 * kind that cannot be read stands in the result with the reason.
 */
export async function readCluster(options: {
  readonly connection: ClusterConnection;
  readonly kinds: readonly KindRef[];
  readonly signal: AbortSignal;
  readonly timing?: Timing;
}): Promise<readonly KindReading[]> {
  const { connection, kinds, signal, timing = systemTiming } = options;
  const found = await discoverKinds({ connection, kinds, signal }).catch(
    error => {
      throw toReadFailure(error);
    },
  );
  return Promise.all(
    kinds.map(async (kind): Promise<KindReading> => {
      const discovered = found.get(kindKey(kind));
      if (!discovered || discovered.state === 'absent') {
        return { state: 'absent', kind };
      }
      return discovered.state === 'unknown'
        ? { state: 'unknown', kind, problem: discovered.problem }
        : readKind({
            connection,
            kind,
            version: discovered.version,
            signal,
            timing,
          });
    }),
  );
}

async function readKind(options: {
  readonly connection: ClusterConnection;
  readonly kind: KindRef;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly timing: Timing;
}): Promise<KindReading> {
  const { connection, kind, version, signal, timing } = options;
  const apiVersion = apiVersionOf(kind, version);
  for (let attempt = 1; ; attempt += 1) {
    const objects: object[] = [];
    try {
      await listPages(
        {
          connection,
          path: collectionPath(kind, version),
          what: kind.plural,
          pageSize: PAGE_SIZE,
          selection: selectionOf(kind),
          signal,
        },
        items => {
          for (const item of items) {
            if (typeof item === 'object' && item !== null) {
              // Items of a list carry neither.
              objects.push({ ...item, apiVersion, kind: kind.kind });
            }
          }
        },
      );
      return { state: 'read', kind, objects };
    } catch (error) {
      const { problem, expired, retryAfterMs } = toReadFailure(error);
      const throttled = problem.reason === 'throttled';
      if (attempt >= ATTEMPTS || !(expired || throttled)) {
        return { state: 'unknown', kind, problem };
      }
      if (throttled) {
        await sleep(timing, retryAfterMs ?? THROTTLED_MS, signal);
      }
    }
  }
}
