import {
  externalHosts,
  transportOf,
  type ExternalHost,
} from '../../istio/externalHosts';
import { meshConfig } from '../../istio/meshConfig';
import { importsHost, sidecarScopes } from '../../istio/sidecarScopes';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { WorkloadFact } from '../../topology/workloadIndex';
import { attributeToNamespace, type Declared } from './attribute';
import { SOURCE_ID } from './kinds';

/**
 * The namespaces whose workloads a ServiceEntry is taken to be written for: those that `exportTo` names, else its own. One
 * that all the mesh sees says nothing of the others' workloads; and nobody in the root namespace calls out.
 */
export function declaringNamespaces(
  snapshot: ClusterSnapshot,
  { entry, ref }: Pick<ExternalHost, 'entry' | 'ref'>,
): readonly string[] {
  const { rootNamespace } = snapshot.index(meshConfig);
  const { exportTo } = entry.spec;
  const named =
    exportTo.length === 0 || exportTo.includes('*')
      ? [ref.namespace]
      : exportTo.map(name => (name === '.' ? ref.namespace : name));
  return [...new Set(named)].filter(
    name => name !== '~' && name !== rootNamespace,
  );
}

/** Hosts outside that ServiceEntries name, for the workloads of the namespaces that they are written for. */
export function declareEntries(snapshot: ClusterSnapshot): Declared {
  const parts = snapshot
    .index(externalHosts)
    .all.filter(({ isOutside }) => isOutside)
    .flatMap(external =>
      declaringNamespaces(snapshot, external).map(namespace =>
        attributeToNamespace(snapshot, {
          namespace,
          ways: waysOf(external),
          isOpen: (workload, { port }) =>
            isImported(snapshot, workload, {
              external,
              port: typeof port === 'number' ? port : null,
            }),
        }),
      ),
    );
  return {
    dependencies: parts.flatMap(({ dependencies }) => dependencies),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** Where the hosts of a ServiceEntry lead; without ports, nowhere that is known. */
function waysOf({ host, path, ports, ref }: ExternalHost) {
  return ports.map(({ number, protocol }) => ({
    destination: { kind: 'host' as const, host },
    port: number,
    protocol: transportOf(protocol),
    provenance: at(SOURCE_ID, ref)(path),
  }));
}

/** Whether the Sidecar of a workload lets its proxy know a host; without a Sidecar it knows what it may see. */
export function isImported(
  snapshot: ClusterSnapshot,
  { ref, podLabels }: Pick<WorkloadFact, 'ref' | 'podLabels'>,
  { external, port }: { external: ExternalHost; port: number | null },
): boolean {
  const sidecar = snapshot.index(sidecarScopes).find(ref.namespace, podLabels);
  return (
    sidecar === undefined ||
    importsHost(sidecar, {
      host: external.host,
      owner: external.ref.namespace,
      viewer: ref.namespace,
      port,
    }) !== 'no'
  );
}
