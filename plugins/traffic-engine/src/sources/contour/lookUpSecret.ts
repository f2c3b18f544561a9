import type { Reason } from '@portolan/plugin-traffic-common';
import { SECRET } from '../../kinds/coreKinds';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import { mayBeIssued } from '../../references/shimmedSecrets';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { readList, readText } from '../../snapshot/read';
import { TLS_CERTIFICATE_DELEGATION } from './kinds';

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Whether Contour may use a Secret from a namespace; what a Secret holds is not looked at. */
export type SecretAnswer =
  | { readonly state: 'usable' | 'missing' | 'not-delegated' }
  | { readonly state: 'unknown'; readonly reason: Reason };

/** A Secret as HTTPProxy names it: `name`, or `namespace/name`; null without one. */
export function secretNamed(
  text: string | undefined,
  namespace: string,
): SecretName | null {
  if (!text) {
    return null;
  }
  const slash = text.indexOf('/');
  return slash < 0
    ? { namespace, name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** One of another namespace has to be delegated there first; only then does Contour ask whether it exists. */
export function lookUpSecret(
  snapshot: ClusterSnapshot,
  secret: SecretName,
  from: string,
): SecretAnswer {
  const { namespace, name } = secret;
  if (namespace !== from && !isDelegated(snapshot, secret, from)) {
    return canTellAbsence(
      snapshot.statusOf(TLS_CERTIFICATE_DELEGATION),
      namespace,
    )
      ? { state: 'not-delegated' }
      : {
          state: 'unknown',
          reason: {
            code: 'NotKnown',
            params: { kind: 'TLSCertificateDelegation', name: namespace },
          },
        };
  }
  // One that cert-manager makes, or may make, is not missing because files do not hold it.
  const isGone =
    lookUp(snapshot, SECRET, namespace, name).state === 'missing' &&
    !mayBeIssued(snapshot, secret);
  return { state: isGone ? 'missing' : 'usable' };
}

function isDelegated(
  snapshot: ClusterSnapshot,
  secret: SecretName,
  to: string,
): boolean {
  return snapshot
    .list(TLS_CERTIFICATE_DELEGATION, secret.namespace)
    .flatMap(({ spec }) => readList(spec, 'delegations'))
    .some(delegation => {
      const targets = readList(delegation, 'targetNamespaces');
      // `*` stands for all only where it stands alone (delegationPermitted).
      const isForAll = targets.length === 1 && targets[0] === '*';
      return (
        readText(delegation, 'secretName') === secret.name &&
        (isForAll || targets.includes(to))
      );
    });
}
