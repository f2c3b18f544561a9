const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/;

/** The DER form of the first certificate of a PEM text (the leaf, RFC 8446 4.4.2); undefined when there is none. */
export function decodeFirstCertificate(pem: string): Uint8Array | undefined {
  const [, body] = CERTIFICATE.exec(pem) ?? [];
  const binary = body === undefined ? undefined : decodeBase64(body);
  return binary
    ? Uint8Array.from(binary, char => char.charCodeAt(0))
    : undefined;
}

/** The bytes of base64 as a binary text, or undefined for anything else. */
export function decodeBase64(value: string): string | undefined {
  try {
    return atob(value.replace(/\s/g, ''));
  } catch {
    return undefined;
  }
}
