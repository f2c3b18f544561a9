import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { findUrls } from '../ingest/mining/findUrls';
import { POD, SERVICE } from '../kinds/coreKinds';
import { parseAddress, parseCidr } from '../match/cidr';
import { refTo } from '../model/refs';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { workloadIndex } from '../topology/workloadIndex';
import type { AskedEnd } from './AskedEnd';

/** A reference of the catalog; the namespace may be left out. */
const ENTITY = /^([a-z][a-z0-9-]*):(?:([^:/]+)\/)?([^:/]+)$/i;

const URL_IS_NO_SOURCE =
  'A URL is nothing that connections come from: write namespace/name, an entity of the catalog, an address or a range.';
/** A name that ends in a number is an address or nothing (WHATWG URL, "ends in a number"). */
const LIKE_AN_ADDRESS =
  /^(?:[\w-]+\.)*\d+(?:\/\d+)?$|^[0-9a-f:.]*::[0-9a-f:.]*(?:\/\d+)?$/i;

/**
 * One end of a connection as a person writes it: `namespace/name`, `kind/namespace/name`, `kind:namespace/name` of the
 * catalog, an address, a range of addresses, a host name or a URL. A name without a kind means a Service where it is the destination, else a workload, else a pod. Returns
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
  if (text.includes('://')) {
    return end === 'to' ? hostOfUrl(text) : { problem: URL_IS_NO_SOURCE };
  }
  if (LIKE_AN_ADDRESS.test(text)) {
    return {
      problem: `"${text}" is no address or range of addresses, and no name either.`,
    };
  }
  const [, kindOfEntity, namespaceOfEntity = 'default', entity] =
    ENTITY.exec(text) ?? [];
  if (kindOfEntity !== undefined) {
    return {
      kind: 'entity',
      entityRef: `${kindOfEntity}:${namespaceOfEntity}/${entity}`.toLowerCase(),
    };
  }
  const parts = text.split('/');
  const [name, namespace, kind] = [...parts].reverse();
  if (parts.length === 1 && end === 'to') {
    return { kind: 'host', host: text.toLowerCase().replace(/\.$/, '') };
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

/** Of a URL the host alone, so that no password in it is ever repeated. */
function hostOfUrl(text: string): AskedEnd | { readonly problem: string } {
  const [url, ...others] = findUrls(text);
  return url && others.length === 0
    ? { kind: 'host', host: url.host }
    : {
        problem:
          'This URL names no host that can be asked about: write the host name alone.',
      };
}
