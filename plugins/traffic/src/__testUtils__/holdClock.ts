/**
 * Holds the date still at a time in every test of the calling file, and nothing else: a page that says "2 min ago" must say so too
 * where the machine takes a minute to render it.
 */
export function holdClock(now: Date): void {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: [
        'cancelAnimationFrame',
        'cancelIdleCallback',
        'clearImmediate',
        'clearInterval',
        'clearTimeout',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'requestAnimationFrame',
        'requestIdleCallback',
        'setImmediate',
        'setInterval',
        'setTimeout',
      ],
      now,
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
}
