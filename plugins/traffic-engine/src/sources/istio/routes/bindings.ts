import { isExportedTo } from '../../../istio/exportTo';
import type {
  HttpMatch,
  VirtualService,
} from '../../../istio/facts/virtualServices';
import {
  compareSpecificity,
  coversHost,
  toFullName,
  toNamespacedName,
} from '../../../istio/hostnames';
import { readOnce } from '../../../snapshot/readOnce';
import type { ServerEntry } from '../gateways/ServerEntry';

/** The reserved name of all sidecars. */
export const MESH = 'mesh';

/** The gateways of a VirtualService by full name; none are the mesh. */
export const gatewaysOf = readOnce(
  ({ spec, ref }: VirtualService): readonly { name: string; path: string }[] =>
    spec.gateways.length === 0
      ? [{ name: MESH, path: 'spec.hosts' }]
      : spec.gateways.map((gateway, index) => ({
          name: toFullGateway(gateway, ref.namespace),
          path: `spec.gateways[${index}]`,
        })),
);

/** `ns/name` of a gateway, or `mesh`. */
function toFullGateway(reference: string, namespace: string): string {
  if (reference === MESH) {
    return MESH;
  }
  const full = toNamespacedName(reference, namespace);
  return `${full.namespace}/${full.name}`;
}

/** Hosts of a VirtualService by full name, each once. */
export const hostsOf = readOnce(
  ({ spec, ref }: VirtualService): readonly string[] => [
    ...new Set(spec.hosts.map(host => toFullName(host, ref.namespace))),
  ],
);

/**
 * The hosts for which a server takes a VirtualService: the narrower of each pair that intersects. A VirtualService of a
 * namespace that the server's `namespace/host` does not name has none, nor one that is not exported to the gateway's.
 */
export function hostsAt(
  server: Pick<ServerEntry, 'hosts' | 'workloads'>,
  virtualService: VirtualService,
): readonly string[] {
  const { namespace } = virtualService.ref;
  const isVisible = server.workloads.namespaces.some(viewer =>
    isExportedTo(virtualService.spec.exportTo, { owner: namespace, viewer }),
  );
  if (!isVisible) {
    return [];
  }
  const found = new Set<string>();
  for (const own of hostsOf(virtualService)) {
    for (const served of server.hosts) {
      if (served.namespace === '*' || served.namespace === namespace) {
        if (coversHost(served.host, own)) {
          found.add(own);
        } else if (coversHost(own, served.host)) {
          found.add(served.host);
        }
      }
    }
  }
  return [...found].sort(compareSpecificity);
}

/** Whether a match holds at a gateway at all: its own `gateways` and `port`; labels of callers are the mesh's. */
export function isMatchAt(
  match: Pick<
    HttpMatch,
    'gateways' | 'port' | 'sourceLabels' | 'sourceNamespace'
  > | null,
  place: { gateway: string; port: number | null; namespace: string },
): boolean {
  if (!match) {
    return true;
  }
  if (match.port && place.port !== null && match.port !== place.port) {
    return false;
  }
  if (match.gateways.length > 0) {
    return match.gateways.some(
      gateway => toFullGateway(gateway, place.namespace) === place.gateway,
    );
  }
  const isOfCallers =
    Object.keys(match.sourceLabels).length > 0 || match.sourceNamespace;
  return place.gateway === MESH || !isOfCallers;
}
