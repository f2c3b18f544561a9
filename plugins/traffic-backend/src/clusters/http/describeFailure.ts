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

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The API server refuses connections (ECONNREFUSED).',
  ECONNRESET: 'The connection to the API server was cut (ECONNRESET).',
  EPIPE: 'The connection to the API server was cut (EPIPE).',
  ENOTFOUND: "The API server's name cannot be resolved (ENOTFOUND).",
  EAI_AGAIN: "The API server's name cannot be resolved now (EAI_AGAIN).",
  EHOSTUNREACH: 'There is no way to the API server (EHOSTUNREACH).',
  ENETUNREACH: 'There is no way to the API server (ENETUNREACH).',
};

/** Says in a sentence why a connection failed; only the error's code is used, since its text may hold addresses. */
export function describeFailure(error: unknown): Problem {
  const code = codeOf(error);
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') {
    return {
      reason: 'timeout',
      message: `The API server did not answer in time (${code}).`,
    };
  }
  if (CERTIFICATE_CODES.has(code)) {
    return {
      reason: 'unreachable',
      message: `The API server's certificate is not trusted (${code}); check \`caData\` or \`caFile\` of this cluster.`,
    };
  }
  return {
    reason: 'unreachable',
    message:
      SENTENCES[code] ??
      `The connection to the API server failed (${code || 'no code'}).`,
  };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) {
    return '';
  }
  return typeof error.code === 'string' ? error.code : '';
}
