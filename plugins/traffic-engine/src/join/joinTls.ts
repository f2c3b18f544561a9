import type { Host, Listener, Tls } from '@portolan/plugin-traffic-common';
import { SECRET } from '../kinds/coreKinds';
import { kindKey } from '../kinds/KindRef';
import { certificateAt, certificateIssued } from '../references/certificates';
import {
  gatewayShims,
  ingressShims,
  mayBeIssued,
} from '../references/shimmedSecrets';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';

/**
 * The certificates that a source names, with what is known of them. One that the source has judged already (a Secret that it
 * may not refer to, say) stays as it is; none is missing that cert-manager makes, or may.
 */
export function joinTls(
  tls: Tls,
  { snapshot, host }: { snapshot: ClusterSnapshot; host: Host },
): Tls {
  return tls.certificates.length === 0
    ? tls
    : {
        ...tls,
        certificates: tls.certificates.map(certificate => {
          const { ref, state } = certificate;
          if (
            (state !== 'not-read' && state !== 'missing') ||
            !ref ||
            kindKey(ref) !== kindKey(SECRET)
          ) {
            return certificate;
          }
          const found =
            state === 'missing'
              ? certificate
              : certificateAt(snapshot, ref, host);
          return found.state === 'missing' &&
            mayBeIssued(snapshot, ref, [ingressShims, gatewayShims])
            ? certificateIssued(snapshot, ref, host)
            : found;
        }),
      };
}

/** A listener with its certificates read. */
export function joinListener(
  listener: Listener,
  snapshot: ClusterSnapshot,
): Listener {
  return {
    ...listener,
    tls: joinTls(listener.tls, { snapshot, host: hostOf(listener.hostname) }),
  };
}

function hostOf(hostname: string | null): Host {
  const value = (hostname ?? '').toLowerCase();
  if (value === '' || value === '*') {
    return { kind: 'any', value: '' };
  }
  return { kind: value.startsWith('*.') ? 'wildcard' : 'exact', value };
}
