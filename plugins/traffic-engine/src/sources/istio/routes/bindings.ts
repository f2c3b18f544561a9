import { isExportedTo } from '../../../istio/exportTo';
import type {
  HttpMatch,
  VirtualService,
} from '../../../istio/facts/virtualServices';
import {
  compareSpecificity,
  coversHost,
  toFullName,
  toGatewayName,
} from '../../../istio/hostnames';
import { matchLabels } from '../../../match/labels';
import { readOnce } from '../../../snapshot/readOnce';
import type { ServerEntry } from '../gateways/ServerEntry';
import type { PolicySubject } from '../policies/selectPolicies';

/** The reserved name of all sidecars. */
export const MESH = 'mesh';

/** The gateways of a VirtualService by full name; none are the mesh. */
export const gatewaysOf = readOnce(
  ({ spec, ref }: VirtualService): readonly { name: string; path: string }[] =>
    spec.gateways.length === 0
      ? [{ name: MESH, path: 'spec.hosts' }]
      : spec.gateways.map((gateway, index) => ({
          name: toGatewayName(gateway, ref.namespace),
          path: `spec.gateways[${index}]`,
        })),
);

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

/** Where a match is tried. */
export interface MatchPlace {
  /** `ns/name`, or `mesh`. */
  readonly gateway: string;
  /** The number of the server's port; null in the mesh. */
  readonly port: number | null;
  /** The namespace of the object that holds the match. */
  readonly namespace: string;
  /** The pods that play the gateway; undefined in the mesh, where callers differ. */
  readonly proxies?: readonly PolicySubject[];
}

/**
 * Whether a match of an HTTP rule holds at a place at all: by its `port` and its `gateways`, and where it names none by its
 * `sourceLabels` and `sourceNamespace`, which are of the PROXY: at a gateway of its pods (istiod, sourceMatchHTTP).
 */
export function isMatchAt(
  match: Pick<
    HttpMatch,
    'gateways' | 'port' | 'sourceLabels' | 'sourceNamespace'
  > | null,
  place: MatchPlace,
): boolean {
  if (!match || !isConnectionMatchAt(match, place)) {
    return !match;
  }
  const { sourceLabels, sourceNamespace } = match;
  return (
    match.gateways.length > 0 ||
    !place.proxies ||
    place.proxies.some(
      ({ namespace, labels }) =>
        matchLabels({ matchLabels: sourceLabels }, labels) &&
        (!sourceNamespace || sourceNamespace === namespace),
    )
  );
}

/** Whether a match of a rule for connections holds at a place: gateways look at its `port` and `gateways` alone. */
export function isConnectionMatchAt(
  match: Pick<HttpMatch, 'gateways' | 'port'> | null,
  place: MatchPlace,
): boolean {
  return (
    !match ||
    ((!match.port || place.port === null || match.port === place.port) &&
      (match.gateways.length === 0 ||
        match.gateways.some(
          gateway => toGatewayName(gateway, place.namespace) === place.gateway,
        )))
  );
}
