/** What the controller refuses an object for, and the field where it is. */
export interface SpecFault {
  readonly path: string;
  readonly message: string;
}

export function fault(path: string, message: string): SpecFault {
  return { path, message };
}

/** The first of several checks that finds something. */
export function firstFault(
  ...checks: readonly (() => SpecFault | null)[]
): SpecFault | null {
  for (const check of checks) {
    const found = check();
    if (found) {
      return found;
    }
  }
  return null;
}

/** The first item of a list with a fault. */
export function faultInList(
  items: readonly unknown[],
  check: (item: unknown, index: number) => SpecFault | null,
): SpecFault | null {
  for (const [index, item] of items.entries()) {
    const found = check(item, index);
    if (found) {
      return found;
    }
  }
  return null;
}
