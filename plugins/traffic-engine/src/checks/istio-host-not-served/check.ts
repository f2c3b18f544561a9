import { isExportedTo } from '../../istio/exportTo';
import { virtualServices } from '../../istio/facts/virtualServices';
import { hostsIntersect } from '../../istio/hostnames';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../istio/kinds';
import { groupBy } from '../../snapshot/groupBy';
import type { ServerEntry } from '../../sources/istio/gateways/ServerEntry';
import { gatewaysOf, hostsOf, MESH } from '../../sources/istio/routes/bindings';
import { istioTranslation } from '../../sources/istio/translate';
import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';

/** A host of a VirtualService that no server of its Gateway takes (IST0132). */
export const istioHostNotServed: Check = {
  id: 'istio-host-not-served',
  code: 'TRF131',
  severity: 'warning',
  title: 'Gateway does not take the host',
  message:
    'VirtualService {{virtualService}} is for {{hosts}}, which no server of Gateway {{gateway}} takes from namespace {{namespace}}.',
  fix: 'Add {{hosts}} to spec.servers[].hosts of Gateway {{gateway}}, or correct spec.hosts of {{virtualService}}.',
  reads: [VIRTUAL_SERVICE, ISTIO_GATEWAY],
  run: ({ snapshots, model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return snapshots.flatMap(snapshot => {
      const servers = groupBy(
        snapshot.index(istioTranslation).servers,
        ({ gateway }) => `${gateway.ref.namespace}/${gateway.ref.name}`,
      );
      return snapshot.index(virtualServices).all.flatMap(service => {
        const { ref, spec } = service;
        const named = gatewaysOf(service).map(({ name }) => ({
          name,
          own: servers.get(name) ?? [],
        }));
        const taken = named.map(({ own }) =>
          hostsOf(service).filter(host => isTaken(host, own, ref.namespace)),
        );
        const isAllKnown = named.every(
          ({ name, own }) => name === MESH || own.length > 0,
        );
        return named.flatMap(({ name, own }, position) => {
          const isSeen = own.some(({ workloads }) =>
            workloads.namespaces.some(viewer =>
              isExportedTo(spec.exportTo, { owner: ref.namespace, viewer }),
            ),
          );
          // Several gateways may each be for some of the hosts; one that takes none is of no use.
          const lost = hostsOf(service).filter(
            host =>
              taken[position].length === 0 ||
              (isAllKnown && !taken.some(hosts => hosts.includes(host))),
          );
          // A VirtualService that is also for the mesh may mean names of Services by hosts without dots.
          const told = lost.filter(host => !host.endsWith('.cluster.local'));
          return own.length === 0 || !isSeen || told.length === 0
            ? []
            : [
                {
                  at: { source: 'istio', object: ref, path: 'spec.hosts' },
                  params: {
                    virtualService: `${ref.namespace}/${ref.name}`,
                    hosts: told.join(', '),
                    gateway: name,
                    namespace: ref.namespace,
                  },
                  related: [own[0].gateway.ref],
                  entities: entitiesOf(ref),
                },
              ];
        });
      });
    });
  },
};

function isTaken(
  host: string,
  servers: readonly ServerEntry[],
  namespace: string,
): boolean {
  return servers.some(({ hosts }) =>
    hosts.some(
      served =>
        (served.namespace === '*' || served.namespace === namespace) &&
        hostsIntersect(served.host, host),
    ),
  );
}
