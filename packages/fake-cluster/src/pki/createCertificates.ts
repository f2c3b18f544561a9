import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** The files of a cluster's identity, all PEM. */
export interface CertificateFiles {
  caCert: string;
  caKey: string;
  serverCert: string;
  serverKey: string;
}

const ALGORITHM = {
  name: 'ECDSA',
  namedCurve: 'P-256',
  hash: 'SHA-256',
} as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const CA_DAYS = 3650;
const SERVER_DAYS = 825;

async function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function exportKey(key: CryptoKey): Promise<string> {
  const bytes = await crypto.subtle.exportKey('pkcs8', key);
  return `${x509.PemConverter.encode(bytes, 'PRIVATE KEY')}\n`;
}

function serialNumber(): string {
  // The first bit stays clear, so that the number is positive in DER.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] %= 128;
  return Buffer.from(bytes).toString('hex');
}

/** Makes a certificate authority and a server certificate for localhost, 127.0.0.1 and ::1. */
export async function createCertificates(options: {
  clusterName: string;
  nowMs: number;
}): Promise<CertificateFiles> {
  const { clusterName, nowMs } = options;
  x509.cryptoProvider.set(crypto);
  const notBefore = new Date(nowMs - DAY_MS);
  const caKeys = await generateKeys();
  const caCert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=portolan fake-cluster CA (${clusterName.replace(
      /[^\w .-]/g,
      '',
    )})`,
    notBefore,
    notAfter: new Date(nowMs + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        // eslint-disable-next-line no-bitwise
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const serverKeys = await generateKeys();
  const serverCert = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=kube-apiserver',
    issuer: caCert.subject,
    notBefore,
    notAfter: new Date(nowMs + SERVER_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(caCert),
    ],
  });
  return {
    caCert: `${caCert.toString('pem')}\n`,
    caKey: await exportKey(caKeys.privateKey),
    serverCert: `${serverCert.toString('pem')}\n`,
    serverKey: await exportKey(serverKeys.privateKey),
  };
}
