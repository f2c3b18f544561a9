/**
 * The seam for writing: what a connection that may change a cluster offers beside reading. Nothing implements it yet;
 * it is separate so that the right to write is a value of its own that is handed out knowingly.
 */
export interface ClusterWriter {
  /** Server-side apply with strict field validation; with `dryRun` the server answers and stores nothing. */
  apply(
    path: string,
    manifest: unknown,
    options: { fieldManager: string; dryRun: boolean; signal: AbortSignal },
  ): Promise<{ readonly status: number; readonly body: string }>;
}
