import { ENVOY_GATEWAY_PROXY } from '../../../topology/envoyGatewayProxy';

/**
 * Whether a domain (of an API group, a protocol or an address type) is of the vendor whose controller serves a class. The
 * API leaves such extensions to implementations, and an implementation knows its own: `gateway.nginx.org` and `nginx.org`
 * are one vendor's, and so are `cilium.io` and `io.cilium`. Unknown when the controller is.
 */
export function isOfVendor(
  domain: string,
  controller: string | null,
): 'yes' | 'no' | 'unknown' {
  if (!controller) {
    return 'unknown';
  }
  const labels = controller.split('/')[0].split('.');
  const owners = [labels, [...labels].reverse()].map(ownDomain);
  return owners.includes(ownDomain(domain.split('.'))) ? 'yes' : 'no';
}

/** Whether Envoy Gateway serves a class, some of whose choices are known. */
export function isEnvoyGateway(controller: string | null): boolean {
  return isOfVendor(ENVOY_GATEWAY_PROXY.group, controller) === 'yes';
}

/** The last two labels: what a vendor registers, but for suffixes of two labels, which no known controller uses. */
function ownDomain(labels: readonly string[]): string {
  return labels.slice(-2).join('.');
}
