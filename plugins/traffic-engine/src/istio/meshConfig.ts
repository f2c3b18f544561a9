import type { KindStatus, Provenance } from '@portolan/plugin-traffic-common';
import { CONFIG_MAP } from '../kinds/coreKinds';
import { refTo } from '../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import type { MeshFacts, MeshSettings } from '../snapshot/ObjectFacts';
import { SYSTEM_NAMESPACE, TRUST_DOMAIN } from './kinds';

/** One ConfigMap of a control plane; a canary revision has its own. */
export interface MeshConfigSource {
  readonly facts: MeshFacts;
  readonly setBy: Omit<Provenance, 'source'>;
}

/** The configuration that the mesh of a cluster runs with, Istio's own defaults where nothing sets it. */
export interface MeshConfig {
  readonly rootNamespace: string;
  /** The trust domains whose identities are the mesh's own, the first one today's. */
  readonly trustDomains: readonly string[];
  /** false: the trust domain is Istio's default because nothing could be read that says otherwise. */
  readonly isTrustDomainSure: boolean;
  /** What an absent `exportTo` means; empty: for all. */
  readonly exportTo: {
    readonly service: readonly string[];
    readonly virtualService: readonly string[];
    readonly destinationRule: readonly string[];
  };
  /** The names of providers of all control planes, external authorizers among them; undefined: nothing could be read that names them. */
  readonly providers: readonly string[] | undefined;
  /** The settings of the control plane without a revision, else of the first; undefined: none was read. */
  readonly settings: MeshSettings | undefined;
  /** All that were found, the one that holds first. */
  readonly sources: readonly MeshConfigSource[];
  readonly status: KindStatus;
}

/**
 * The mesh configuration out of the `istio` ConfigMaps (key `mesh`) of `istio-system`, else of the only other namespace that
 * has one. It is read at ingest: only its public settings are kept.
 */
export const meshConfig: SnapshotIndex<MeshConfig> = {
  name: 'istio mesh configuration',
  reads: [CONFIG_MAP],
  build: buildConfig,
};

function buildConfig(snapshot: ClusterSnapshot): MeshConfig {
  const sources = findSources(snapshot);
  const read = sources.flatMap(({ facts }) =>
    facts.state === 'read' ? [facts] : [],
  );
  const [settings] = read;
  const areAllRead = read.length > 0 && read.length === sources.length;
  const own = settings?.trustDomain ?? TRUST_DOMAIN;
  return {
    rootNamespace: settings?.rootNamespace ?? rootOf(sources),
    trustDomains: [
      ...new Set([
        own,
        ...read.flatMap(({ trustDomain, trustDomainAliases = [] }) => [
          ...(trustDomain ? [trustDomain] : []),
          ...trustDomainAliases,
        ]),
      ]),
    ],
    isTrustDomainSure: settings !== undefined,
    exportTo: {
      service: settings?.defaultServiceExportTo ?? [],
      virtualService: settings?.defaultVirtualServiceExportTo ?? [],
      destinationRule: settings?.defaultDestinationRuleExportTo ?? [],
    },
    providers: areAllRead
      ? read.flatMap(({ extensionProviders = [] }) => extensionProviders)
      : undefined,
    settings,
    sources,
    status: snapshot.statusOf(CONFIG_MAP),
  };
}

/** The root namespace is that of the control plane unless its configuration names another. */
function rootOf(sources: readonly MeshConfigSource[]): string {
  return sources[0]?.setBy.object.namespace ?? SYSTEM_NAMESPACE;
}

function findSources(snapshot: ClusterSnapshot): readonly MeshConfigSource[] {
  const found = snapshot
    .list(CONFIG_MAP)
    .flatMap((object): MeshConfigSource[] => {
      const facts = object.facts?.mesh;
      return facts
        ? [
            {
              facts,
              setBy: {
                object: refTo(snapshot.cluster, object),
                path: 'data.mesh',
              },
            },
          ]
        : [];
    });
  const usual = found.filter(
    ({ setBy }) => setBy.object.namespace === SYSTEM_NAMESPACE,
  );
  const namespaces = new Set(found.map(({ setBy }) => setBy.object.namespace));
  if (usual.length > 0) {
    return usual;
  }
  return namespaces.size === 1 ? found : [];
}
