import { isExportedTo } from '../../istio/exportTo';
import { compareByAge } from '../../istio/facts/istioObjects';
import {
  virtualServices,
  type VirtualService,
} from '../../istio/facts/virtualServices';
import { VIRTUAL_SERVICE } from '../../istio/kinds';
import { groupBy } from '../../snapshot/groupBy';
import { gatewaysOf, hostsOf, MESH } from '../../sources/istio/routes/bindings';
import type { Check } from '../Check';
import { entitiesByObject } from '../routeFacts';

/** Two VirtualServices for one host of the mesh, which are never merged there (IST0109, KIA1106). */
export const istioMeshHostTwice: Check = {
  id: 'istio-mesh-host-twice',
  code: 'TRF134',
  severity: 'warning',
  title: 'Two VirtualServices for one host of the mesh',
  message:
    'VirtualService {{younger}} and {{older}} are both for {{host}} in the mesh, where one alone is used: {{older}}, the older one, so the rules of {{younger}} have no effect.',
  fix: 'Put the rules of {{younger}} into {{older}} (or let it delegate to it), or bind one of them to a gateway alone.',
  reads: [VIRTUAL_SERVICE],
  run: ({ snapshots, model }) => {
    const entitiesOf = entitiesByObject(model.routes);
    return snapshots.flatMap(snapshot => {
      const claims = snapshot
        .index(virtualServices)
        .all.filter(isForMesh)
        .flatMap(service => hostsOf(service).map(host => ({ host, service })));
      return [...groupBy(claims, ({ host }) => host).values()].flatMap(
        group => {
          const [older, ...others] = group
            .map(({ service }) => service)
            .sort(compareByAge);
          return others
            .filter(younger => shareViewers(older, younger))
            .map(younger => ({
              at: {
                source: 'istio',
                object: younger.ref,
                path: 'spec.hosts',
              },
              params: {
                younger: nameOf(younger),
                older: nameOf(older),
                host: group[0].host,
              },
              related: [older.ref],
              entities: entitiesOf(younger.ref),
            }));
        },
      );
    });
  },
};

function isForMesh(service: VirtualService): boolean {
  return gatewaysOf(service).some(({ name }) => name === MESH);
}

function nameOf({ ref }: VirtualService): string {
  return `${ref.namespace}/${ref.name}`;
}

/** Whether whoever sees the younger one sees the older one too, so that the younger is never used. */
function shareViewers(older: VirtualService, younger: VirtualService): boolean {
  const sees = (service: VirtualService, viewer: string) =>
    isExportedTo(service.spec.exportTo, {
      owner: service.ref.namespace,
      viewer,
    });
  const { exportTo } = younger.spec;
  if (exportTo.length === 0 || exportTo.includes('*')) {
    return (
      older.spec.exportTo.length === 0 || older.spec.exportTo.includes('*')
    );
  }
  return exportTo
    .filter(entry => entry !== '~')
    .every(entry => sees(older, entry === '.' ? younger.ref.namespace : entry));
}
