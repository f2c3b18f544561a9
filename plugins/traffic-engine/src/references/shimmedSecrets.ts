import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { CERTIFICATE } from '../kinds/certManagerKinds';
import { GATEWAY } from '../kinds/gatewayApiKinds';
import { INGRESS } from '../kinds/ingressKinds';
import type { KindRef } from '../kinds/KindRef';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { readList, readRecord, readText } from '../snapshot/read';
import { isOrdered } from './certificates';
import { canTellAbsence } from './lookUp';

const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'];

/** Secrets (`namespace/name`) that cert-manager makes without an order that files could hold. */
type ShimmedSecrets = SnapshotIndex<ReadonlySet<string>>;

/** Those of Ingresses that name an issuer in an annotation (cert-manager, "Annotated Ingress resource"). */
export const ingressShims: ShimmedSecrets = shims({
  name: 'cert-manager annotations of Ingresses',
  kind: INGRESS,
  namesIn: spec =>
    readList(spec, 'tls').map(tls => readText(tls, 'secretName')),
});

/** Those of Gateways that name an issuer in an annotation (cert-manager, "Annotated Gateway resource"). */
export const gatewayShims: ShimmedSecrets = shims({
  name: 'cert-manager annotations of Gateways',
  kind: GATEWAY,
  namesIn: spec =>
    readList(spec, 'listeners')
      .flatMap(listener =>
        readList(readRecord(listener, 'tls'), 'certificateRefs'),
      )
      .map(ref => readText(ref, 'name')),
});

function shims(options: {
  name: string;
  kind: KindRef;
  namesIn: (spec: unknown) => readonly (string | undefined)[];
}): ShimmedSecrets {
  const { name, kind, namesIn } = options;
  return {
    name,
    reads: [kind],
    build: snapshot =>
      new Set(
        snapshot
          .list(kind)
          .filter(({ metadata: { annotations = {} } }) =>
            ISSUERS.some(key => Boolean(annotations[key])),
          )
          .flatMap(({ spec, metadata }) =>
            namesIn(spec).flatMap(secret =>
              secret ? [`${metadata.namespace ?? ''}/${secret}`] : [],
            ),
          ),
      ),
  };
}

/**
 * Whether cert-manager makes a Secret, or may, so that its absence from files says nothing: an order or one of the annotations
 * names it, or orders may not be read.
 */
export function mayBeIssued(
  snapshot: ClusterSnapshot,
  secret: Pick<ObjectRef, 'namespace' | 'name'>,
  annotated: readonly ShimmedSecrets[] = [],
): boolean {
  const { namespace, name } = secret;
  return (
    !canTellAbsence(snapshot.statusOf(CERTIFICATE), namespace) ||
    isOrdered(snapshot, secret) ||
    annotated.some(index => snapshot.index(index).has(`${namespace}/${name}`))
  );
}
