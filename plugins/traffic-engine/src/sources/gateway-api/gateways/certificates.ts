import type { Certificate, ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  ReferenceGrants,
  Referrer,
} from '../../../references/referenceGrants';
import { lookUp } from '../../../references/lookUp';
import { gatewayShims, mayBeIssued } from '../../../references/shimmedSecrets';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import type { KindRef } from '../../../kinds/KindRef';
import type { CertificateRef } from '../facts/gatewayFact';
import { CONFIG_MAP, SECRET } from '../kinds';
import { isEnvoyGateway, isOfVendor } from './vendor';

/** What becomes of a reference to a certificate; `unread` when only the object itself could not be looked at, or is yet to be issued. */
export type CertificateState =
  | 'valid'
  | 'unread'
  | 'missing'
  | 'malformed'
  | 'forbidden'
  | 'unsupported'
  | 'unknown';

const WIRE_STATE: Readonly<Record<CertificateState, Certificate['state']>> = {
  valid: 'not-read',
  unread: 'not-read',
  missing: 'missing',
  malformed: 'malformed',
  forbidden: 'forbidden',
  unsupported: 'unsupported',
  unknown: 'unknown',
};

/** Follows references of Gateways to certificates and authorities; kept together since all need the same look-ups. */
export interface CertificateLookUp {
  readonly snapshot: ClusterSnapshot;
  readonly grants: ReferenceGrants;
  /** Who refers, for grants: those for a Gateway are not its ListenerSets' (GEP-1713). */
  readonly from: Referrer;
  readonly controller: string | null;
}

/** A certificate with its key: a Secret with `tls.crt` and `tls.key`. */
export function resolveCertificate(
  ref: CertificateRef,
  options: CertificateLookUp,
): CertificateState {
  return resolve(ref, options, {
    kind: SECRET,
    isValid: ({ facts }) => facts?.certificate?.state !== 'malformed',
  });
}

/** Kinds that some implementations take authorities from; that is left to them. */
const OTHER_AUTHORITIES = [
  SECRET,
  { group: 'certificates.k8s.io', kind: 'ClusterTrustBundle' },
];

/**
 * A bundle of authorities: a ConfigMap with `ca.crt`, or where Envoy Gateway serves a Secret. Of other kinds that hold such a
 * bundle it is not known whether a controller takes them.
 */
export function resolveAuthority(
  ref: CertificateRef,
  options: CertificateLookUp,
): CertificateState {
  const isOther = OTHER_AUTHORITIES.some(
    ({ group, kind }) => group === ref.group && kind === ref.kind,
  );
  if (isOther) {
    return isEnvoyGateway(options.controller) && ref.kind === SECRET.kind
      ? resolve(ref, options, { kind: SECRET, isValid: () => true })
      : 'unknown';
  }
  return resolve(ref, options, {
    kind: CONFIG_MAP,
    isValid: ({ facts }) => facts?.authority !== 'absent',
  });
}

function resolve(
  ref: CertificateRef,
  { snapshot, grants, from, controller }: CertificateLookUp,
  expected: { kind: KindRef; isValid: (object: KubeObject) => boolean },
): CertificateState {
  const { kind, isValid } = expected;
  if (ref.group !== kind.group || ref.kind !== kind.kind) {
    return ref.group === '' || isOfVendor(ref.group, controller) === 'no'
      ? 'unsupported'
      : 'unknown';
  }
  const permission = grants.permission(
    from,
    certificateObject(ref, snapshot.cluster),
  );
  if (permission.state !== 'permitted') {
    return permission.state;
  }
  const found = lookUp(snapshot, kind, ref.namespace, ref.name);
  switch (found.state) {
    case 'resolved':
      return isValid(found.value) ? 'valid' : 'malformed';
    case 'missing':
      return kind === SECRET && mayBeIssued(snapshot, ref, [gatewayShims])
        ? 'unread'
        : 'missing';
    default:
      return 'unread';
  }
}

function certificateObject(
  { group, kind, namespace, name }: CertificateRef,
  cluster: string,
): ObjectRef {
  return { cluster, group, kind, namespace, name };
}

/** The wire's word; what the certificate says is read where routes are joined. */
export function toCertificate(
  ref: CertificateRef,
  state: CertificateState,
  cluster: string,
): Certificate {
  return { ref: certificateObject(ref, cluster), state: WIRE_STATE[state] };
}
