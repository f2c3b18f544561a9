import type { CaseContext } from './CaseContext';

/** One behaviour of API servers that a reflector has to live with. */
export interface ConformanceCase {
  readonly name: string;
  /** What the rig must offer; the case is skipped by name where it does not. */
  readonly needs?: readonly ConformanceNeed[];
  run(context: CaseContext): Promise<void>;
}

export type ConformanceNeed = 'faults' | 'httpRoutes' | 'users';
