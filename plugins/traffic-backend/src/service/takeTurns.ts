/** About so long one turn of the event loop may be taken: requests of other plugins wait behind it. */
const TURN_MS = 8;

/** Lets everything else that waits have the event loop. */
export function yieldTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Runs a computation to its end, several steps to a turn of the event loop, and lets others have every other turn. */
export async function takeTurns<T>(steps: Generator<void, T>): Promise<T> {
  let turnEndsAt = performance.now() + TURN_MS;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      return step.value;
    }
    if (performance.now() >= turnEndsAt) {
      await yieldTurn();
      turnEndsAt = performance.now() + TURN_MS;
    }
  }
}
