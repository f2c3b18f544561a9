import type { LayerVerdict, Provenance } from '@portolan/plugin-traffic-common';
import {
  externalHosts,
  isVisible,
  opensPortToAll,
  type ExternalHost,
} from '../../istio/externalHosts';
import { serviceEntries } from '../../istio/facts/serviceEntries';
import type { Sidecar } from '../../istio/facts/sidecars';
import { coversHost, serviceOfFullName } from '../../istio/hostnames';
import { CLUSTER_DOMAIN, SERVICE_ENTRY } from '../../istio/kinds';
import { importsHost, type Import } from '../../istio/sidecarScopes';
import { CONFIG_MAP, ENDPOINT_SLICE, SERVICE } from '../../kinds/coreKinds';
import { parseAddress, parseCidr, overlap } from '../../match/cidr';
import { matchLabels } from '../../match/labels';
import type { Connection, ConnectionEnd } from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { readList } from '../../snapshot/read';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import { SOURCE_ID } from './kinds';

/** Whether a proxy knows where a connection goes: `doubt` with the reason for which it cannot be told. */
export type Known =
  | { readonly state: 'yes'; readonly rules: readonly Provenance[] }
  | { readonly state: 'no' }
  | {
      readonly state: 'doubt';
      readonly code: LayerVerdict['code'];
      readonly rules: readonly Provenance[];
    };

export interface KnownTo {
  readonly viewer: string;
  readonly sidecar: Sidecar | undefined;
}

interface ClusterServices {
  readonly byNamespace: ReadonlyMap<string, readonly ServiceFact[]>;
  readonly clusterIps: ReadonlySet<string>;
  /** Services that stand for a host outside, or for addresses that somebody keeps: by the host or address. */
  readonly standIns: ReadonlyMap<string, readonly ServiceFact[]>;
}

const clusterServices: SnapshotIndex<ClusterServices> = {
  name: 'istio cluster services',
  reads: [SERVICE, ENDPOINT_SLICE],
  build: snapshot => {
    const all = snapshot.list(SERVICE).map(serviceFact);
    const kept = snapshot.list(ENDPOINT_SLICE).flatMap(slice => {
      const { namespace = '', labels } = slice.metadata;
      const name = labels?.['kubernetes.io/service-name'];
      const service = name && snapshot.get(SERVICE, namespace, name);
      const fact = service ? serviceFact(service) : undefined;
      return fact && fact.selector === null
        ? readList(slice, 'endpoints').flatMap(endpoint =>
            readList(endpoint, 'addresses').flatMap(address =>
              typeof address === 'string' ? [{ at: address, fact }] : [],
            ),
          )
        : [];
    });
    const named = all.flatMap(fact =>
      fact.externalName ? [{ at: fact.externalName.toLowerCase(), fact }] : [],
    );
    return {
      byNamespace: groupBy(all, ({ namespace }) => namespace),
      clusterIps: new Set(all.flatMap(({ clusterIPs }) => clusterIPs)),
      standIns: new Map(
        [...groupBy([...kept, ...named], ({ at: place }) => place)].map(
          ([place, found]) => [place, found.map(({ fact }) => fact)],
        ),
      ),
    };
  },
};

const openEntries: SnapshotIndex<readonly ExternalHost[]> = {
  name: 'istio service entries that open a port to all',
  reads: [SERVICE_ENTRY, CONFIG_MAP],
  build: snapshot =>
    snapshot
      .index(externalHosts)
      .all.filter(external => opensPortToAll(external).length > 0),
};

const NO: Known = { state: 'no' };

/** Whether proxies of a namespace know a destination by their registry (Services and ServiceEntries that they may see). */
export function isKnown(
  snapshot: ClusterSnapshot,
  { to, port }: Pick<Connection, 'to' | 'port'>,
  asked: KnownTo,
): Known {
  const known = askRegistry(snapshot, { to, port }, asked);
  return known.state === 'no' ? sureNo(snapshot) : known;
}

function askRegistry(
  snapshot: ClusterSnapshot,
  { to, port }: Pick<Connection, 'to' | 'port'>,
  asked: KnownTo,
): Known {
  switch (to.kind) {
    case 'host':
      return isHostKnown(snapshot, to.host.toLowerCase(), port, asked);
    case 'any-pod':
      // Proxies know the pods that Services of their registry lead to, and no others.
      return doubt('depends-on-peer', []);
    case 'pod':
      return isPodKnown(snapshot, to, asked);
    case 'address':
      return isAddressKnown(snapshot, to.ip, port, asked);
    default: {
      const [, ip] = /^(.+?)\/(?:32|128)$/.exec(to.cidr) ?? [];
      return ip
        ? isAddressKnown(snapshot, ip, port, asked)
        : doubt('depends-on-address', []);
    }
  }
}

function doubt(
  code: LayerVerdict['code'],
  rules: readonly Provenance[],
): Known {
  return { state: 'doubt', code, rules };
}

/** A refusal is sure only where every ServiceEntry was seen and read: any namespace may hold the one that names the host. */
function sureNo(snapshot: ClusterSnapshot): Known {
  const status = snapshot.statusOf(SERVICE_ENTRY);
  const isSeen =
    status.state === 'absent' ||
    ((status.state === 'synced' || status.state === 'stale') &&
      !status.namespaces);
  if (!isSeen) {
    return doubt('kind-not-known', []);
  }
  const { unreadable } = snapshot.index(serviceEntries);
  return unreadable.length > 0
    ? doubt(
        'policy-not-readable',
        unreadable.map(({ object, path }) => at(SOURCE_ID, object)(path)),
      )
    : NO;
}

function isHostKnown(
  snapshot: ClusterSnapshot,
  host: string,
  port: Connection['port'],
  asked: KnownTo,
): Known {
  const named = serviceOfFullName(host);
  if (named) {
    return isServiceKnown(snapshot, host, named.namespace, asked);
  }
  const all = snapshot.index(externalHosts);
  const externals = all.find(host, asked.viewer);
  const answers = externals.map(external => ({
    external,
    imported: imports(
      external.host,
      external.ref.namespace,
      portOf(port),
      asked,
    ),
    ports: portAnswer(external, port),
  }));
  const fitting = answers.filter(
    ({ imported, ports }) => imported !== 'no' && ports !== 'no',
  );
  const sure = fitting.filter(
    ({ external, imported, ports }) =>
      imported === 'yes' && ports === 'yes' && coversHost(external.host, host),
  );
  if (sure.length > 0) {
    return {
      state: 'yes',
      rules: sure.map(({ external }) => placeOf(external)),
    };
  }
  if (fitting.length > 0) {
    return doubt(
      fitting.some(({ ports }) => ports === 'maybe')
        ? 'depends-on-port'
        : 'depends-on-address',
      fitting.map(({ external }) => placeOf(external)),
    );
  }
  const open = portsOpenToAll(snapshot, port, asked);
  if (open.length > 0) {
    return { state: 'yes', rules: open.map(placeOf) };
  }
  const services = snapshot.statusOf(SERVICE);
  if (!canTellAbsence(services, asked.viewer)) {
    return doubt('kind-not-known', []);
  }
  return hasStandIn(snapshot, host, asked) ? doubt('not-interpreted', []) : NO;
}

/** Who calls a Service that stands for a destination is let through, who calls the destination itself is not. */
function hasStandIn(
  snapshot: ClusterSnapshot,
  place: string,
  asked: KnownTo,
): boolean {
  return (snapshot.index(clusterServices).standIns.get(place) ?? []).some(
    service =>
      imports(fullNameOf(service), service.namespace, null, asked) !== 'no',
  );
}

function isServiceKnown(
  snapshot: ClusterSnapshot,
  fullName: string,
  namespace: string,
  asked: KnownTo,
): Known {
  if (!canTellAbsence(snapshot.statusOf(SERVICE), namespace)) {
    return doubt('kind-not-known', []);
  }
  const exists = (
    snapshot.index(clusterServices).byNamespace.get(namespace) ?? []
  ).some(service => fullNameOf(service) === fullName);
  const imported = imports(fullName, namespace, null, asked);
  if (!exists || imported === 'no') {
    return NO;
  }
  return imported === 'yes'
    ? { state: 'yes', rules: [] }
    : doubt('depends-on-address', []);
}

function isPodKnown(
  snapshot: ClusterSnapshot,
  { namespace, labels }: Extract<ConnectionEnd, { kind: 'pod' }>,
  asked: KnownTo,
): Known {
  if (!canTellAbsence(snapshot.statusOf(SERVICE), namespace)) {
    return doubt('kind-not-known', []);
  }
  const answers = (
    snapshot.index(clusterServices).byNamespace.get(namespace) ?? []
  )
    .filter(
      ({ selector }) =>
        selector !== null &&
        Object.keys(selector).length > 0 &&
        matchLabels({ matchLabels: selector }, labels),
    )
    .map(service => imports(fullNameOf(service), namespace, null, asked));
  if (answers.length > 0 && answers.every(answer => answer === 'yes')) {
    return { state: 'yes', rules: [] };
  }
  return answers.every(answer => answer === 'no')
    ? NO
    : doubt('depends-on-address', []);
}

function isAddressKnown(
  snapshot: ClusterSnapshot,
  ip: string,
  port: Connection['port'],
  asked: KnownTo,
): Known {
  const address = parseAddress(ip);
  const visible = snapshot
    .index(externalHosts)
    .all.filter(
      external =>
        portAnswer(external, port) !== 'no' &&
        imports(external.host, external.ref.namespace, portOf(port), asked) !==
          'no' &&
        isVisible(external, asked.viewer),
    );
  const named = visible.filter(({ entry: { spec } }) =>
    spec.addresses.some(text => {
      const range = parseCidr(text) ?? parseAddress(text);
      return address && range && overlap(address, range);
    }),
  );
  if (named.length > 0 && typeof port === 'number') {
    return { state: 'yes', rules: named.map(placeOf) };
  }
  const open = portsOpenToAll(snapshot, port, asked);
  if (open.length > 0) {
    return { state: 'yes', rules: open.map(placeOf) };
  }
  const services = snapshot.index(clusterServices);
  return visible.length > 0 ||
    services.clusterIps.has(ip) ||
    hasStandIn(snapshot, ip, asked) ||
    [SERVICE, ENDPOINT_SLICE].some(
      kind => !canTellAbsence(snapshot.statusOf(kind), asked.viewer),
    )
    ? doubt('depends-on-address', visible.map(placeOf))
    : NO;
}

function portsOpenToAll(
  snapshot: ClusterSnapshot,
  port: Connection['port'],
  asked: KnownTo,
): readonly ExternalHost[] {
  return typeof port === 'number'
    ? snapshot
        .index(openEntries)
        .filter(
          external =>
            opensPortToAll(external).includes(port) &&
            isVisible(external, asked.viewer) &&
            imports(external.host, external.ref.namespace, port, asked) ===
              'yes',
        )
    : [];
}

function imports(
  host: string,
  owner: string,
  port: number | null,
  { viewer, sidecar }: KnownTo,
): Import {
  return sidecar ? importsHost(sidecar, { host, owner, viewer, port }) : 'yes';
}

function portOf(port: Connection['port']): number | null {
  return typeof port === 'number' ? port : null;
}

function portAnswer(
  { ports }: ExternalHost,
  port: Connection['port'],
): 'yes' | 'no' | 'maybe' {
  if (typeof port === 'number') {
    return ports.some(({ number }) => number === port) ? 'yes' : 'no';
  }
  const within = ports.some(
    ({ number }) => !port || (number >= port.from && number <= port.to),
  );
  return within ? 'maybe' : 'no';
}

function placeOf({ ref, path }: ExternalHost): Provenance {
  return at(SOURCE_ID, ref)(path);
}

function fullNameOf({ namespace, name }: ServiceFact): string {
  return `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
}
