import {
  externalHosts,
  sectionOf,
  transportOf,
  type ExternalHost,
} from '../../istio/externalHosts';
import { isExportedTo } from '../../istio/exportTo';
import type { VirtualService } from '../../istio/facts/virtualServices';
import { coversHost, toFullName } from '../../istio/hostnames';
import { meshRoutes, rulesOf } from '../../istio/meshRoutes';
import { NAMESPACE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import { at } from '../../model/refs';
import type { DependencyDraft } from '../../model/drafts';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { meshWorkloads, toDraft } from './attribute';
import { SOURCE_ID } from './kinds';

/** More workloads than this carry a label that names nobody in particular. */
const MAX_NAMED = 25;

/** The mesh's workloads by each label pair of their pods. */
const workloadsByLabel: SnapshotIndex<
  ReadonlyMap<string, readonly WorkloadFact[]>
> = {
  name: 'istio mesh workloads by label',
  reads: [NAMESPACE, ...workloadIndex.reads],
  build: snapshot => {
    const inMesh = snapshot.index(meshWorkloads);
    const namespaces = new Set(
      snapshot.index(workloadIndex).all.map(({ ref }) => ref.namespace),
    );
    const byPair = new Map<string, WorkloadFact[]>();
    for (const workload of [...namespaces].flatMap(inMesh)) {
      for (const pair of Object.entries(workload.podLabels)) {
        const key = pair.join('=');
        const known = byPair.get(key) ?? [];
        byPair.set(key, known);
        known.push(workload);
      }
    }
    return byPair;
  },
};

/** Hosts outside that rules of VirtualServices name together with the workloads that they are for (`sourceLabels`). */
export function declareRoutes(
  snapshot: ClusterSnapshot,
): readonly DependencyDraft[] {
  return snapshot
    .index(meshRoutes)
    .all.flatMap(service => declareService(snapshot, service));
}

function declareService(
  snapshot: ClusterSnapshot,
  service: VirtualService,
): readonly DependencyDraft[] {
  const { namespace } = service.ref;
  const hosts = service.spec.hosts.map(host => toFullName(host, namespace));
  return rulesOf(service).flatMap(({ match, path, section }) =>
    match.flatMap((entry, index) => {
      const gateways = entry.gateways.length > 0 ? entry.gateways : ['mesh'];
      if (
        Object.keys(entry.sourceLabels).length === 0 ||
        !gateways.includes('mesh')
      ) {
        return [];
      }
      const named = namedBy(snapshot, service, entry);
      const provenance = at(
        SOURCE_ID,
        service.ref,
      )(`${path}.match[${index}].sourceLabels`);
      const isAsked = (host: string) =>
        hosts.some(own => coversHost(own, host)) &&
        (entry.sniHosts === null ||
          entry.sniHosts.some(sni => coversHost(sni.toLowerCase(), host)));
      return named.flatMap(workload =>
        externalsOf(snapshot, hosts, workload.ref.namespace)
          .filter(({ host }) => isAsked(host))
          .flatMap(({ host, ports }) =>
            ports
              .filter(
                ({ number, protocol }) =>
                  sectionOf(protocol) === section &&
                  (entry.port === null || entry.port === number),
              )
              .map(({ number, protocol }) =>
                toDraft(
                  workload,
                  {
                    destination: { kind: 'host', host },
                    port: number,
                    protocol: transportOf(protocol),
                    provenance,
                  },
                  true,
                ),
              ),
          ),
      );
    }),
  );
}

function externalsOf(
  snapshot: ClusterSnapshot,
  hosts: readonly string[],
  viewer: string,
): readonly ExternalHost[] {
  const externals = snapshot.index(externalHosts);
  const found = hosts.flatMap(host => externals.find(host, viewer));
  return [
    ...new Map(
      found
        .filter(({ isOutside }) => isOutside)
        .reverse()
        .map(external => [external.host, external]),
    ).values(),
  ];
}

/** The workloads that carry the labels, where the rule is seen; none when they are too many to be meant. */
function namedBy(
  snapshot: ClusterSnapshot,
  { ref, spec }: VirtualService,
  entry: {
    sourceLabels: Readonly<Record<string, string>>;
    sourceNamespace: string | null;
  },
): readonly WorkloadFact[] {
  const [pair] = Object.entries(entry.sourceLabels);
  const named = (
    snapshot.index(workloadsByLabel).get(pair.join('=')) ?? []
  ).filter(
    ({ ref: { namespace }, podLabels }) =>
      (entry.sourceNamespace === null || entry.sourceNamespace === namespace) &&
      isExportedTo(spec.exportTo, {
        owner: ref.namespace,
        viewer: namespace,
      }) &&
      matchLabels({ matchLabels: entry.sourceLabels }, podLabels),
  );
  return named.length > MAX_NAMED ? [] : named;
}
