import {
  externalHosts,
  isVisible,
  transportOf,
} from '../../istio/externalHosts';
import type { Sidecar } from '../../istio/facts/sidecars';
import { compareSpecificity, serviceOfFullName } from '../../istio/hostnames';
import { meshConfig } from '../../istio/meshConfig';
import {
  isDefault,
  parseImport,
  sidecarScopes,
  type ImportedHost,
} from '../../istio/sidecarScopes';
import { SERVICE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { at, refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import {
  attributeToNamespace,
  meshWorkloads,
  toDraft,
  type Declared,
  type DeclaredWay,
} from './attribute';
import { SOURCE_ID } from './kinds';

/**
 * Hosts that Sidecars name for their proxies: exactly for the workloads that one selects, and for the namespace where it has
 * no selector. A `*` names nobody, and the mesh's default in the root namespace is for everybody.
 */
export function declareSidecars(snapshot: ClusterSnapshot): Declared {
  const parts = snapshot
    .index(sidecarScopes)
    .all.map(sidecar => declare(snapshot, sidecar));
  return {
    dependencies: parts.flatMap(({ dependencies }) => dependencies),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function declare(snapshot: ClusterSnapshot, sidecar: Sidecar): Declared {
  const { namespace } = sidecar.ref;
  const isForAll = isDefault(sidecar);
  if (isForAll && namespace === snapshot.index(meshConfig).rootNamespace) {
    return { dependencies: [], problems: [] };
  }
  const ways = waysOf(snapshot, sidecar);
  const scopes = snapshot.index(sidecarScopes);
  const isRuled = (labels: Readonly<Record<string, string>>) =>
    scopes.find(namespace, labels)?.ref.name === sidecar.ref.name;
  if (isForAll) {
    return attributeToNamespace(snapshot, {
      namespace,
      ways,
      isOpen: ({ podLabels }) => isRuled(podLabels),
    });
  }
  const selector = { matchLabels: sidecar.spec.workloadSelector?.labels };
  const selected = snapshot
    .index(meshWorkloads)(namespace)
    .filter(
      ({ podLabels }) => matchLabels(selector, podLabels) && isRuled(podLabels),
    );
  return {
    dependencies: selected.flatMap(workload =>
      ways.map(way => toDraft(workload, way, true)),
    ),
    problems: [],
  };
}

function waysOf(
  snapshot: ClusterSnapshot,
  { spec, ref }: Sidecar,
): readonly DeclaredWay[] {
  return spec.egress.flatMap(({ hosts, port }, listener) =>
    hosts.flatMap((text, position) => {
      const imported = parseImport(text);
      const isName =
        !imported.excluded &&
        imported.namespace !== '~' &&
        imported.host !== '' &&
        imported.host !== '*';
      return isName
        ? [
            ...outside(snapshot, imported, ref.namespace),
            ...inside(snapshot, imported, ref.namespace),
          ]
            .filter(
              way =>
                !port?.number || way.port === null || way.port === port.number,
            )
            .map(way => ({
              ...way,
              provenance: at(
                SOURCE_ID,
                ref,
              )(`spec.egress[${listener}].hosts[${position}]`),
            }))
        : [];
    }),
  );
}

type Way = Omit<DeclaredWay, 'provenance'>;

/** The hosts of ServiceEntries that a Sidecar's name or wildcard means. */
function outside(
  snapshot: ClusterSnapshot,
  imported: ImportedHost,
  viewer: string,
): readonly Way[] {
  return snapshot
    .index(externalHosts)
    .sharing(imported.host)
    .filter(
      external =>
        external.isOutside &&
        isOf(imported, external.ref.namespace, viewer) &&
        isVisible(external, viewer),
    )
    .flatMap(({ host, ports }) =>
      ports.map(({ number, protocol }) => ({
        destination: {
          kind: 'host' as const,
          host: [host, imported.host].sort(compareSpecificity)[0],
        },
        port: number,
        protocol: transportOf(protocol),
      })),
    );
}

/** The Service that a full name means. */
function inside(
  snapshot: ClusterSnapshot,
  imported: ImportedHost,
  viewer: string,
): readonly Way[] {
  const named = serviceOfFullName(imported.host);
  const service =
    named &&
    isOf(imported, named.namespace, viewer) &&
    snapshot.index(serviceIndex).get(named.namespace, named.name);
  return service
    ? service.ports.map(({ port, protocol }) => ({
        destination: {
          kind: 'service' as const,
          service: refOf(
            snapshot.cluster,
            SERVICE,
            service.namespace,
            service.name,
          ),
        },
        port,
        protocol,
      }))
    : [];
}

function isOf(
  { namespace }: ImportedHost,
  owner: string,
  viewer: string,
): boolean {
  return (
    namespace === '*' || (namespace === '.' ? viewer : namespace) === owner
  );
}
