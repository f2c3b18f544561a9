import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificates } from './createCertificates';
import { isMissingFile } from './isMissingFile';
import type { CertificateFiles } from './createCertificates';

const FILES = {
  caCert: 'ca.crt',
  caKey: 'ca.key',
  serverCert: 'server.crt',
  serverKey: 'server.key',
} as const satisfies Record<keyof CertificateFiles, string>;

const RENEW_BEFORE_MS = 7 * 24 * 60 * 60 * 1000;

async function readFiles(dir: string): Promise<CertificateFiles | undefined> {
  try {
    const read = (name: string) => readFile(join(dir, name), 'utf8');
    return {
      caCert: await read(FILES.caCert),
      caKey: await read(FILES.caKey),
      serverCert: await read(FILES.serverCert),
      serverKey: await read(FILES.serverKey),
    };
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

function isUsable(files: CertificateFiles, nowMs: number): boolean {
  try {
    return [files.caCert, files.serverCert].every(
      pem =>
        Date.parse(new X509Certificate(pem).validTo) - nowMs > RENEW_BEFORE_MS,
    );
  } catch {
    // A file that is no certificate is replaced like one that has expired.
    return false;
  }
}

/**
 * The identity of a cluster: read from the directory where it was kept, made anew where it is missing, broken or about to
 * expire. Without a directory it lives in memory. Keys are readable by their owner only.
 */
export async function loadCertificates(options: {
  clusterName: string;
  dir?: string;
  nowMs: number;
}): Promise<CertificateFiles & { caFile?: string }> {
  const { clusterName, dir, nowMs } = options;
  if (dir === undefined) return createCertificates({ clusterName, nowMs });

  await mkdir(dir, { recursive: true, mode: 0o700 });
  const caFile = join(dir, FILES.caCert);
  const kept = await readFiles(dir);
  if (kept && isUsable(kept, nowMs)) return { ...kept, caFile };

  const created = await createCertificates({ clusterName, nowMs });
  const write = (name: string, text: string, mode: number) =>
    writeFile(join(dir, name), text, { mode });
  await write(FILES.caKey, created.caKey, 0o600);
  await write(FILES.serverKey, created.serverKey, 0o600);
  await write(FILES.serverCert, created.serverCert, 0o644);
  await write(FILES.caCert, created.caCert, 0o644);
  return { ...created, caFile };
}
