import { setImmediate } from 'node:timers/promises';

let lastTurn: Promise<void> = Promise.resolve();

/**
 * Waits for a turn of the event loop of its own. Whoever takes turns between pieces of work leaves room for everybody
 * else's requests: pages of many kinds and clusters arrive at once, and the loop is shared by the whole portal.
 */
export function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => setImmediate());
  return lastTurn;
}
