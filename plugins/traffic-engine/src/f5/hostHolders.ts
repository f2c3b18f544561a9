import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { INGRESS, INGRESS_CLASS } from '../kinds/ingressKinds';
import { refTo } from '../model/refs';
import { compareText } from '../snapshot/compareText';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { isRecord, readList, readText } from '../snapshot/read';
import { classesOf } from './classes';
import { faultOfIngress } from './faultOfIngress';
import { faultOfTransportServer } from './faultOfTransportServer';
import { faultOfVirtualServer } from './faultOfVirtualServer';
import { readF5Object } from './F5Object';
import { F5_CONTROLLER, TRANSPORT_SERVER, VIRTUAL_SERVER } from './kinds';

/** One object that asks for a host. */
export interface HostClaim {
  readonly ref: ObjectRef;
  readonly createdAt: string;
  readonly uid: string;
}

/** Who has a host, of all that ask for it. */
export interface HostHolder {
  /** null: of several, it is not known which is the oldest. */
  readonly winner: HostClaim | null;
  readonly claims: readonly HostClaim[];
}

export const PASSTHROUGH_LISTENER = 'tls-passthrough';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const MERGEABLE = 'nginx.org/mergeable-ingress-type';

/**
 * Who has each host of each controller, by `holderKey`. VirtualServers, Ingresses and TransportServers for TLS passthrough share
 * hosts: the oldest wins, and of equally old ones the greater UID (chooseObjectMetaWinner). What is not valid asks for none.
 */
export const hostHolders: SnapshotIndex<ReadonlyMap<string, HostHolder>> = {
  name: 'F5 NGINX hosts',
  reads: [VIRTUAL_SERVER, TRANSPORT_SERVER, INGRESS, INGRESS_CLASS],
  build: snapshot => {
    const claims = [...listOwn(snapshot), ...listIngresses(snapshot)];
    return new Map(
      [...groupBy(claims, ({ key }) => key)].map(([key, rivals]) => {
        const sorted = rivals.map(({ claim }) => claim).sort(compareClaims);
        const [first, second] = sorted;
        const isDecided = !second || isBefore(first, second);
        return [key, { winner: isDecided ? first : null, claims: sorted }];
      }),
    );
  },
};

export function holderKey(className: string, host: string): string {
  return `${className}|${host}`;
}

interface KeyedClaim {
  readonly key: string;
  readonly claim: HostClaim;
}

function listOwn(snapshot: ClusterSnapshot): readonly KeyedClaim[] {
  const { cluster } = snapshot;
  const servers = snapshot
    .list(VIRTUAL_SERVER)
    .map(object => readF5Object(cluster, object))
    .filter(({ spec }) => faultOfVirtualServer(spec) === null);
  const passthroughs = snapshot
    .list(TRANSPORT_SERVER)
    .map(object => readF5Object(cluster, object))
    .filter(
      ({ spec }) =>
        faultOfTransportServer(spec) === null &&
        listenerOf(spec) === PASSTHROUGH_LISTENER,
    );
  return [...servers, ...passthroughs].flatMap(fact =>
    classesOf(snapshot, fact.className)
      .filter(({ door }) => door.state !== 'detached')
      .map(({ name }) => ({
        key: holderKey(name, fact.host),
        claim: { ref: fact.object, createdAt: fact.createdAt, uid: fact.uid },
      })),
  );
}

/** Ingresses of classes that are known to be F5's; the annotation goes before the field, and a minion asks for nothing. */
function listIngresses(snapshot: ClusterSnapshot): readonly KeyedClaim[] {
  const own = new Set(
    snapshot
      .list(INGRESS_CLASS)
      .filter(({ spec }) => readText(spec, 'controller') === F5_CONTROLLER)
      .map(({ metadata }) => metadata.name),
  );
  return snapshot.list(INGRESS).flatMap(ingress => {
    const { annotations, creationTimestamp, uid } = ingress.metadata;
    const className =
      annotations?.[CLASS_ANNOTATION] ||
      readText(ingress.spec, 'ingressClassName') ||
      '';
    const mergeableType = annotations?.[MERGEABLE];
    if (
      !own.has(className) ||
      mergeableType === 'minion' ||
      faultOfIngress(
        isRecord(ingress.spec) ? ingress.spec : {},
        mergeableType,
      ) !== null
    ) {
      return [];
    }
    const hosts = new Set(
      readList(ingress.spec, 'rules').map(rule =>
        (readText(rule, 'host') ?? '').toLowerCase(),
      ),
    );
    return [...hosts].map(host => ({
      key: holderKey(className, host),
      claim: {
        ref: refTo(snapshot.cluster, ingress),
        createdAt: creationTimestamp ?? '',
        uid: uid ?? '',
      },
    }));
  });
}

export function listenerOf(spec: unknown): string {
  const listener =
    typeof spec === 'object' && spec !== null && 'listener' in spec
      ? spec.listener
      : undefined;
  return readText(listener, 'name') ?? '';
}

function compareClaims(a: HostClaim, b: HostClaim): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(b.uid, a.uid) ||
    compareText(a.ref.kind, b.ref.kind) ||
    compareText(a.ref.namespace, b.ref.namespace) ||
    compareText(a.ref.name, b.ref.name)
  );
}

function isBefore(a: HostClaim, b: HostClaim): boolean {
  return (
    a.createdAt !== '' &&
    b.createdAt !== '' &&
    (a.createdAt !== b.createdAt ||
      (a.uid !== '' && b.uid !== '' && a.uid !== b.uid))
  );
}
