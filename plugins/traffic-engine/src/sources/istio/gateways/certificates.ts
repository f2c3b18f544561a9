import type { Certificate } from '@portolan/plugin-traffic-common';
import type { GatewayServer } from '../../../istio/facts/gateways';
import { refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { SECRET } from '../kinds';
import type { GatewayWorkloads } from './ServerEntry';

/** Credentials of other origins: `kubernetes-gateway://ns/name`, as istiod writes them for the Gateway API. */
const FOREIGN = '://';

/** The names of all Secrets that a server takes its certificates from, with the field of each. */
function credentialsOf(
  tls: GatewayServer['tls'],
): readonly { name: string; field: string }[] {
  return [
    ...(tls?.credentialName
      ? [{ name: tls.credentialName, field: 'credentialName' }]
      : []),
    ...(tls?.credentialNames ?? []).map((name, index) => ({
      name,
      field: `credentialNames[${index}]`,
    })),
  ];
}

/**
 * The certificates of a server: Secrets are looked for in the namespace of the gateway's PODS, not of the Gateway object
 * (Gateway.tls.credentialName). Missing only where all pods and Secrets are known. Certificates from files of the proxy
 * have no object.
 */
export function resolveCertificates(
  snapshot: ClusterSnapshot,
  tls: GatewayServer['tls'],
  workloads: GatewayWorkloads,
): readonly Certificate[] {
  const named = credentialsOf(tls);
  if (named.length === 0) {
    return tls?.serverCertificate ? [{ ref: null, state: 'not-read' }] : [];
  }
  return named.flatMap(({ name }) =>
    name.includes(FOREIGN)
      ? [{ ref: null, state: 'unsupported' as const }]
      : workloads.namespaces.map((namespace): Certificate => {
          const ref = refOf(snapshot.cluster, SECRET, namespace, name);
          const found = lookUp(snapshot, SECRET, namespace, name);
          const isMissing =
            found.state === 'missing' &&
            workloads.isKnown &&
            workloads.workloads.length > 0;
          return { ref, state: isMissing ? 'missing' : 'not-read' };
        }),
  );
}
