import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { CONFIG_MAP, SECRET, SERVICE } from '../../../kinds/coreKinds';
import type { KindRef } from '../../../kinds/KindRef';
import { lookUp } from '../../../references/lookUp';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readList,
  readNumber,
  readText,
} from '../../../snapshot/read';
import { serviceFact } from '../../../topology/Service';
import { BACKEND } from '../kinds';

/** Whether a reference of a policy leads to something that Envoy Gateway can use. */
export type ReferenceState = 'invalid' | 'valid' | 'not-known';

/** The kinds that references of policies may name; the first is meant where none is named. */
export const AS_SERVER: readonly KindRef[] = [SERVICE, BACKEND];
export const AS_SECRET: readonly KindRef[] = [SECRET];
export const AS_AUTHORITY: readonly KindRef[] = [SECRET, CONFIG_MAP];
export const AS_CODE: readonly KindRef[] = [CONFIG_MAP];

/** The references of a holder of `backendRefs`, or of the older `backendRef`. */
export function backendRefsOf(
  holder: Readonly<Record<string, unknown>>,
): unknown[] {
  return [
    ...(isRecord(holder.backendRef) ? [holder.backendRef] : []),
    ...readList(holder, 'backendRefs'),
  ];
}

/** The worst of several: one reference that leads nowhere spoils them all. */
export function worstOf(states: readonly ReferenceState[]): ReferenceState {
  if (states.includes('invalid')) {
    return 'invalid';
  }
  return states.includes('not-known') ? 'not-known' : 'valid';
}

/** Follows one reference: kind, permission, existence, and the port of a Service. */
export function followReference(
  snapshot: ClusterSnapshot,
  from: ObjectRef,
  { target, kinds }: { target: unknown; kinds: readonly KindRef[] },
): ReferenceState {
  const name = readText(target, 'name');
  const group = readText(target, 'group') ?? kinds[0].group;
  const named = readText(target, 'kind') ?? kinds[0].kind;
  const kind = kinds.find(
    known => known.group === group && known.kind === named,
  );
  if (!name || !kind) {
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
  if (found.state !== 'resolved' || permission.state !== 'permitted') {
    return 'not-known';
  }
  const port = readNumber(target, 'port');
  return kind === SERVICE &&
    !serviceFact(found.value).ports.some(own => own.port === port)
    ? 'invalid'
    : 'valid';
}
