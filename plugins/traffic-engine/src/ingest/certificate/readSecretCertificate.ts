import type { KubeObject } from '../../snapshot/KubeObject';
import type { SecretCertificate } from '../../snapshot/ObjectFacts';
import { isRecord, readRecord, readText } from '../../snapshot/read';
import { decodeBase64, decodeFirstCertificate } from './decodePem';
import { parseCertificate } from './parseCertificate';

const CERTIFICATE = 'tls.crt';
const KEY = 'tls.key';
const PEM_START = '-----BEGIN ';
/** A chain of a few certificates has a few thousand characters. */
const MAX_PEM_CHARS = 256 * 1024;

/** A value of a Secret: its text, that there is none, or that it is no base64, which is what placeholders are. */
type Value =
  | { readonly state: 'text'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'placeholder' };

/**
 * What a Secret says as a certificate with its key. Of the key only whether it is there and looks like one is told.
 */
export function readSecretCertificate(secret: KubeObject): SecretCertificate {
  if (!isRecord(secret.data) && !isRecord(secret.stringData)) {
    return { state: 'not-given' };
  }
  const certificate = valueOf(secret, CERTIFICATE);
  if (certificate.state === 'absent') {
    return malformed(`It has no ${CERTIFICATE}.`);
  }
  const key = valueOf(secret, KEY);
  if (key.state === 'absent') {
    return malformed(`It has no ${KEY}.`);
  }
  if (key.state === 'text' && !key.text.includes(PEM_START)) {
    return malformed(`Its ${KEY} is not PEM.`);
  }
  if (certificate.state === 'placeholder') {
    return { state: 'not-given' };
  }
  if (certificate.text.length > MAX_PEM_CHARS) {
    return malformed(
      `Its ${CERTIFICATE} is longer than ${MAX_PEM_CHARS} characters.`,
    );
  }
  const der = decodeFirstCertificate(certificate.text);
  if (!der) {
    return malformed(`Its ${CERTIFICATE} holds no certificate in PEM form.`);
  }
  const facts = parseCertificate(der);
  return facts
    ? { state: 'read', facts }
    : malformed(`Its ${CERTIFICATE} holds PEM that is no X.509 certificate.`);
}

/** The API server writes `stringData` over `data` (core/v1 Secret.stringData). */
function valueOf(secret: KubeObject, key: string): Value {
  const plain = readText(readRecord(secret, 'stringData'), key);
  if (plain) {
    return { state: 'text', text: plain };
  }
  const encoded = readText(readRecord(secret, 'data'), key);
  if (!encoded) {
    return { state: 'absent' };
  }
  const text = decodeBase64(encoded);
  return text === undefined
    ? { state: 'placeholder' }
    : { state: 'text', text };
}

function malformed(why: string): SecretCertificate {
  return { state: 'malformed', why };
}
