import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { POD, SERVICE } from '../kinds/coreKinds';
import { parseAddress, parseCidr } from '../match/cidr';
import { refTo } from '../model/refs';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { workloadIndex } from '../topology/workloadIndex';
import type { AskedEnd } from './AskedEnd';

/** A reference of the catalog; the namespace may be left out. */
const ENTITY = /^([a-z][a-z0-9-]*):(?:([^:/]+)\/)?([^:/]+)$/i;

/**
 * One end of a connection as a person writes it: `namespace/name`, `kind/namespace/name`, `kind:namespace/name` of the
 * catalog, an address, a range of addresses or a host name. A name without a kind means a Service where it is the destination, else a workload, else a pod. Returns
 * the sentence that says what to write instead when it means nothing, or several things.
 */
export function parseAskedEnd(
  text: string,
  end: 'from' | 'to',
  snapshot: ClusterSnapshot,
): AskedEnd | { readonly problem: string } {
  if (parseAddress(text)) {
    return { kind: 'address', ip: text };
  }
  if (parseCidr(text)) {
    return { kind: 'cidr', cidr: text };
  }
  const [, kindOfEntity, namespaceOfEntity = 'default', entity] =
    ENTITY.exec(text) ?? [];
  if (kindOfEntity !== undefined) {
    return {
      kind: 'entity',
      entityRef:
        `${kindOfEntity}:${namespaceOfEntity}/${entity}`.toLowerCase(),
    };
  }
  const parts = text.split('/');
  const [name, namespace, kind] = [...parts].reverse();
  if (parts.length === 1 && end === 'to') {
    return { kind: 'host', host: text.toLowerCase() };
  }
  if (parts.length > 3 || parts.length === 1 || parts.includes('')) {
    return {
      problem: `"${text}" is no end of a connection: write namespace/name, kind/namespace/name, kind:namespace/name of the catalog, an address${
        end === 'to' ? ', a range or a host name' : ' or a range'
      }.`,
    };
  }
  const candidates = candidatesOf(snapshot, namespace, name).filter(
    ref =>
      (kind === undefined || ref.kind.toLowerCase() === kind.toLowerCase()) &&
      (end === 'to' || ref.kind !== SERVICE.kind),
  );
  const [first, ...others] = candidates;
  if (!first) {
    return { problem: `There is no ${text} in cluster ${snapshot.cluster}.` };
  }
  return others.length > 0 && first.kind !== SERVICE.kind
    ? {
        problem: `${text} may be ${candidates
          .map(ref => `${ref.kind.toLowerCase()}/${text}`)
          .join(' or ')}: say which.`,
      }
    : { kind: 'object', ref: first };
}

/** Service first, then workloads, then a pod that is no workload of its own. */
function candidatesOf(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): readonly ObjectRef[] {
  const service = snapshot.get(SERVICE, namespace, name);
  const workloads = snapshot
    .index(workloadIndex)
    .inNamespace(namespace)
    .map(({ ref }) => ref)
    .filter(ref => ref.name === name);
  const pod = snapshot.get(POD, namespace, name);
  const isWorkload = workloads.some(ref => ref.kind === POD.kind);
  return [
    ...(service ? [refTo(snapshot.cluster, service)] : []),
    ...workloads,
    ...(pod && !isWorkload ? [refTo(snapshot.cluster, pod)] : []),
  ];
}
