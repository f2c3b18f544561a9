import type { Certificate, Route } from '@portolan/plugin-traffic-common';
import { parseMoment } from '../time/elapsed';
import type { RouteGroup } from './groupRoutes';
import { worstOf } from './worst';

/** How a certificate stands; what deserves attention first. */
export const CERTIFICATE_STANDINGS = [
  'expired',
  'wrong-host',
  'missing',
  'expiring',
  'not-known',
  'valid',
] as const;
export type CertificateStanding = (typeof CERTIFICATE_STANDINGS)[number];

/** The span before its end in which a certificate is to be renewed, as in the check of the engine. */
const SOON_MS = 21 * 86_400_000;

/** How one certificate stands at a moment. */
export function standingOf(
  { state, facts, covers }: Certificate,
  nowMs: number,
): CertificateStanding {
  switch (state) {
    case 'missing':
    case 'malformed':
    case 'forbidden':
    case 'unsupported':
      return 'missing';
    default:
  }
  const endMs = facts && parseMoment(facts.notAfter)?.getTime();
  if (endMs !== undefined && endMs <= nowMs) {
    return 'expired';
  }
  if (covers === false) {
    return 'wrong-host';
  }
  if (endMs === undefined) {
    return 'not-known';
  }
  return endMs - nowMs < SOON_MS ? 'expiring' : 'valid';
}

/** How the certificates of a URL stand, the worst of all; undefined where it names none. */
export function standingOfGroup(
  { routes }: RouteGroup,
  nowMs: number,
): CertificateStanding | undefined {
  const certificates = routes.flatMap(({ tls }) => tls.certificates);
  return certificates.length === 0
    ? undefined
    : worstOf(
        certificates.map(certificate => standingOf(certificate, nowMs)),
        CERTIFICATE_STANDINGS,
      );
}

/** When the first of all read certificates ends, as an ISO time. */
export function findNearestExpiry(
  routes: readonly Route[],
): string | undefined {
  const ends = routes.flatMap(({ tls }) =>
    tls.certificates.flatMap(({ facts }) => {
      const end = facts && parseMoment(facts.notAfter);
      return end ? [end.getTime()] : [];
    }),
  );
  return ends.length > 0
    ? new Date(ends.reduce((a, b) => Math.min(a, b))).toISOString()
    : undefined;
}
