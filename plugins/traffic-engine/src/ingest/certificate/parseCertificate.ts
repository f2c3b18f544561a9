import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  Certificate,
  id_ce_subjectAltName,
  SubjectAlternativeName,
  type Name,
  type TBSCertificate,
} from '@peculiar/asn1-x509';
import type { CertificateFacts } from '@portolan/plugin-traffic-common';

const COMMON_NAME = '2.5.4.3';
/** The attribute types of RFC 4514 section 3 that issuers use; others are written as their number. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  [COMMON_NAME]: 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** The public facts of an X.509 certificate in DER form (RFC 5280); undefined when it is none. */
export function parseCertificate(
  der: Uint8Array,
): CertificateFacts | undefined {
  try {
    const { tbsCertificate } = AsnConvert.parse(der, Certificate);
    const { validity, issuer } = tbsCertificate;
    return {
      names: namesOf(tbsCertificate),
      issuer: renderName(issuer),
      notBefore: validity.notBefore.getTime().toISOString(),
      notAfter: validity.notAfter.getTime().toISOString(),
      fingerprint: bytesToHex(sha256(der)),
      from: 'secret',
    };
  } catch {
    return undefined;
  }
}

/** The alternative names; the common name counts only where there are none (RFC 6125 6.4.4). */
function namesOf({ extensions, subject }: TBSCertificate): string[] {
  const extension = (extensions ?? []).find(
    ({ extnID }) => extnID === id_ce_subjectAltName,
  );
  const names = extension
    ? [
        ...AsnConvert.parse(extension.extnValue.buffer, SubjectAlternativeName),
      ].flatMap(({ dNSName, iPAddress }) => dNSName ?? iPAddress ?? [])
    : [];
  if (names.length > 0) {
    return names.map(name => name.toLowerCase());
  }
  return [...subject]
    .flatMap(part => [...part])
    .filter(({ type }) => type === COMMON_NAME)
    .map(({ value }) => value.toString().toLowerCase());
}

/** The most specific part first, as RFC 4514 has it. */
function renderName(name: Name): string {
  return [...name]
    .reverse()
    .map(part =>
      [...part]
        .map(
          ({ type, value }) =>
            `${ATTRIBUTES[type] ?? type}=${value.toString()}`,
        )
        .join('+'),
    )
    .join(', ');
}
