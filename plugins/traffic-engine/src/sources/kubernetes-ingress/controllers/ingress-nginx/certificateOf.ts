import type { Host } from '@portolan/plugin-traffic-common';
import { certificateAt } from '../../../../references/certificates';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import type { NginxServer } from './servers';

/** The Secret that a host is answered with, `default` for the controller's own certificate; undefined where not known. */
export type ChosenCertificate =
  | { readonly namespace: string; readonly name: string }
  | 'default'
  | undefined;

/**
 * The certificate of a host (controller.go, extractTLSSecretName): the Secret of the first TLS entry that names it, else the
 * first of the section whose own names cover it, else the controller's default one.
 */
export function certificateOf(
  snapshot: ClusterSnapshot,
  { host, tls }: Pick<NginxServer, 'host' | 'tls'>,
): ChosenCertificate {
  if (!tls || host === '') {
    return 'default';
  }
  const { fact, secretNames } = tls;
  const { namespace } = fact.object;
  if (tls.isNamed) {
    return secretNames.length === 0
      ? 'default'
      : { namespace, name: secretNames[0] };
  }
  for (const name of secretNames) {
    const covered = covers(snapshot, { namespace, name }, host);
    if (covered !== false) {
      const found = covered ? name : tls.assumed;
      return found === null ? undefined : { namespace, name: found };
    }
  }
  return 'default';
}

/** Whether a certificate is valid for another name of its host; undefined where its names are not known. */
export function coversAlias(
  snapshot: ClusterSnapshot,
  server: Pick<NginxServer, 'host' | 'tls'>,
  alias: string,
): boolean | undefined {
  const chosen = certificateOf(snapshot, server);
  return chosen === undefined || chosen === 'default'
    ? undefined
    : covers(snapshot, chosen, alias);
}

function covers(
  snapshot: ClusterSnapshot,
  secret: { readonly namespace: string; readonly name: string },
  name: string,
): boolean | undefined {
  const host: Host = {
    kind: name.startsWith('*.') ? 'wildcard' : 'exact',
    value: name,
  };
  const { state, covers: answer } = certificateAt(snapshot, secret, host);
  switch (state) {
    case 'read':
      // Of a wildcard nothing but the same wildcard counts (ssl.IsValidHostname).
      return answer === true;
    case 'missing':
    case 'malformed':
      return false;
    default:
      return undefined;
  }
}
