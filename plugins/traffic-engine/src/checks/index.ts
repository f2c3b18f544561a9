import type { Check } from './Check';
import { ambientTunnelClosed } from './ambient-tunnel-closed/check';
import { annotationsLeaveWithController } from './annotations-leave-with-controller/check';
import { annotationsNotAccepted } from './annotations-not-accepted/check';
import { backendMissing } from './backend-missing/check';
import { backendTlsPolicyConflicted } from './backend-tls-policy-conflicted/check';
import { backendsWithoutWeight } from './backends-without-weight/check';
import { basicAuthInClearText } from './basic-auth-in-clear-text/check';
import { canaryWeightAboveTotal } from './canary-weight-above-total/check';
import { canaryWithoutMain } from './canary-without-main/check';
import { certificateDoesNotCover } from './certificate-does-not-cover/check';
import { certificateExpired } from './certificate-expired/check';
import { certificateExpiresSoon } from './certificate-expires-soon/check';
import { certificateMalformed } from './certificate-malformed/check';
import { certificateMissing } from './certificate-missing/check';
import { certificatesDiffer } from './certificates-differ/check';
import { declaredButDenied } from './declared-but-denied/check';
import { declaredNeverSeen } from './declared-never-seen/check';
import { dnsNotPermitted } from './dns-not-permitted/check';
import { egressGatewayBypassed } from './egress-gateway-bypassed/check';
import { egressGatewayIncomplete } from './egress-gateway-incomplete/check';
import { egressToEverywhere } from './egress-to-everywhere/check';
import { entryPointMissing } from './entry-point-missing/check';
import { hostClaimedByTwoOwners } from './host-claimed-by-two-owners/check';
import { ingressClassMissing } from './ingress-class-missing/check';
import { ingressPathIsNoRegex } from './ingress-path-is-no-regex/check';
import { ingressPathTaken } from './ingress-path-taken/check';
import { ingressTlsHostWithoutRule } from './ingress-tls-host-without-rule/check';
import { istioAllowNothing } from './istio-allow-nothing/check';
import { istioClaimsNotVerified } from './istio-claims-not-verified/check';
import { istioGatewayMissing } from './istio-gateway-missing/check';
import { istioGatewayPortNotExposed } from './istio-gateway-port-not-exposed/check';
import { istioGatewaySelectsNothing } from './istio-gateway-selects-nothing/check';
import { istioHostNotServed } from './istio-host-not-served/check';
import { istioMeshHostTwice } from './istio-mesh-host-twice/check';
import { istioNotExported } from './istio-not-exported/check';
import { istioPolicySelectsNothing } from './istio-policy-selects-nothing/check';
import { istioRequestsAtZtunnel } from './istio-requests-at-ztunnel/check';
import { istioSubsetMissing } from './istio-subset-missing/check';
import { istioSubsetSelectsNothing } from './istio-subset-selects-nothing/check';
import { istioTlsHostTwice } from './istio-tls-host-twice/check';
import { istioWaypointPassedBy } from './istio-waypoint-passed-by/check';
import { istioWeights } from './istio-weights/check';
import { listenerConflict } from './listener-conflict/check';
import { listenerSetNotAllowed } from './listener-set-not-allowed/check';
import { noListenerAccepts } from './no-listener-accepts/check';
import { noReadyEndpoints } from './no-ready-endpoints/check';
import { notAllowedBySetting } from './not-allowed-by-setting/check';
import { observedAndRefused } from './observed-and-refused/check';
import { openToInternet } from './open-to-internet/check';
import { ownHostCalled } from './own-host-called/check';
import { plainHttpFromInternet } from './plain-http-from-internet/check';
import { plaintextConfigured } from './plaintext-configured/check';
import { plaintextToOutside } from './plaintext-to-outside/check';
import { policiesOnOneTarget } from './policies-on-one-target/check';
import { policySelectsNothing } from './policy-selects-nothing/check';
import { policyTargetsNothing } from './policy-targets-nothing/check';
import { referenceGrantMissing } from './reference-grant-missing/check';
import { referencedObjectMissing } from './referenced-object-missing/check';
import { regexReachesOtherIngress } from './regex-reaches-other-ingress/check';
import { rewriteCapturesNothing } from './rewrite-captures-nothing/check';
import { retiredApi } from './retired-api/check';
import { routeNeverLookedAt } from './route-never-looked-at/check';
import { ruleNotRead } from './rule-not-read/check';
import { ruleShadowed } from './rule-shadowed/check';
import { rulesWithoutOrder } from './rules-without-order/check';
import { serviceEntriesConflict } from './service-entries-conflict/check';
import { serviceEntryOpensPort } from './service-entry-opens-port/check';
import { tlsNotVerified } from './tls-not-verified/check';
import { twoDefaultSidecars } from './two-default-sidecars/check';
import { undeclaredButObserved } from './undeclared-but-observed/check';
import { useNotInCatalog } from './use-not-in-catalog/check';
import { noPolicySelects } from './no-policy-selects/check';
import { fqdnNeverLearned } from './fqdn-never-learned/check';
import { ipBlockIsService } from './ip-block-is-service/check';
import { namedPortMissing } from './named-port-missing/check';
import { servicePortOpened } from './service-port-opened/check';
import { namespaceSelectorMatchesNone } from './namespace-selector-matches-none/check';
import { externalNameIsAddress } from './external-name-is-address/check';
import { externalNameMissing } from './external-name-missing/check';
import { exceptOutsideBlock } from './except-outside-block/check';
import { serviceEntryRefused } from './service-entry-refused/check';
import { sidecarHostUnknown } from './sidecar-host-unknown/check';
import { sidecarsOverlap } from './sidecars-overlap/check';
import { egressPoliciesOverlap } from './egress-policies-overlap/check';

/** Every check, sorted by code; adding one is its folder and a line here. */
export const CHECKS: readonly Check[] = [
  backendMissing,
  referenceGrantMissing,
  noListenerAccepts,
  listenerConflict,
  listenerSetNotAllowed,
  routeNeverLookedAt,
  backendTlsPolicyConflicted,
  annotationsLeaveWithController,
  canaryWithoutMain,
  ingressPathTaken,
  regexReachesOtherIngress,
  ingressClassMissing,
  canaryWeightAboveTotal,
  ingressTlsHostWithoutRule,
  rewriteCapturesNothing,
  ingressPathIsNoRegex,
  annotationsNotAccepted,
  istioGatewayMissing,
  istioHostNotServed,
  istioSubsetMissing,
  istioSubsetSelectsNothing,
  istioMeshHostTwice,
  istioGatewaySelectsNothing,
  istioGatewayPortNotExposed,
  istioWeights,
  istioAllowNothing,
  istioTlsHostTwice,
  ruleNotRead,
  referencedObjectMissing,
  notAllowedBySetting,
  entryPointMissing,
  rulesWithoutOrder,
  ruleShadowed,
  backendsWithoutWeight,
  istioNotExported,
  istioPolicySelectsNothing,
  istioWaypointPassedBy,
  policyTargetsNothing,
  policiesOnOneTarget,
  istioClaimsNotVerified,
  certificateExpired,
  certificateExpiresSoon,
  certificateDoesNotCover,
  certificateMissing,
  certificateMalformed,
  certificatesDiffer,
  plainHttpFromInternet,
  basicAuthInClearText,
  openToInternet,
  noReadyEndpoints,
  hostClaimedByTwoOwners,
  declaredButDenied,
  dnsNotPermitted,
  egressToEverywhere,
  policySelectsNothing,
  noPolicySelects,
  fqdnNeverLearned,
  ipBlockIsService,
  namedPortMissing,
  servicePortOpened,
  ownHostCalled,
  plaintextConfigured,
  useNotInCatalog,
  namespaceSelectorMatchesNone,
  externalNameIsAddress,
  externalNameMissing,
  exceptOutsideBlock,
  retiredApi,
  undeclaredButObserved,
  observedAndRefused,
  declaredNeverSeen,
  serviceEntriesConflict,
  serviceEntryOpensPort,
  egressGatewayIncomplete,
  egressGatewayBypassed,
  twoDefaultSidecars,
  tlsNotVerified,
  plaintextToOutside,
  serviceEntryRefused,
  sidecarHostUnknown,
  egressPoliciesOverlap,
  sidecarsOverlap,
  ambientTunnelClosed,
  istioRequestsAtZtunnel,
];
