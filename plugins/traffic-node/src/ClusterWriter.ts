import type { ClusterResponse } from './ClusterConnection';

/**
 * The right to change one cluster, kept apart from reading so that it is handed out knowingly. Every method rejects only
 * with a ConnectionProblemError; an answer with any status resolves.
 */
export interface ClusterWriter {
  /**
   * Server-side apply with strict field validation, never forcing a conflict; with `dryRun` the server judges and answers,
   * and stores nothing. `path` is that of the object.
   */
  apply(
    path: string,
    manifest: unknown,
    options: WriteOptions,
  ): Promise<ClusterResponse>;
  /** Deletes the object of this path as long as it is still the one with this uid. */
  remove(
    path: string,
    options: { uid: string; signal: AbortSignal },
  ): Promise<ClusterResponse>;
  /** Closes idle sockets; the writer is not used afterwards. */
  close(): void;
}

export interface WriteOptions {
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}
