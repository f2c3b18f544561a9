import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { SECRET, SERVICE } from '../../../kinds/coreKinds';
import { refKey } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { SECURITY_POLICY } from '../kinds';

/** Whether a policy is one that Envoy Gateway cannot translate, so that its routes answer with 500. */
type PolicyFault = 'invalid' | 'valid' | 'not-known';

/**
 * What the controller says of the policy's current generation at one Gateway; where it says nothing, whether the backends and
 * credentials that a SecurityPolicy cannot do without are there (a reference that does not resolve makes it invalid).
 */
export function invalidityOf(
  snapshot: ClusterSnapshot,
  policy: { ref: ObjectRef; object: KubeObject },
): (gateway: ObjectRef) => boolean {
  const predicted = predictedFault(snapshot, policy);
  // Asked for every route behind a Gateway.
  const known = new Map<string, boolean>();
  return gateway => {
    const key = refKey(gateway);
    const answer =
      known.get(key) ??
      (statedFault(policy.object, gateway) ?? predicted) === 'invalid';
    known.set(key, answer);
    return answer;
  };
}

function statedFault(
  object: KubeObject,
  gateway: ObjectRef,
): PolicyFault | undefined {
  const { namespace = '', generation } = object.metadata;
  const accepted = readList(readRecord(object, 'status'), 'ancestors')
    .filter(ancestor => {
      const ref = readRecord(ancestor, 'ancestorRef');
      return (
        readText(ref, 'name') === gateway.name &&
        (readText(ref, 'namespace') ?? namespace) === gateway.namespace
      );
    })
    .flatMap(ancestor => readList(ancestor, 'conditions'))
    .filter(condition => {
      const observed = readNumber(condition, 'observedGeneration');
      return (
        readText(condition, 'type') === 'Accepted' &&
        (observed === undefined ||
          generation === undefined ||
          observed >= generation)
      );
    });
  if (
    accepted.some(
      condition =>
        readText(condition, 'status') === 'False' &&
        readText(condition, 'reason') === 'Invalid',
    )
  ) {
    return 'invalid';
  }
  return accepted.length > 0 ? 'valid' : undefined;
}

function predictedFault(
  snapshot: ClusterSnapshot,
  { ref, object }: { ref: ObjectRef; object: KubeObject },
): PolicyFault {
  if (ref.kind !== SECURITY_POLICY.kind) {
    return 'valid';
  }
  const spec = readRecord(object, 'spec');
  const extAuth = readRecord(spec, 'extAuth');
  const answers = [
    ...['grpc', 'http'].flatMap(protocol =>
      backendRefsOf(readRecord(extAuth, protocol)).map(target =>
        resolve(snapshot, ref, { target, kind: SERVICE }),
      ),
    ),
    ...[
      readRecord(spec, 'basicAuth').users,
      readRecord(spec, 'oidc').clientSecret,
      ...readList(readRecord(spec, 'apiKeyAuth'), 'credentialRefs'),
    ]
      .filter(isRecord)
      .map(target => resolve(snapshot, ref, { target, kind: SECRET })),
  ];
  if (answers.includes('invalid')) {
    return 'invalid';
  }
  return answers.includes('not-known') ? 'not-known' : 'valid';
}

function backendRefsOf(holder: Readonly<Record<string, unknown>>): unknown[] {
  return [
    ...(isRecord(holder.backendRef) ? [holder.backendRef] : []),
    ...readList(holder, 'backendRefs'),
  ];
}

function resolve(
  snapshot: ClusterSnapshot,
  from: ObjectRef,
  { target, kind }: { target: unknown; kind: typeof SERVICE },
): PolicyFault {
  const name = readText(target, 'name');
  const group = readText(target, 'group') ?? kind.group;
  if (
    !name ||
    group !== kind.group ||
    (readText(target, 'kind') ?? kind.kind) !== kind.kind
  ) {
    return 'not-known';
  }
  const to = {
    cluster: snapshot.cluster,
    group,
    kind: kind.kind,
    namespace: readText(target, 'namespace') || from.namespace,
    name,
  };
  const permission = snapshot.index(referenceGrants).permission(from, to);
  if (permission.state === 'forbidden') {
    return 'invalid';
  }
  const found = lookUp(snapshot, kind, to.namespace, name);
  if (found.state === 'missing') {
    return 'invalid';
  }
  return found.state === 'resolved' && permission.state === 'permitted'
    ? 'valid'
    : 'not-known';
}
