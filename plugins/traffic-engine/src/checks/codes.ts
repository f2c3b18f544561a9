/** The families of finding codes: a code lies in the range of what it is about. */
export const CODE_RANGES = [
  { family: 'references and attachment', from: 100, to: 199 },
  { family: 'endpoints', from: 200, to: 299 },
  { family: 'ownership and conflicts', from: 300, to: 399 },
  { family: 'ways out', from: 400, to: 499 },
] as const;

/** Codes of checks that are gone. A code keeps its meaning for ever, so these are never given again. */
export const RETIRED_CODES: readonly string[] = [];
