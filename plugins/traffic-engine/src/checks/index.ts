import { backendMissing } from './backend-missing/check';
import type { Check } from './Check';
import { hostClaimedByTwoOwners } from './host-claimed-by-two-owners/check';
import { noListenerAccepts } from './no-listener-accepts/check';
import { noReadyEndpoints } from './no-ready-endpoints/check';
import { referenceGrantMissing } from './reference-grant-missing/check';

/** Every check, sorted by code; adding one is its folder and a line here. */
export const CHECKS: readonly Check[] = [
  backendMissing,
  referenceGrantMissing,
  noListenerAccepts,
  noReadyEndpoints,
  hostClaimedByTwoOwners,
];
