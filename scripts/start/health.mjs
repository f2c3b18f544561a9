import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 250;

/**
 * Asks again and again until the answer is yes, the signal aborts, or the time is up.
 * @param {() => Promise<boolean>} ask a refused connection counts as "not yet"
 * @returns {Promise<boolean>} false when the time was up
 */
export async function waitUntil(ask, { timeoutMs, signal }) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (await ask().catch(() => false)) {
      return true;
    }
    await delay(INTERVAL_MS, undefined, { signal });
  }
  return false;
}

/** @returns {() => Promise<boolean>} whether the address answers with a 2xx status */
export function answers(url) {
  return async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    await response.arrayBuffer();
    return response.ok;
  };
}
