import { useSyncExternalStore } from 'react';

const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    timer = setInterval(() => {
      nowMs = Date.now();
      listeners.forEach(tell => tell());
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function readNow() {
  if (!timer) {
    // Nobody was listening, so the last tick may be long ago; rounded, so that one render sees one value, and up, so that
    // a span is never told as shorter than it is.
    nowMs = Math.ceil(Date.now() / 1000) * 1000;
  }
  return nowMs;
}

/** The time in milliseconds, renewed every ten seconds by one timer for all that show a relative time. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, readNow);
}
