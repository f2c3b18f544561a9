import type { KindStatus, ObjectRef } from '@portolan/plugin-traffic-common';
import { CONFIG_MAP, SERVICE } from '../kinds/coreKinds';
import { refTo } from '../model/refs';
import { canTellAbsence } from '../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { serviceFact, type ServiceFact } from '../topology/Service';
import { exportToOfService, isExportedTo } from './exportTo';
import { serviceEntries, type ServiceEntry } from './facts/serviceEntries';
import { compareSpecificity, coversHost, serviceOfFullName } from './hostnames';
import { SERVICE_ENTRY } from './kinds';
import { meshConfig } from './meshConfig';

/** What a host name means in the mesh: a Service of the cluster, or what a ServiceEntry adds to it. */
export type HostEntry =
  | {
      readonly kind: 'service';
      readonly ref: ObjectRef;
      readonly service: ServiceFact;
    }
  | {
      readonly kind: 'service-entry';
      readonly ref: ObjectRef;
      readonly entry: ServiceEntry;
    };

/** `hidden`: it is there, and its `exportTo` does not let the asking namespace see it. */
export type HostResolution =
  | { readonly state: 'resolved'; readonly value: HostEntry }
  | { readonly state: 'missing' }
  | { readonly state: 'hidden'; readonly ref: ObjectRef }
  | { readonly state: 'unknown'; readonly because: KindStatus };

export interface HostRegistry {
  /** What a full name means to proxies of a namespace. */
  find(fullName: string, viewer: string): HostResolution;
}

/** The mesh's host names: Services by their full name, and the hosts of ServiceEntries, exact ones before wildcards. */
export const hostRegistry: SnapshotIndex<HostRegistry> = {
  name: 'istio hosts',
  reads: [SERVICE, SERVICE_ENTRY, CONFIG_MAP],
  build: buildRegistry,
};

interface EntryHost {
  readonly host: string;
  readonly entry: ServiceEntry;
}

function buildRegistry(snapshot: ClusterSnapshot): HostRegistry {
  const exact = new Map<string, EntryHost[]>();
  const wildcards: EntryHost[] = [];
  for (const entry of snapshot.index(serviceEntries).all) {
    for (const written of entry.spec.hosts) {
      const host = written.toLowerCase();
      if (host.startsWith('*')) {
        wildcards.push({ host, entry });
      } else {
        const known = exact.get(host) ?? [];
        exact.set(host, known);
        known.push({ host, entry });
      }
    }
  }
  wildcards.sort((a, b) => compareSpecificity(a.host, b.host));
  return {
    find: (fullName, viewer) => {
      const service = findService(snapshot, fullName, viewer);
      if (service?.state === 'resolved') {
        return service;
      }
      const entry = [
        ...(exact.get(fullName) ?? []),
        ...wildcards.filter(({ host }) => coversHost(host, fullName)),
      ].find(({ entry: { spec, ref } }) =>
        isExportedTo(spec.exportTo, { owner: ref.namespace, viewer }),
      );
      if (entry) {
        return {
          state: 'resolved',
          value: {
            kind: 'service-entry',
            ref: entry.entry.ref,
            entry: entry.entry,
          },
        };
      }
      if (service?.state === 'hidden') {
        return service;
      }
      const unseen = unseenKind(snapshot, fullName);
      return unseen
        ? { state: 'unknown', because: unseen }
        : { state: 'missing' };
    },
  };
}

function findService(
  snapshot: ClusterSnapshot,
  fullName: string,
  viewer: string,
): Extract<HostResolution, { state: 'resolved' | 'hidden' }> | undefined {
  const named = serviceOfFullName(fullName);
  const object = named && snapshot.get(SERVICE, named.namespace, named.name);
  if (!named || !object) {
    return undefined;
  }
  const ref = refTo(snapshot.cluster, object);
  const written = exportToOfService(object.metadata.annotations);
  const exportTo =
    written.length > 0 ? written : snapshot.index(meshConfig).exportTo.service;
  return isExportedTo(exportTo, { owner: named.namespace, viewer })
    ? {
        state: 'resolved',
        value: { kind: 'service', ref, service: serviceFact(object) },
      }
    : { state: 'hidden', ref };
}

/** The status of a kind that was not looked at and that could hold the name; undefined when all were. */
function unseenKind(
  snapshot: ClusterSnapshot,
  fullName: string,
): KindStatus | undefined {
  const named = serviceOfFullName(fullName);
  const services = snapshot.statusOf(SERVICE);
  if (named && !canTellAbsence(services, named.namespace)) {
    return services;
  }
  const entries = snapshot.statusOf(SERVICE_ENTRY);
  // A ServiceEntry of any namespace may name any host.
  return (entries.state === 'synced' || entries.state === 'stale') &&
    !entries.namespaces
    ? undefined
    : absentOr(entries);
}

function absentOr(status: KindStatus): KindStatus | undefined {
  return status.state === 'absent' ? undefined : status;
}
