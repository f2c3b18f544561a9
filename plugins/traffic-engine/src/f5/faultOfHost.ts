import { fault, type SpecFault } from './Fault';

const DNS_NAME =
  /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const MAX_CHARS = 253;

/** A host is a DNS name in lower case, or `*.` and one. */
export function faultOfHost(host: string): SpecFault | null {
  return host.length <= MAX_CHARS && DNS_NAME.test(host)
    ? null
    : fault(
        'spec.host',
        host === '' ? 'it has no host' : 'the host is no DNS name',
      );
}
