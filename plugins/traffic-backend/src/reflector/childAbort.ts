import { setMaxListeners } from 'node:events';

/** An abort signal that also aborts when its parent does. */
export interface ChildAbort {
  readonly signal: AbortSignal;
  abort(): void;
  /** Lets go of the parent, which may live much longer. */
  release(): void;
}

export function childAbort(parent: AbortSignal): ChildAbort {
  const controller = new AbortController();
  // A cluster's signal has one listener per request under way, which is no leak.
  setMaxListeners(0, controller.signal);
  const abort = () => controller.abort();
  if (parent.aborted) {
    abort();
  } else {
    parent.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    abort,
    release: () => parent.removeEventListener('abort', abort),
  };
}
