import type { Problem } from '@portolan/plugin-traffic-common';

const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const SENTENCES: Readonly<Record<string, (peer: string) => string>> = {
  ECONNREFUSED: peer => `The ${peer} refuses connections (ECONNREFUSED).`,
  ECONNRESET: peer => `The connection to the ${peer} was cut (ECONNRESET).`,
  EPIPE: peer => `The connection to the ${peer} was cut (EPIPE).`,
  ENOTFOUND: peer => `The ${peer}'s name cannot be resolved (ENOTFOUND).`,
  EAI_AGAIN: peer => `The ${peer}'s name cannot be resolved now (EAI_AGAIN).`,
  EHOSTUNREACH: peer => `There is no way to the ${peer} (EHOSTUNREACH).`,
  ENETUNREACH: peer => `There is no way to the ${peer} (ENETUNREACH).`,
};

/** Who is at the other end, in sentences: "The API server refuses connections". */
export const API_SERVER = 'API server';

/** Says in a sentence why a connection failed; only the error's code is used, since its text may hold addresses. */
export function describeFailure(
  error: unknown,
  peer: string = API_SERVER,
): Problem {
  const code = codeOf(error);
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') {
    return {
      reason: 'timeout',
      message: `The ${peer} did not answer in time (${code}).`,
    };
  }
  if (CERTIFICATE_CODES.has(code)) {
    return {
      reason: 'unreachable',
      message: `The ${peer}'s certificate is not trusted (${code}); check \`caData\` or \`caFile\` where it is configured.`,
    };
  }
  return {
    reason: 'unreachable',
    message:
      SENTENCES[code]?.(peer) ??
      `The connection to the ${peer} failed (${code || 'no code'}).`,
  };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) {
    return '';
  }
  return typeof error.code === 'string' ? error.code : '';
}
