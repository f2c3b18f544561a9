import type { CredentialMaterial } from '../credentials/ClusterCredential';

/** The header that presents a credential; none for a client certificate, which the socket presents. */
export function authorizationOf(
  material: CredentialMaterial,
): Record<string, string> {
  if (material.bearerToken !== undefined) {
    return { authorization: `Bearer ${material.bearerToken}` };
  }
  if (material.basic) {
    const { username, password } = material.basic;
    const encoded = Buffer.from(`${username}:${password}`).toString('base64');
    return { authorization: `Basic ${encoded}` };
  }
  return {};
}
