import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults/Fault';
import type { FaultBook } from '../faults/FaultBook';
import type { OpenWatch } from '../server/RequestLog';
import { WatchSession } from './WatchSession';
import type { WatchFault, WatchOptions } from './WatchSession';
import type { WatchStart } from './watchStart';

const PATIENCE_MS = 1000;

const WATCH_FAULTS = [
  'cut-watch',
  'end-watch',
  'malformed-line',
  'expired-event',
] as const satisfies readonly WatchFault['type'][];
const OPENING_FAULTS = [
  'half-open',
  'cut-body',
] as const satisfies readonly WatchFault['type'][];
const LIVE_FAULTS: readonly WatchFault['type'][] = [
  ...WATCH_FAULTS,
  ...OPENING_FAULTS,
];

function isLive(type: Fault['type']): type is WatchFault['type'] {
  return LIVE_FAULTS.some(live => live === type);
}

/** Knows the open watches, so that faults, shutdowns and vanishing kinds reach them. */
export class WatchHub {
  readonly #sessions = new Set<WatchSession>();

  constructor(private readonly faults: FaultBook) {
    faults.onChange((change, { fault }) => {
      if (change === 'set' && isLive(fault.type)) this.#strike(fault.type);
    });
  }

  /** Opens a watch and keeps it until it ends. */
  open(options: WatchOptions, start: WatchStart): void {
    const session = new WatchSession(options);
    this.#sessions.add(session);
    session.onEnd(() => this.#sessions.delete(session));
    for (const type of OPENING_FAULTS) this.#meet(session, type);
    session.begin(start);
    for (const type of WATCH_FAULTS) this.#meet(session, type);
  }

  list(): readonly OpenWatch[] {
    return [...this.#sessions].map(session => ({
      resource: session.resource,
      namespace: session.namespace,
      user: session.subject.user,
      lines: session.lines,
    }));
  }

  /** Ends the watches of kinds that are no longer served. */
  endUnserved(isServed: (resource: string) => boolean): void {
    for (const session of [...this.#sessions]) {
      if (!isServed(session.resource)) session.end();
    }
  }

  /** Ends all watches as a graceful shutdown does: a last bookmark, then a clean end. */
  async endAll(): Promise<void> {
    const open = [...this.#sessions].filter(session => !session.silent);
    for (const session of open) session.end({ lastBookmark: true });
    const patience = new AbortController();
    await Promise.race([
      Promise.all(open.map(session => session.finished())),
      // A client that does not read must not hold up the end.
      wait(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
  }

  #strike(type: WatchFault['type']): void {
    for (const session of [...this.#sessions]) this.#meet(session, type);
  }

  #meet(session: WatchSession, type: WatchFault['type']): void {
    const met = this.faults.take([type], session.subject);
    if (met) session.suffer(met.fault);
  }
}
