import type { Timing } from '@portolan/cluster-client';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';

/** An object that the suite writes. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/** How the cluster is told to misbehave; the names are those of the fake cluster. */
export type ConformanceFault = { resource?: string; count?: number } & (
  | {
      type: 'status';
      status: 401 | 403 | 410 | 429 | 500 | 503;
      verb?: string;
      path?: string;
      retryAfterSeconds?: number;
    }
  | { type: 'hang'; verb?: string }
  | { type: 'cut-body'; verb?: string; afterBytes: number }
  | {
      type:
        | 'cut-watch'
        | 'end-watch'
        | 'malformed-line'
        | 'expired-event'
        | 'half-open'
        | 'gzip-watch'
        | 'expire-continue'
        | 'initializing';
    }
);

/** What only a cluster of the suite's own can do: misbehave, stop, forget its history. */
export interface ConformanceFaults {
  set(
    fault:
      | ConformanceFault
      | { type: 'start-up'; forbidden: number; unavailable: number }
      | { type: 'absent'; resource: string },
  ): void;
  clear(): void;
  /** Ends the watches that are open, those too that a proxy keeps open although nobody listens. */
  endWatches(): void;
  pause(options: { graceful: boolean }): Promise<void>;
  resume(): Promise<void>;
  compact(): void;
}

/** Who reads: everything, only two namespaces, or nothing. */
export type ConformanceUser = 'reader' | 'namespaced' | 'nobody';

/** One cluster as the suite sees it. */
export interface ConformanceRig {
  /** A connection as the product opens it; absent where the rig has no such user. */
  connect(
    user: ConformanceUser,
    options?: { deadlineMs?: number },
  ): ClusterConnection | undefined;
  /** Two namespaces of the suite's own, both readable by the `namespaced` user. */
  readonly namespaces: readonly [string, string];
  /** One that this user may not read. */
  readonly otherNamespace: string;
  apply(manifest: Manifest): Promise<void>;
  remove(manifest: Manifest): Promise<void>;
  /** Absent on a real cluster: the cases that need them are skipped by name. */
  readonly faults?: ConformanceFaults;
  readonly timing: Timing;
  /** Called before each case: faults meet only what this case reads, not what lingers of those before. */
  beginCase(): void;
  stop(): Promise<void>;
}
