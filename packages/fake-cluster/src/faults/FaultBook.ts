import { faultSchema } from './Fault';
import type { ActiveFault, Fault, FaultRequest } from './Fault';

/** What a fault is compared with: one request or one open watch. */
export interface FaultSubject {
  verb: string;
  path: string;
  /** Plural and qualified name of the kind, where the request is about one. */
  plural?: string;
  qualified?: string;
  user: string;
}

/** Sets, clears and lists the faults of one cluster. */
export interface FaultControl {
  /** Puts a fault in force and returns it with its id. @throws ZodError when the fault is none that exists. */
  set(fault: FaultRequest): ActiveFault;
  /** Ends one fault, or all of them without an id; says whether there was any. */
  clear(id?: string): boolean;
  /** The faults in force, oldest first. */
  list(): readonly ActiveFault[];
}

type FaultListener = (
  change: 'set' | 'cleared',
  active: Readonly<ActiveFault>,
) => void;

function matches(fault: Fault, subject: FaultSubject): boolean {
  if (fault.type === 'start-up' || fault.type === 'absent') return true;
  const { resource, verb, user, path } = fault;
  return (
    (resource === undefined ||
      resource === subject.plural ||
      resource === subject.qualified) &&
    (verb === undefined || verb === subject.verb) &&
    (user === undefined || user === subject.user) &&
    (path === undefined || subject.path.startsWith(path))
  );
}

/** Whether a fault still lets requests go by before it begins. */
function isWaiting(fault: Fault, passed: number): boolean {
  return 'after' in fault && passed < (fault.after ?? 0);
}

function isOver({ fault, hits }: ActiveFault): boolean {
  if (fault.type === 'start-up') {
    return hits >= fault.forbidden + fault.unavailable;
  }
  return (
    fault.type !== 'absent' && fault.count !== undefined && hits >= fault.count
  );
}

/** The faults in force, in the order in which they were set; the oldest that fits a request wins. */
export class FaultBook implements FaultControl {
  #active: ActiveFault[] = [];
  #lastId = 0;
  readonly #listeners: FaultListener[] = [];
  /** How many requests each fault has let go by. */
  readonly #passed = new WeakMap<ActiveFault, number>();

  set(request: FaultRequest): ActiveFault {
    this.#lastId += 1;
    const active: ActiveFault = {
      id: `fault-${this.#lastId}`,
      fault: faultSchema.parse(request),
      hits: 0,
    };
    this.#active.push(active);
    this.#tell('set', active);
    return active;
  }

  clear(id?: string): boolean {
    const ended = this.#active.filter(
      active => id === undefined || active.id === id,
    );
    this.#active = this.#active.filter(active => !ended.includes(active));
    for (const active of ended) this.#tell('cleared', active);
    return ended.length > 0;
  }

  list(): readonly ActiveFault[] {
    return this.#active.map(active => ({ ...active }));
  }

  /** The oldest fault of one of these types that fits, counted as met once more; it ends itself when its count is used up. */
  take<T extends Fault['type']>(
    types: readonly T[],
    subject: FaultSubject,
  ): { fault: Extract<Fault, { type: T }>; hits: number } | undefined {
    for (const active of this.#active) {
      const { fault } = active;
      if (isOneOf(fault, types) && matches(fault, subject)) {
        const passed = this.#passed.get(active) ?? 0;
        if (isWaiting(fault, passed)) {
          this.#passed.set(active, passed + 1);
          continue;
        }
        active.hits += 1;
        const { hits } = active;
        if (isOver(active)) this.clear(active.id);
        return { fault, hits };
      }
    }
    return undefined;
  }

  /** Calls the listener whenever a fault begins or ends. */
  onChange(listener: FaultListener): void {
    this.#listeners.push(listener);
  }

  #tell(change: 'set' | 'cleared', active: ActiveFault): void {
    for (const listener of this.#listeners) listener(change, active);
  }
}

function isOneOf<T extends Fault['type']>(
  fault: Fault,
  types: readonly T[],
): fault is Extract<Fault, { type: T }> {
  return types.some(type => type === fault.type);
}
