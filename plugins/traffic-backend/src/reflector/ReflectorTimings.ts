/** How a reflector waits; all in milliseconds but the page size. */
export interface ReflectorTimings {
  /** Objects per LIST page. Pages without a selector are served while a watch cache is still filling. */
  readonly pageSize: number;
  /** First wait after a failure; each further failure doubles it up to `retryMaxMs`, with jitter. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** A watch that has shown neither event nor bookmark for so long is taken for dead; API servers send a bookmark every minute. */
  readonly silenceMs: number;
  /** A refusal counts as "may not look" only once it has lasted this long: a starting API server answers 403 at first. */
  readonly denialConfirmMs: number;
  /** How often a confirmed refusal is tried again. */
  readonly deniedRetryMs: number;
  /** How often discovery is asked which kinds are served. */
  readonly rediscoverMs: { readonly min: number; readonly max: number };
  /** A kind that vanishes from discovery is absent once a second look, so much later, agrees. */
  readonly absenceConfirmMs: number;
  /** A watch that ends sooner than this without an event counts as a failure, so that nothing reconnects in a tight loop. */
  readonly shortWatchMs: number;
}

export const DEFAULT_TIMINGS: ReflectorTimings = {
  pageSize: 500,
  retryMinMs: 500,
  retryMaxMs: 15_000,
  silenceMs: 90_000,
  denialConfirmMs: 10_000,
  deniedRetryMs: 60_000,
  rediscoverMs: { min: 30_000, max: 60_000 },
  absenceConfirmMs: 2_000,
  shortWatchMs: 1_000,
};
