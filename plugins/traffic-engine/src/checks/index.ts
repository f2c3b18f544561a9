import { backendMissing } from './backend-missing/check';
import { certificateDoesNotCover } from './certificate-does-not-cover/check';
import { certificateExpired } from './certificate-expired/check';
import { certificateExpiresSoon } from './certificate-expires-soon/check';
import { certificateMalformed } from './certificate-malformed/check';
import { certificateMissing } from './certificate-missing/check';
import { certificatesDiffer } from './certificates-differ/check';
import type { Check } from './Check';
import { declaredButDenied } from './declared-but-denied/check';
import { declaredNeverSeen } from './declared-never-seen/check';
import { dnsNotPermitted } from './dns-not-permitted/check';
import { egressToEverywhere } from './egress-to-everywhere/check';
import { hostClaimedByTwoOwners } from './host-claimed-by-two-owners/check';
import { noListenerAccepts } from './no-listener-accepts/check';
import { noReadyEndpoints } from './no-ready-endpoints/check';
import { observedAndRefused } from './observed-and-refused/check';
import { policySelectsNothing } from './policy-selects-nothing/check';
import { referenceGrantMissing } from './reference-grant-missing/check';
import { undeclaredButObserved } from './undeclared-but-observed/check';

/** Every check, sorted by code; adding one is its folder and a line here. */
export const CHECKS: readonly Check[] = [
  backendMissing,
  referenceGrantMissing,
  noListenerAccepts,
  certificateExpired,
  certificateExpiresSoon,
  certificateDoesNotCover,
  certificateMissing,
  certificateMalformed,
  certificatesDiffer,
  noReadyEndpoints,
  hostClaimedByTwoOwners,
  declaredButDenied,
  dnsNotPermitted,
  egressToEverywhere,
  policySelectsNothing,
  undeclaredButObserved,
  observedAndRefused,
  declaredNeverSeen,
];
