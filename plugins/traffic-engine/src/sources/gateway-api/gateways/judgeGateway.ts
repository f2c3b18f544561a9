import type { Condition } from '@portolan/plugin-traffic-common';
import { lookUp } from '../../../references/lookUp';
import type { GatewayFact } from '../facts/gatewayFact';
import { ENVOY_GATEWAY_PROXY } from '../../../topology/envoyGatewayProxy';
import { CONFIG_MAP } from '../kinds';
import { resolveCertificate, type CertificateLookUp } from './certificates';
import type { ClassEntry, ListenerVerdict } from './GatewayEntry';
import { certificateOutcome } from './judgeListeners';
import { isOfVendor } from './vendor';

/** Address types that the API defines; others are a vendor's. */
const ADDRESS_TYPES: readonly string[] = [
  'IPAddress',
  'Hostname',
  'NamedAddress',
];

/** The Gateway's own conditions: Accepted and Programmed, and those that only some Gateways have. */
export function judgeGateway(options: {
  gateway: GatewayFact;
  gatewayClass: ClassEntry;
  listeners: readonly ListenerVerdict[];
  certificates: CertificateLookUp;
}): readonly Condition[] {
  const { gateway, certificates } = options;
  const accepted = judgeAccepted(options);
  const programmed: Condition =
    accepted.status === 'True'
      ? { type: 'Programmed', status: 'True', reason: 'Programmed' }
      : {
          type: 'Programmed',
          status: accepted.status,
          reason: accepted.status === 'False' ? 'Invalid' : accepted.reason,
        };
  return [
    accepted,
    programmed,
    ...clientCertificateCondition(gateway, certificates),
    ...(gateway.clientValidation.some(({ allowsInsecure }) => allowsInsecure)
      ? [
          {
            type: 'InsecureFrontendValidationMode',
            status: 'True',
            reason: 'ConfigurationChanged',
          } as const,
        ]
      : []),
  ];
}

function judgeAccepted(options: {
  gateway: GatewayFact;
  gatewayClass: ClassEntry;
  listeners: readonly ListenerVerdict[];
  certificates: CertificateLookUp;
}): Condition {
  const { gateway, gatewayClass, listeners, certificates } = options;
  const type = 'Accepted';
  if (gatewayClass.state === 'missing') {
    return { type, status: 'Unknown', reason: 'Pending' };
  }
  const parameters = judgeParameters(gateway, gatewayClass, certificates);
  if (parameters === 'invalid') {
    return { type, status: 'False', reason: 'InvalidParameters' };
  }
  const addresses = gateway.requestedAddressTypes.map(addressType =>
    isAddressSupported(addressType, gatewayClass.controller),
  );
  if (addresses.includes('no')) {
    return { type, status: 'False', reason: 'UnsupportedAddress' };
  }
  const refused = listeners.filter(
    ({ accepted }) => accepted.status === 'False',
  );
  if (refused.length === listeners.length) {
    return { type, status: 'False', reason: 'ListenersNotValid' };
  }
  if (parameters === 'unknown' || addresses.includes('unknown')) {
    return { type, status: 'Unknown', reason: 'NotKnown' };
  }
  return {
    type,
    status: 'True',
    reason: refused.length > 0 ? 'ListenersNotValid' : 'Accepted',
  };
}

/**
 * `infrastructure.parametersRef`: a ConfigMap, and Envoy Gateway's EnvoyProxy, can be looked up; other kinds are good for their
 * own vendor's classes only.
 */
function judgeParameters(
  { parameters, namespace }: GatewayFact,
  { controller }: ClassEntry,
  { snapshot }: CertificateLookUp,
): 'valid' | 'invalid' | 'unknown' {
  if (!parameters) {
    return 'valid';
  }
  const isVendors = isOfVendor(parameters.group, controller);
  const kind = [
    CONFIG_MAP,
    ...(isVendors === 'yes' ? [ENVOY_GATEWAY_PROXY] : []),
  ].find(
    known => known.group === parameters.group && known.kind === parameters.kind,
  );
  if (kind) {
    const found = lookUp(snapshot, kind, namespace, parameters.name);
    const states = { resolved: 'valid', missing: 'invalid' } as const;
    return found.state === 'resolved' || found.state === 'missing'
      ? states[found.state]
      : 'unknown';
  }
  return isVendors === 'no' ? 'invalid' : 'unknown';
}

function isAddressSupported(
  addressType: string,
  controller: string | null,
): 'yes' | 'no' | 'unknown' {
  if (ADDRESS_TYPES.includes(addressType)) {
    return 'yes';
  }
  const [domain, name] = addressType.split('/');
  const isVendors = name ? isOfVendor(domain, controller) : 'no';
  return isVendors === 'yes' ? 'unknown' : isVendors;
}

function clientCertificateCondition(
  { clientCertificate }: GatewayFact,
  certificates: CertificateLookUp,
): Condition[] {
  if (!clientCertificate) {
    return [];
  }
  const outcome = certificateOutcome(
    resolveCertificate(clientCertificate, certificates),
    'InvalidClientCertificateRef',
  ) ?? { status: 'True', reason: 'ResolvedRefs' };
  return [{ type: 'ResolvedRefs', ...outcome }];
}
