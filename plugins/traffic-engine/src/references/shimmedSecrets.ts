import { GATEWAY } from '../kinds/gatewayApiKinds';
import { INGRESS } from '../kinds/ingressKinds';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readRecord, readText } from '../snapshot/read';

const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'];

/**
 * The Secrets (`namespace/name`) that cert-manager makes for Ingresses and Gateways that name an issuer in an annotation, so that
 * files hold neither them nor an order for them (cert-manager, "Annotated Ingress resource", "Annotated Gateway resource").
 */
export const shimmedSecrets: SnapshotIndex<ReadonlySet<string>> = {
  name: 'cert-manager annotations',
  reads: [INGRESS, GATEWAY],
  build: snapshot => {
    const annotated = (objects: readonly KubeObject[]) =>
      objects.filter(({ metadata: { annotations = {} } }) =>
        ISSUERS.some(key => Boolean(annotations[key])),
      );
    const inNamespace = ({ metadata }: KubeObject, name: string | undefined) =>
      name ? [`${metadata.namespace ?? ''}/${name}`] : [];
    return new Set([
      ...annotated(snapshot.list(INGRESS)).flatMap(ingress =>
        readList(ingress.spec, 'tls').flatMap(tls =>
          inNamespace(ingress, readText(tls, 'secretName')),
        ),
      ),
      ...annotated(snapshot.list(GATEWAY)).flatMap(gateway =>
        readList(gateway.spec, 'listeners')
          .flatMap(listener =>
            readList(readRecord(listener, 'tls'), 'certificateRefs'),
          )
          .flatMap(ref => inNamespace(gateway, readText(ref, 'name'))),
      ),
    ]);
  },
};
