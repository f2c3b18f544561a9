import { externalHosts } from '../../istio/externalHosts';
import { sidecars } from '../../istio/facts/sidecars';
import { virtualServices } from '../../istio/facts/virtualServices';
import { hostsIntersect, toFullName } from '../../istio/hostnames';
import {
  CLUSTER_DOMAIN,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
} from '../../istio/kinds';
import { parseImport } from '../../istio/sidecarScopes';
import { SERVICE } from '../../kinds/coreKinds';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { Check, FindingDraft } from '../Check';
import { isWholeClusterSeen } from '../meshFacts';

const KINDS = [SERVICE, SERVICE_ENTRY, VIRTUAL_SERVICE];

/** A Sidecar imports a host that nothing of the mesh has. */
export const sidecarHostUnknown: Check = {
  id: 'sidecar-host-unknown',
  code: 'TRF438',
  severity: 'warning',
  title: 'Sidecar imports an unknown host',
  message:
    'Sidecar {{sidecar}} imports {{host}}, and no Service, ServiceEntry or VirtualService of namespace {{namespace}} has such a host: the entry imports nothing.',
  fix: 'Correct {{host}} in {{sidecar}}: the namespace before the slash is the one that the object lies in, * stands for any.',
  reads: [SIDECAR, ...KINDS],
  run: ({ snapshots }) =>
    snapshots
      .filter(snapshot => isWholeClusterSeen(snapshot, KINDS))
      .flatMap(findUnknown),
};

function findUnknown(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const { all } = snapshot.index(sidecars);
  if (all.length === 0) {
    return [];
  }
  const hosts = groupBy(hostsOf(snapshot), ({ namespace }) => namespace);
  const every = [...hosts.values()].flat();
  return all.flatMap(({ ref, spec }) =>
    spec.egress.flatMap(({ hosts: imports }, listener) =>
      imports.flatMap((text, index) => {
        const { namespace, host, excluded } = parseImport(text);
        const owner = namespace === '.' ? ref.namespace : namespace;
        const known = owner === '*' ? every : hosts.get(owner);
        return excluded ||
          host === '*' ||
          // Of a namespace in which nothing is in sight, files may just hold nothing.
          known === undefined ||
          known.some(entry => hostsIntersect(entry.host, host))
          ? []
          : [
              {
                at: at(
                  'istio-egress',
                  ref,
                )(`spec.egress[${listener}].hosts[${index}]`),
                params: {
                  sidecar: `${ref.namespace}/${ref.name}`,
                  host: text,
                  namespace: owner,
                },
                entities: [],
              },
            ];
      }),
    ),
  );
}

/** All hosts that proxies may know, by the namespace of the object that has them. */
function hostsOf(
  snapshot: ClusterSnapshot,
): readonly { namespace: string; host: string }[] {
  return [
    ...snapshot.list(SERVICE).map(({ metadata }) => ({
      namespace: metadata.namespace ?? '',
      host: `${metadata.name}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}`,
    })),
    ...snapshot
      .index(externalHosts)
      .all.map(({ ref, host }) => ({ namespace: ref.namespace, host })),
    ...snapshot.index(virtualServices).all.flatMap(({ ref, spec }) =>
      spec.hosts.map(host => ({
        namespace: ref.namespace,
        host: toFullName(host, ref.namespace),
      })),
    ),
  ];
}
