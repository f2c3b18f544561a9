import type { Destination } from '@portolan/plugin-traffic-common';
import { parse } from 'tldts';
import { NAMESPACE, SERVICE } from '../../kinds/coreKinds';
import { parseAddress } from '../../match/cidr';
import { refOf } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../topology/Service';
import type { FoundEndpoint } from './minedValues';

const MAX_ALIASES = 4;
/** `<service>.<namespace>.svc`, with the name of one pod before it for headless Services; the domain is taken for cluster.local. */
const CLUSTER_NAME = /^(?:[^.]+\.)?([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/;

/** Where a mined host leads; `ambiguous` where what is known does not tell a Service from a host outside. */
export type ResolvedHost =
  | { readonly state: 'resolved'; readonly destination: Destination }
  | { readonly state: 'nothing' }
  | { readonly state: 'ambiguous' };

const NOTHING: ResolvedHost = { state: 'nothing' };

/**
 * A host as the cluster's DNS sees it from a namespace: a Service of its own, `<service>.<namespace>`, a name of the cluster,
 * an address, or a host outside. An ExternalName Service is followed to the host that it stands for.
 */
export function resolveHost(
  snapshot: ClusterSnapshot,
  endpoint: Pick<FoundEndpoint, 'host' | 'port' | 'scheme'>,
  namespace: string,
): ResolvedHost {
  const { host } = endpoint;
  if (parseAddress(host)) {
    return resolved({
      kind: 'cidr',
      cidr: `${host}/${host.includes(':') ? 128 : 32}`,
      except: [],
    });
  }
  const [, service, inNamespace] = CLUSTER_NAME.exec(host) ?? [];
  if (service !== undefined) {
    return resolved(serviceOrAlias(snapshot, inNamespace, service));
  }
  const labels = host.split('.');
  if (labels.length === 1) {
    return ownService(snapshot, namespace, host);
  }
  if (labels.length === 2) {
    const [name, other] = labels;
    if (snapshot.get(SERVICE, other, name)) {
      return resolved(serviceOrAlias(snapshot, other, name));
    }
    if (!canTellAbsence(snapshot.statusOf(SERVICE), other)) {
      if (snapshot.get(NAMESPACE, '', other)) {
        return resolved(serviceOrAlias(snapshot, other, name));
      }
      if (!canTellAbsence(snapshot.statusOf(NAMESPACE), '')) {
        return { state: 'ambiguous' };
      }
    }
  }
  return isHostOutside(endpoint) ? resolved({ kind: 'host', host }) : NOTHING;
}

/** A single label is a Service or nothing: no other name is looked up without a domain. */
function ownService(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): ResolvedHost {
  const isKnownMissing =
    !snapshot.get(SERVICE, namespace, name) &&
    canTellAbsence(snapshot.statusOf(SERVICE), namespace);
  return isKnownMissing
    ? NOTHING
    : resolved(serviceOrAlias(snapshot, namespace, name));
}

/** A bare name without a port may be any text with dots, so it must end in a domain that exists. */
function isHostOutside({
  host,
  port,
  scheme,
}: Pick<FoundEndpoint, 'host' | 'port' | 'scheme'>): boolean {
  return (
    scheme !== undefined || port !== undefined || parse(host).isIcann === true
  );
}

function serviceOrAlias(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
  followed = 0,
): Destination {
  const object = snapshot.get(SERVICE, namespace, name);
  const alias = object && serviceFact(object).externalName;
  const host = alias?.toLowerCase().replace(/\.$/, '');
  if (!host || followed === MAX_ALIASES) {
    return {
      kind: 'service',
      service: refOf(snapshot.cluster, SERVICE, namespace, name),
    };
  }
  const [, service, inNamespace] = CLUSTER_NAME.exec(host) ?? [];
  return service === undefined
    ? { kind: 'host', host }
    : serviceOrAlias(snapshot, inNamespace, service, followed + 1);
}

function resolved(destination: Destination): ResolvedHost {
  return { state: 'resolved', destination };
}
