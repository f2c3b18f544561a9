import type { Check } from './Check';

/** Every check, sorted by code; adding one is its folder and a line here. */
export const CHECKS: readonly Check[] = [];
